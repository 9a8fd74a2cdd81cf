import assert from "node:assert/strict";
import * as vscode from "vscode";
import { closeAll, COMMAND, open, panels, until } from "./support";

const TOUR = "gradientLens.explainSteps";

describe("The guided tour", () => {
  afterEach(closeAll);

  it("opens on the example that comes with the extension where no panel is open", async () => {
    await vscode.commands.executeCommand(TOUR, 3);
    await until(
      () => panels().some(({ label, isActive }) => label.includes("activations.json") && isActive),
      "a panel of activations.json that has the focus",
    );
  });

  it("takes the panel that is open, and one that shows nothing for none", async () => {
    await open("[[1, 2], [3, 5], [4, 4.5]]");
    await vscode.commands.executeCommand(COMMAND);
    await until(() => panels().length === 1, "one panel");
    await vscode.commands.executeCommand(TOUR);
    assert.deepEqual(
      panels().map(({ label }) => label.includes("activations.json")),
      [false],
    );
    await closeAll();
    await open('{"x": [[1, 2], [3]]}');
    await vscode.commands.executeCommand(COMMAND);
    await until(() => panels().length === 1, "a panel of what cannot be read");
    await vscode.commands.executeCommand(TOUR, "third");
    await until(() => panels().some(({ label }) => label.includes("activations.json")), "a panel of the example");
  });
});
