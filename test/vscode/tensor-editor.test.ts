import assert from "node:assert/strict";
import * as vscode from "vscode";
import { writeNpy } from "../../src/input/write-npy";
import { closeAll, until, workspaceFile } from "./support";

const VIEW = "gradientLens.tensorFile";

/** The editors of tensor files that are open, by their files' names. */
function editors(): string[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.flatMap(({ input }) =>
    input instanceof vscode.TabInputCustom && input.viewType === VIEW ? [input.uri.path.split("/").at(-1) ?? ""] : [],
  );
}

async function write(name: string, values: readonly number[], shape: readonly number[]): Promise<vscode.Uri> {
  const uri = workspaceFile(name);
  await vscode.workspace.fs.writeFile(uri, writeNpy({ shape, values: Float64Array.from(values), dtype: "float64" }));
  return uri;
}

describe("The editor of tensor files", () => {
  afterEach(closeAll);

  it("is offered beside others, and several are open at once", async () => {
    const first = await write("first.npy", [1, 2, 3, 5, 4, 4], [3, 2]);
    const second = await write("second.npy", [1, 2, 3, 5], [2, 2]);
    await vscode.commands.executeCommand("vscode.openWith", first, VIEW);
    await vscode.commands.executeCommand("vscode.openWith", second, VIEW, vscode.ViewColumn.Beside);
    await until(() => editors().length === 2, "two editors");
    assert.deepEqual(editors().sort(), ["first.npy", "second.npy"]);
    await vscode.window.tabGroups.close(vscode.window.tabGroups.activeTabGroup.activeTab ?? []);
    await until(() => editors().length === 1, "one editor");
  });

  it("is not what opens such a file by itself", async () => {
    const file = await write("plain.npy", [1, 2, 3, 5], [2, 2]);
    await vscode.commands.executeCommand("vscode.open", file);
    assert.deepEqual(editors(), []);
  });
});
