import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { itemAt } from "../../../../src/core/item-at";
import { tensorsAround } from "../../../../src/debug/commands/tensors-around";
import { matchByName } from "../../../../src/debug/commands/usual-names";
import { createReaders } from "../../../../src/debug/readers/debuggers";
import { framesOf, type FramePlace } from "../../../../src/debug/session/stack-frames";
import { readFromFrame } from "../../../../src/debug/source/read-problem";
import { elsewhereOf } from "../../../../src/debug/source/used-expressions";
import { namesOf } from "../../commands/described";
import { DapClient, delve } from "../../dap-client";
import { lineOf, must, options, program, sameValues } from "../../support";

const range = (length: number, from = 0): number[] => Array.from({ length }, (_, i) => from + i);

describe("Go, through Delve's variables", () => {
  const source = program("tensors.go");
  const folder = mkdtempSync(join(tmpdir(), "gradient-lens-test-"));
  const reader = createReaders(null)("go");
  let client: DapClient;
  const read = (expression: string, more = {}) =>
    reader.read({ session: client, frameId: client.frameId, expression }, options(more));

  before(async () => {
    const out = join(folder, "tensors");
    execFileSync("go", ["build", "-gcflags=-N -l", "-o", out, source]);
    client = await DapClient.start(delve());
    await client.launchTo(source, lineOf(source, "// stop here"), { mode: "exec", program: out });
  });
  after(async () => {
    await client.stop();
    rmSync(folder, { recursive: true });
  });

  const cases: [string, string, number[], number[]][] = [
    ["an array of arrays", "fixed", [3, 4], [...range(11), -11.5]],
    // Delve prints -0 as 0.
    ["a slice of slices", "nested", [3, 2], [1.5, NaN, Infinity, 4.5, -Infinity, 0]],
    ["float32", "single", [2, 2], [...Float32Array.of(0.1, 0.2, 0.3, 0.4)]],
    ["three dimensions of int", "cube", [2, 3, 4], range(24)],
    ["more than a page in both directions", "long", [130, 120], range(15_600).map((i) => i / 3)],
    ["one entry of it", "long[7:9]", [2, 120], range(240, 840).map((i) => i / 3)],
    ["a field", "bn.gamma", [2], [1, 2]],
    ["what a pointer points at", "*pointer", [3, 4], [...range(11), -11.5]],
  ];
  for (const [what, expression, shape, values] of cases) {
    it(`reads ${what}: ${expression}`, async () => {
      const got = must(await read(expression));
      assert.deepEqual(got.tensor.shape, shape);
      sameValues(got.tensor.values, values, expression);
      assert.equal(got.how, `variables of the debugger, ${values.length} values as they are printed`);
    });
  }

  it("gives a flat slice the sizes that were asked", async () => {
    const got = must(await read("flat", { shape: [30, 10] }));
    assert.deepEqual(got.tensor.shape, [30, 10]);
    sameValues(got.tensor.values, range(300), "flat");
  });

  const refusals: [string, RegExp][] = [
    ["ragged", /^ragged\[1\] has 1 values, expected 2\.$/],
    ["words", /list whose first entry is "a", not a number/],
    ["empty", /no list of numbers/],
    ["bn", /no list of numbers/],
    ["bn.eps", /1e-05|0\.00001/],
    ["large", /has 20000 values; .* at most 16384 are read/],
    ["nowhere", /^Unable to evaluate expression/],
  ];
  for (const [expression, text] of refusals) {
    it(`refuses ${expression}`, async () => {
      const got = await read(expression);
      assert.match(got.ok ? "it was read" : got.fault.text, text);
    });
  }

  it("lists the tensors of the frame", async () => {
    const listed = must(await reader.listTensors(client, client.frameId, options()));
    const shapes = Object.fromEntries(
      listed.map(({ expression, description }) => [expression, description.shape?.join(" x ")]),
    );
    assert.equal(shapes.fixed, "3 x 4");
    assert.equal(shapes.cube, "2 x 3 x 4");
    assert.equal(shapes.long, "130 x 120");
    assert.ok(!("words" in shapes) && !("bn" in shapes));
    assert.deepEqual([shapes["bn.gamma"], shapes["net.first.gamma"]], ["2", "3"]);
  });

  it("ends a list that takes too long, and says so", async () => {
    const told: string[] = [];
    const tell = (sentence: string): void => void told.push(sentence);
    assert.deepEqual(
      must(await reader.listTensors(client, client.frameId, options({ listMilliseconds: 0, tell }))),
      [],
    );
    assert.equal(told.length, 1);
    assert.match(
      told.join(),
      /^The debugger "go \d+" was asked for variables for 0 s: what it had shown by then is offered\./,
    );
  });

  it("lists plain numbers by the names that are wanted, also those of structs", async () => {
    const listed = must(await reader.listTensors(client, client.frameId, options({ numbers: ["eps"] })));
    const numbers = listed.flatMap(({ expression, description: { number } }) =>
      number ? [`${expression} ${number}`] : [],
    );
    assert.deepEqual(numbers, ["bn.eps 0.00001", "net.first.eps 0.001"]);
  });

  it("takes eps for the plain number that it is", async () => {
    const described = must(
      await reader.describe({ session: client, frameId: client.frameId, expression: "bn.eps" }, options()),
    );
    assert.equal(described.number, 1e-5);
  });

  const runTo = async (marker: string): Promise<FramePlace> => {
    await client.continueTo(source, lineOf(source, marker));
    return itemAt(must(await framesOf(client, client.threadId)), 0);
  };

  it("finds in the caller what the function has not, and reads it there", async () => {
    const frame = await runTo("// stop apart");
    const { x, ...found } = matchByName(must(await tensorsAround(reader, client, frame, options())));
    const step = x?.frame?.name ?? "";
    assert.match(step, /\bstep$/);
    const parts = { gamma: `gamma in ${step}`, dout: "dout", eps: `eps in ${step}`, "candidate.dx": "dx" };
    assert.deepEqual(namesOf(found), parts);
    assert.ok(x?.frame);
    const session = { dap: client, threadId: client.threadId };
    const roles = { gamma: "gamma", dout: "dout", eps: "eps" };
    const used = { roles, elsewhere: elsewhereOf(["dout"], frame, x.frame) };
    const { input } = must(await readFromFrame(reader, { session, frame: x.frame, expression: "x", used }, options()));
    assert.deepEqual([...input.x.values], [1, 2, 2, 4, 3, 7]);
    assert.deepEqual([input.eps, input.dout?.values[5]], [0.25, 1]);
  });

  it("marks what has the numbers that xhat is made of", async () => {
    const list = must(await tensorsAround(reader, client, await runTo("// stop explained"), options()));
    const marks = list.flatMap(({ expression, explains }) => (explains ? [`${expression} explains ${explains}`] : []));
    assert.deepEqual(marks, ["pre explains xhat"]);
  });
});
