import assert from "node:assert/strict";
import { Linter } from "eslint";
import { functionSize } from "../../scripts/lint/function-size.mjs";

/** What the rule says of a program, where a function may have four lines of code. */
function said(code: string): string[] {
  const config = { plugins: { house: { rules: { "function-size": functionSize } } } };
  const messages = new Linter().verify(code, { ...config, rules: { "house/function-size": ["error", 4] } });
  return messages.map(({ line, message }) => `${line}: ${message.replace(/,.*/, "")}`);
}

describe("The rule on the size of functions", () => {
  it("reports functions of every kind by their lines of code", () => {
    const body = "\n  a();\n  b();\n  c();\n}";
    assert.deepEqual(said(`function f() {${body}`), ["1: 5 lines of code"]);
    assert.deepEqual(said(`const f = () => {${body};`), ["1: 5 lines of code"]);
    assert.deepEqual(said(`const o = { f() {${body} };`), ["1: 5 lines of code"]);
  });

  it("counts no blank line and no comment, and every line of a text", () => {
    assert.deepEqual(said("function f() {\n\n  // what for\n  a();\n  /* and\n  so */\n  b();\n}"), []);
    assert.deepEqual(said("function f() {\n  return `\n\n\n`;\n}"), ["1: 6 lines of code"]);
  });

  it("lets a describe hold many tests, and no test be long", () => {
    const long = "\n    a();\n    b();\n    c();\n  }";
    assert.deepEqual(said(`describe("x", () => {\n  it("y", () => {${long});\n});`), ["2: 5 lines of code"]);
    assert.deepEqual(said(`describe.skip("x", () => {${long});`), []);
  });
});
