import assert from "node:assert/strict";
import * as vscode from "vscode";
import { memoryLimit } from "../../../src/panel/limits";

describe("The limit of memory", () => {
  const set = (value: number | undefined): Thenable<void> =>
    vscode.workspace.getConfiguration("gradientLens").update("memoryLimit", value, vscode.ConfigurationTarget.Global);
  afterEach(() => set(undefined));

  it("is what the setting says in MiB, and 4 GiB where nobody has set it", async () => {
    assert.equal(memoryLimit(), 4 * 2 ** 30);
    await set(512);
    assert.equal(memoryLimit(), 512 * 2 ** 20);
  });
});
