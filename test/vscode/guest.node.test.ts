import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { AnalysisReport, GradientLensApi as Copied } from "../../docs/gradient-lens";
import type { GradientLensApi } from "../../src/editor/api";
import { closeAll, panels, until, workspaceFile } from "./support";

/** The types that others copy take what is exported: else this does not compile. */
const takes: (exported: GradientLensApi) => Copied = (exported) => exported;

/** Calls the exports from another extension, test/launcher/guest, which is activated by its commands. */
async function asked<T>(what: string, ...args: readonly unknown[]): Promise<T> {
  return await vscode.commands.executeCommand<T>(`gradientLensGuest.${what}`, ...args);
}

describe("From another extension", () => {
  afterEach(closeAll);

  it("analyze gives a report as its types say, and no panel", async () => {
    const text = new TextDecoder().decode(
      await vscode.workspace.fs.readFile(workspaceFile("wrong-gradient.gradlens.json")),
    );
    const report = await asked<AnalysisReport>("analyze", text);
    assert.equal(report.verdict, "wrong");
    assert.match(report.headline, /^Your dx and dbeta are wrong: dx: variance path left out/);
    assert.equal(report.check.verdict, "correct");
    assert.equal(report.check.sampled, false);
    assert.equal(report.comparison?.tensors.dgamma?.wrong, 0);
    assert.equal(report.comparison.diagnoses[0]?.id, "variance-path-omitted");
    assert.equal(panels().length, 0);
    assert.equal(typeof takes, "function");
  });

  it("analyze is given up by its token", async () => {
    const x = Array.from({ length: 400 }, (_, row) => Array.from({ length: 200 }, (_, i) => Math.sin(row * 7 + i)));
    assert.equal(await asked("analyzeAndCancel", { x }), "cancelled");
  });

  it("show opens a panel", async () => {
    await asked("show", { x: new Float32Array([1, 2, 4]) }, "from the guest");
    await until(() => panels().some(({ label }) => label.includes("from the guest")), "a panel of that name");
  });
});
