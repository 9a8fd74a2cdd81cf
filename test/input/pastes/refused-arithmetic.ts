import type { Refused } from "./paste";

/** Arrays of which the code around them makes others: nothing of it is run. */
export const REFUSED_ARITHMETIC: readonly Refused[] = [
  {
    what: "a function of it, on lines of its own",
    source: "x = np.log(\n    [[1., 2.], [3., 4.]]\n)",
    says: /got "np\.log\(" in front of it/,
  },
  {
    what: "a function of it that nothing is named after",
    source: "np.log(\n    [[1., 2.], [3., 4.]]\n)",
    says: /got "np\.log\(" in front of it/,
  },
  {
    what: "a function of it at a prompt that goes on",
    source: ">>> x = np.log(\n...     [[1., 2.], [3., 4.]])",
    says: /got "np\.log\(" in front of it/,
  },
  {
    what: "a function of it and another argument",
    source: "x = np.add(y, [[1, 2], [3, 4]])",
    says: /got "np\.add\(" in front of it/,
  },
  {
    what: "a function of it by a keyword",
    source: "x = tf.nn.relu(features=[[1., -2.], [3., 4.]])",
    says: /got "tf\.nn\.relu\(" in front of it/,
  },
  {
    what: "a function of it in C++",
    source: "auto x = relu(\n    torch::tensor({{1., 2.}, {3., 4.}}));",
    says: /got "relu\(" in front of it/,
  },
  {
    what: "a difference over two lines",
    source: "x = y - \\\n    np.array([[1, 2], [3, 4]])",
    says: /got "y - \\" in front of it/,
  },
  {
    what: "a sum over two lines",
    source: "x = np.array([[1, 2], [3, 4]]) + \\\n    1",
    says: /got "\+ \\" behind it/,
  },
  {
    what: "a product in parentheses",
    source: "x = (W @\n    np.array([[1, 2], [3, 4]]))",
    says: /got "W @" in front of it/,
  },
];
