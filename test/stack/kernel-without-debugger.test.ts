import assert from "node:assert/strict";
import { KernelSession } from "../../src/debug/notebook/kernel-session";
import { createReaders } from "../../src/debug/readers/debuggers";
import { createDisk } from "../../src/debug/readers/private-folder";
import { must, options, sameValues } from "../debug/support";
import { RealKernel } from "./real-kernel";

const SQUARES = Array.from({ length: 12 }, (_, i) => i * i);
const CELL = `import numpy as np
x = np.arange(12.0).reshape(4, 3) ** 2
large = np.arange(420000.0).reshape(600, 700)
word = "no tensor"
print = None
`;

describe("A notebook's kernel without a debugger, by the API of VS Code's Jupyter extension", () => {
  let kernel: RealKernel;
  let session: KernelSession;
  const reader = () => createReaders(createDisk())(session.type);
  const target = (expression: string) => ({ session, frameId: 0, expression });

  before(async function () {
    this.timeout(300_000); // a kernel takes long to start where everything else runs too
    kernel = await RealKernel.start();
    session = new KernelSession("notebook", "notebook.ipynb", kernel);
    await kernel.run(CELL);
  });
  after(() => kernel.stop());

  it("has its numbers read, in one answer, in chunks and by a file", async () => {
    const got = must(await reader().read(target("x"), options()));
    assert.deepEqual(got.shape, [4, 3]);
    sameValues(got.tensor.values, SQUARES, "x");
    for (const [transfer, how] of [
      ["auto", /^private temporary file$/],
      ["protocolOnly", /^debug protocol, \d+ chunks$/],
    ] as const) {
      const large = must(await reader().read(target("large"), { ...options(), transfer }));
      assert.match(large.how, how);
      assert.deepEqual([large.tensor.values.length, large.tensor.values[419999]], [420000, 419999]);
    }
  });

  it("says what is no tensor, and what fails", async () => {
    const word = await reader().read(target("word"), options());
    assert.equal(word.ok ? "" : word.fault.text, "word is text of 9 characters.");
    const missing = await reader().read(target("missing"), options());
    assert.equal(missing.ok ? "" : missing.fault.text, "NameError: name 'missing' is not defined.");
    const wrong = await reader().read(target("x +"), options());
    assert.match(wrong.ok ? "" : wrong.fault.text, /^SyntaxError: /);
  });

  it("has nothing left in it: no name, no place in the history, no last value", async () => {
    const watched = "[sorted(globals()), len(In), len(Out), get_ipython().execution_count, _, __]";
    const state = (): Promise<string> => kernel.run(`__import__("builtins").print(${watched})`);
    await kernel.run('"the last value"');
    const before = await state();
    must(await reader().read(target("x"), options()));
    must(await reader().listTensors(session, 0, options()));
    assert.equal(await state(), before);
  });
});
