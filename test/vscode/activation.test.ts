import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { closeAll, COMMAND, EXTENSION, isWeb, open } from "./support";

interface Manifest {
  contributes: { commands: { command: string; category?: string; title: string }[] };
}

describe("The extension", () => {
  afterEach(closeAll);

  it("is activated by its command", async () => {
    await open("[[1, 2], [3, 4]]");
    await vscode.commands.executeCommand(COMMAND);
    // In the browser's run the product is in another extension host, which this one cannot look into.
    if (isWeb) assert.equal(vscode.extensions.getExtension(EXTENSION), undefined);
    else assert.equal(vscode.extensions.getExtension(EXTENSION)?.isActive, true);
  });

  it("registers every command that its manifest names, under one category", async () => {
    await open("[[1, 2], [3, 4]]");
    await vscode.commands.executeCommand(COMMAND);
    const manifest = JSON.parse(
      readFileSync(join(process.env.GRADIENT_LENS_ROOT ?? "", "package.json"), "utf8"),
    ) as Manifest;
    const registered = await vscode.commands.getCommands(true);
    const named = manifest.contributes.commands;
    assert.deepEqual(
      named.filter(({ command }) => !registered.includes(command)).map(({ command }) => command),
      [],
    );
    assert.deepEqual([...new Set(named.map(({ category }) => category))], ["Gradient Lens"]);
  });

  it("leaves no command out of its manifest", async () => {
    const manifest = JSON.parse(
      readFileSync(join(process.env.GRADIENT_LENS_ROOT ?? "", "package.json"), "utf8"),
    ) as Manifest;
    const named = manifest.contributes.commands.map(({ command }) => command);
    const registered = (await vscode.commands.getCommands(true)).filter((command) =>
      /^gradientLens\.[^.]+$/.test(command),
    );
    assert.deepEqual(
      registered.filter((command) => !named.includes(command)),
      [],
    );
  });
});
