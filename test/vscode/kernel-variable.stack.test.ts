import assert from "node:assert/strict";
import type { Jupyter } from "@vscode/jupyter-extension";
import * as vscode from "vscode";
import { closeAll, panels, until } from "./support";

const NOTEBOOK = vscode.Uri.file("/notebooks/train.ipynb"); // its kernel is asked, nothing is read
const COMMAND = "gradientLens.showKernelVariable";

describe("A variable of a notebook's kernel, without a debugger", () => {
  let run: (code: string) => Promise<void>;
  let asked: () => Promise<unknown>; // resolves when the kernel is asked something next

  before(async function () {
    this.timeout(300_000); // a kernel takes long to start where everything else runs too
    const { kernels } = await (
      vscode.extensions.getExtension<Jupyter>("ms-toolsai.jupyter") ?? assert.fail()
    ).activate();
    const kernel = (await kernels.getKernel(NOTEBOOK)) ?? assert.fail();
    asked = () =>
      new Promise((resolve) => {
        kernel.onDidChangeStatus((status) => {
          if (status === "busy") resolve(status);
        });
      });
    run = async (code) => {
      const { token } = new vscode.CancellationTokenSource();
      for await (const { items } of kernel.executeCode(code, token))
        assert.ok(!items.some(({ mime }) => mime.endsWith("error")), code);
    };
    await run("import numpy as np; x = np.arange(12.0).reshape(4, 3) ** 2");
  });
  after(closeAll);

  it("is shown in a panel by a row of the view of variables, as it comes and as JSON has it", async () => {
    const reading = asked();
    await vscode.commands.executeCommand(COMMAND, { name: "x", type: "ndarray", fileName: NOTEBOOK });
    await until(() => panels().some(({ label }) => /\bx\b/.test(label)), "a panel of x");
    await reading;
    await run("y = x");
    await vscode.commands.executeCommand(COMMAND, {
      name: "y",
      type: "ndarray",
      fileName: NOTEBOOK.toJSON() as object,
    });
    await until(() => panels().some(({ label }) => /\by\b/.test(label)), "a panel of y");
  });
});
