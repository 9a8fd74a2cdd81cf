/** The debug type of VS Code's Jupyter extension. */
export const KERNEL_TYPE = "Python Kernel Debug Adapter";

/** A cell that is stopped within its function, in its line 4: squares of 0 to 11 as x. */
export const CELL = `import numpy as np
def forward(x, gamma):
    xhat = (x - x.mean(0)) / x.std(0)
    return gamma * xhat
batch = np.arange(12.0).reshape(4, 3) ** 2
out = forward(batch, np.ones(3))
`;
export const CELL_LINE = 4;
export const SQUARES = Array.from({ length: 12 }, (_, i) => i * i);
