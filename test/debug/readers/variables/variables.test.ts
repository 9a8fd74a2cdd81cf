import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DapSession } from "../../../../src/debug/session/dap-session";
import { childrenOf, variablesOf } from "../../../../src/debug/session/frame-variables";
import { describeTree, readTree, TREE_LIMIT } from "../../../../src/debug/readers/variables/value-tree";
import { createVariablesReader } from "../../../../src/debug/readers/variables/variables-reader";
import { DapClient, lldb } from "../../dap-client";
import { lineOf, must, options, program, sameValues } from "../../support";

const range = (length: number, from = 0): number[] => Array.from({ length }, (_, i) => from + i);

describe("Any debugger, through its variables", () => {
  const source = program("tensors.cpp");
  const folder = mkdtempSync(join(tmpdir(), "gradient-lens-test-"));
  const reader = createVariablesReader();
  let client: DapClient;
  const read = (expression: string, more = {}) =>
    reader.read({ session: client, frameId: client.frameId, expression }, options(more));

  before(async () => {
    execFileSync("g++", ["-O0", "-g", "-I/usr/include/eigen3", source, "-o", join(folder, "tensors")]);
    client = await DapClient.start(lldb);
    await client.launchTo(source, lineOf(source, "// stop here"), { program: join(folder, "tensors") });
  });
  after(async () => {
    await client.stop();
    rmSync(folder, { recursive: true });
  });

  const cases: [string, number[], number[]][] = [
    ["a", [5, 3], [...range(14), -0]],
    ["b", [2, 3, 4], range(24)],
    ["n", [2, 2], [1, -2, 3, 4]],
    ["truth", [2, 2], [1, 0, 0, 1]],
    ["own", [2, 2], [0.5, 1.5, 2.5, NaN]],
    ["nested", [3, 2], range(6, 1)],
  ];
  for (const [expression, shape, values] of cases) {
    it(`reads ${expression}: ${shape.join(" x ")}`, async () => {
      const got = must(await read(expression));
      assert.deepEqual(got.tensor.shape, shape);
      sameValues(got.tensor.values, values, expression);
      assert.equal(got.how, `variables of the debugger, ${values.length} values as they are printed`);
    });
  }

  const refusals: [string, RegExp][] = [
    ["ragged", /^ragged\[1\] has 1 values, expected 2\.$/],
    ["layer", /^layer is .*no list of numbers\.$/],
    ["scalar", /^scalar is 4 \(double\), no list of numbers\.$/],
    ["largeNested", new RegExp(`has 60000 values; .* at most ${TREE_LIMIT} are read`)],
    ["nowhere", /nowhere/],
  ];
  for (const [expression, text] of refusals) {
    it(`refuses ${expression}`, async () => {
      const got = await read(expression);
      assert.match(got.ok ? "it was read" : got.fault.text, text);
    });
  }

  it("does not follow a list into itself, nor ask for more than its beginning", async () => {
    const asked: unknown[] = [];
    const entry = { name: "[0]", value: "[...]", variablesReference: 1, indexedVariables: 2 ** 31 };
    const endless: DapSession = {
      ...{ id: "endless", type: "java", name: "endless", capabilities: undefined },
      customRequest: (_, args) => {
        asked.push(args);
        return Promise.resolve({ variables: [entry] });
      },
    };
    const described = must(await describeTree(endless, { type: "List", ...entry }, options()));
    assert.equal(described.obstacle, "a list that is nested more than 16 deep.");
    const first = { variablesReference: 1, filter: "indexed", start: 0, count: 1 };
    assert.deepEqual(
      asked,
      Array.from({ length: 17 }, () => first),
    );
  });

  it("reads a row of the Variables view without evaluating anything", async () => {
    const variables = must(await variablesOf(client, client.frameId, options().signal));
    const row = variables.find(({ name }) => name === "a");
    assert.ok(row);
    const sent = client.sent.length;
    const got = must(await readTree(client, "a", row, options()));
    sameValues(got.tensor.values, [...range(14), -0], "a");
    assert.deepEqual([...new Set(client.sent.slice(sent).map(({ command }) => command))], ["variables"]);
    assert.equal(must(await childrenOf(client, row.variablesReference, options().signal)).length, 5);
  });
});
