import assert from "node:assert/strict";
import { expressionAtCursor } from "../../../src/debug/commands/expression-at-cursor";
import { menuRow, rowWithoutExpression } from "../../../src/debug/commands/menu-row";

describe("Menus", () => {
  it("take only the objects that VS Code makes", () => {
    const variable = { name: "m", value: "v", type: "ndarray", evaluateName: "self.m", variablesReference: 4 };
    assert.deepEqual(menuRow({ sessionId: "s", container: {}, variable }), {
      sessionId: "s",
      expression: "self.m",
      name: "m",
      row: { type: "ndarray", value: "v", variablesReference: 4, indexedVariables: 0 },
    });
    assert.equal(menuRow({ sessionId: "s", variable: { ...variable, evaluateName: undefined } })?.expression, null);
    for (const wrong of [undefined, null, 3, "x", {}, { sessionId: 1, variable }, { sessionId: "s" }])
      assert.equal(menuRow(wrong), undefined);
    assert.equal(expressionAtCursor(undefined), undefined);
  });
  it("say of a row without an expression what it is", () => {
    const row = menuRow({ sessionId: "s", variable: { name: "[0]", value: "1.5" } });
    assert.ok(row);
    const text = "[0] (1.5) has no expression of its own and cannot be read; show the variable that holds it.";
    assert.equal(rowWithoutExpression(row).text, text);
  });
});
