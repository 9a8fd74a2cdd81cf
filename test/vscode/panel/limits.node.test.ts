import assert from "node:assert/strict";
import * as vscode from "vscode";
import { boundedLimit, memoryLimit } from "../../../src/panel/limits";

describe("The limit of memory", () => {
  const set = (value: number | undefined): Thenable<void> =>
    vscode.workspace.getConfiguration("gradientLens").update("memoryLimit", value, vscode.ConfigurationTarget.Global);
  afterEach(() => set(undefined));

  it("is what the setting says in MiB, and 4 GiB where nobody has set it", async () => {
    assert.equal(memoryLimit(), 4 * 2 ** 30);
    await set(512);
    assert.equal(memoryLimit(), 512 * 2 ** 20);
    await set(5);
    assert.equal(memoryLimit(), 64 * 2 ** 20);
  });

  it("is said where the setting is no whole number in its bounds", () => {
    for (const [value, mebibytes] of [
      [5, 64],
      [1e6, 65536],
      [100.5, 101],
      ["lots", 4096],
    ] as const) {
      const said = `The setting gradientLens.memoryLimit is ${JSON.stringify(value)}, expected a whole number from 64 to 65536: ${mebibytes} is used.`;
      assert.deepEqual(boundedLimit(value), { mebibytes, fault: said });
    }
    assert.deepEqual(boundedLimit(64), { mebibytes: 64 });
  });
});
