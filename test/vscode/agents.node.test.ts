import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { GradientLensApi } from "../../src/editor/api";
import type { AnalysisReport } from "../../src/panel/analysis-report";
import { closeAll, EXTENSION, panels, until, workspaceFile } from "./support";

const TOOL = "gradientLens_check_gradients";
const RIGHT = {
  x: [
    [1, 2],
    [3, 5],
    [4, 4.5],
  ],
};

/** What another extension gets: the exports of this one. */
async function api(): Promise<GradientLensApi> {
  const extension = vscode.extensions.getExtension<GradientLensApi>(EXTENSION);
  assert.ok(extension);
  return extension.activate();
}

describe("For other extensions", () => {
  afterEach(closeAll);

  it("analyze checks a problem, and names the mistake in its gradients", async () => {
    const { analyze } = await api();
    const right = await analyze(RIGHT);
    assert.equal(right.verdict, "correct");
    assert.equal(right.comparison, null);
    assert.deepEqual(right.shape, [3, 2]);
    const bytes = await vscode.workspace.fs.readFile(workspaceFile("wrong-gradient.gradlens.json"));
    const wrong = await analyze(new TextDecoder().decode(bytes));
    assert.equal(wrong.verdict, "wrong");
    assert.match(wrong.headline, /^Your dx and dbeta are wrong: dx: variance path left out/);
    assert.equal(wrong.comparison?.tensors.dgamma?.wrong, 0);
    assert.equal(panels().length, 0);
  });

  it("analyze rejects with a sentence, and with a CancellationError when it is given up", async () => {
    const { analyze } = await api();
    await assert.rejects(analyze({ x: [[1, 2], [3]] }), /^Error: Row 2 has 1 value, expected 2/);
    await assert.rejects(
      analyze({ x: [[1n, 2]] }),
      /^Error: The problem cannot be written as JSON: 1n is no double\.$/,
    );
    const source = new vscode.CancellationTokenSource();
    const x = Array.from({ length: 400 }, (_, row) => Array.from({ length: 200 }, (_, i) => Math.sin(row * 7 + i)));
    const asked = analyze({ x }, source.token);
    source.cancel();
    await assert.rejects(asked, vscode.CancellationError);
  });

  it("show opens a panel of that name", async () => {
    const { show } = await api();
    await show(RIGHT, "step 12");
    await until(() => panels().length === 1, "one panel");
    assert.match(panels()[0]?.label ?? "", /step 12/);
  });
});

describe("For agents in VS Code", () => {
  const invoke = async (input: object): Promise<string> => {
    const { content } = await vscode.lm.invokeTool(TOOL, { input, toolInvocationToken: undefined });
    const [part] = content;
    assert.ok(part instanceof vscode.LanguageModelTextPart);
    return part.value;
  };

  it("the tool is there, with what it takes", () => {
    const tool = vscode.lm.tools.find(({ name }) => name === TOOL);
    assert.ok(tool, vscode.lm.tools.map(({ name }) => name).join());
    assert.deepEqual(Object.keys((tool.inputSchema as { properties: object }).properties), ["file", "problem"]);
  });

  it("it checks a file of the workspace, and a problem, as the API does", async () => {
    const wrong = JSON.parse(await invoke({ file: "wrong-gradient.gradlens.json" })) as AnalysisReport;
    assert.match(wrong.headline, /^Your dx and dbeta are wrong/);
    const right = JSON.parse(await invoke({ problem: RIGHT })) as AnalysisReport;
    const { analyze } = await api();
    assert.deepEqual(right, JSON.parse(JSON.stringify(await analyze(RIGHT))));
  });

  it("it reads no file outside of the workspace", async () => {
    await assert.rejects(invoke({ file: "../../etc/hostname" }), /is in no folder of this workspace/);
    await assert.rejects(invoke({ file: "/etc/hostname" }), /is in no folder of this workspace/);
    const inside = workspaceFile("wrong-gradient.gradlens.json").path;
    const folder = inside.slice(0, inside.lastIndexOf("/"));
    for (const file of [`${folder}/../outside.json`, `${folder}/a/../../outside.json`, "a/../../outside.json"])
      await assert.rejects(invoke({ file }), /is in no folder of this workspace/);
    await assert.rejects(invoke({ file: "C:\\outside.json" }), /is in no folder of this workspace/);
    assert.match(await invoke({ file: `${folder}/a/../wrong-gradient.gradlens.json` }), /"verdict":"wrong"/);
    await assert.rejects(invoke({}), /Expected file/);
  });
});
