import assert from "node:assert/strict";
import { compile, CONFIGURATIONS, endDebugging, program, stopAt } from "./debugging";
import { closeAll } from "./support";
import { itemAt } from "../../src/core/item-at";

/** Everything about stopped programs rests on these: real programs, stopped by real debuggers, that answer. */
describe("A program stopped inside VS Code", () => {
  afterEach(endDebugging);
  afterEach(closeAll);

  it("in Python, by debugpy with NumPy", async () => {
    const file = program("stop.py", "import numpy as np\nx = np.arange(6.0).reshape(2, 3)\nprint(x)  # here\n");
    const { session, frame } = await stopAt(CONFIGURATIONS.python(file), file, "# here");
    const answer = (await session.customRequest("evaluate", {
      expression: "x.shape[1] * 7",
      frameId: frame.frameId,
      context: "clipboard",
    })) as { result: string };
    assert.equal(answer.result, "21");
  });

  it("in JavaScript, by js-debug", async () => {
    const file = program("stop.mjs", "const x = [[1, 2], [3, 4]];\nconsole.log(x); // here\n");
    const { session, frame } = await stopAt(CONFIGURATIONS.javascript(file), file, "// here");
    assert.equal(session.type, "pwa-node");
    const answer = (await session.customRequest("evaluate", {
      expression: "x[1][0] * 7",
      frameId: frame.frameId,
      context: "clipboard",
    })) as { result: string };
    assert.equal(answer.result, "21");
  });

  it("in C++, by LLDB", async () => {
    const file = program(
      "stop.cpp",
      "int main() {\n  double x[2][3] = {{1, 2, 3}, {4, 5, 6}};\n  return x[1][2] > 7; // here\n}\n",
    );
    const { session, frame } = await stopAt(CONFIGURATIONS.cpp(compile(file)), file, "// here");
    const { scopes } = (await session.customRequest("scopes", { frameId: frame.frameId })) as {
      scopes: { name: string; variablesReference: number }[];
    };
    const { variables } = (await session.customRequest("variables", {
      variablesReference: itemAt(scopes, 0).variablesReference,
    })) as { variables: { name: string; type?: string }[] };
    assert.equal(variables.find(({ name }) => name === "x")?.type, "double[2][3]");
  });
});
