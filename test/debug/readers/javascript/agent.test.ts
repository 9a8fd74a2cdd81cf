import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { runInNewContext, runInThisContext } from "node:vm";
import { joinJavaScript } from "../../../../src/debug/readers/agent/joined-modules";
import { parsePayload } from "../../../../src/debug/readers/agent/payload";
import { JAVASCRIPT_AGENT, javascriptExpression } from "../../../../src/debug/readers/javascript/javascript-expression";
import { must } from "../../support";

const SOURCES = "src/debug/readers/javascript/agent";
const READ = { op: "read", inline: 2 ** 20, folder: null, nonce: "", most: 0, unasked: 0 } as const;

interface Plan {
  readonly obstacle?: string;
  readonly shape?: readonly number[];
  readonly wire?: string;
  readonly dtype?: string;
  readonly pieces?: (from: number, to: number) => ArrayLike<number>;
}

/** One of the agent's own modules, as Node loads it. */
async function load<T>(name: string): Promise<T> {
  return (await import(pathToFileURL(`${SOURCES}/${name}.agent.mjs`).href)) as T;
}

describe("The agent for JavaScript", () => {
  let planOf: (value: unknown, asked: boolean) => Plan;
  before(async () => {
    ({ planOf } = await load<{ planOf: typeof planOf }>("tensor-plan"));
  });
  const content = (value: unknown, from: number, to: number): number[] =>
    Array.from(planOf(value, true).pieces?.(from, to) ?? []);

  it("gives every span of a nested array in C order", () => {
    const nested = [
      [
        [1, 2],
        [3, true],
      ],
      [
        [5, 6n],
        [7, 8],
      ],
    ];
    const whole = [1, 2, 3, 1, 5, 6, 7, 8];
    assert.deepEqual(planOf(nested, false).shape, [2, 2, 2]);
    for (let from = 0; from <= 8; from++)
      for (let to = from + 1; to <= 8; to++) assert.deepEqual(content(nested, from, to), whole.slice(from, to));
  });

  it("gives every span of a strided array in C order", () => {
    const data = Float32Array.from({ length: 24 }, (_, i) => i);
    const turned = { shape: [3, 4], data, strides: [-1, 6], offset: 2 };
    const whole = [2, 8, 14, 20, 1, 7, 13, 19, 0, 6, 12, 18];
    for (let from = 0; from <= 12; from++)
      for (let to = from + 1; to <= 12; to++) assert.deepEqual(content(turned, from, to), whole.slice(from, to));
  });

  it("looks at the program's own memory where that is in order", () => {
    const data = Float32Array.of(1, 2, 3, 4, 5, 6);
    const piece = planOf({ shape: [2, 2], data, offset: 1 }, true).pieces?.(1, 3) as Float32Array;
    assert.equal(piece.buffer, data.buffer);
    assert.deepEqual([...piece], [3, 4]);
  });

  it("names the place of what is no number, and of a ragged row", () => {
    assert.throws(() => content([[1], [2, 3]], 0, 2), /^NoTensor: \[1\] has 2 values, expected 1\.$/);
    assert.throws(() => content([[1], ["b"]], 0, 2), /^NoTensor: a string at \[1\]\[0\], expected a number\.$/);
    assert.throws(() => content([[1], null], 0, 2), /^NoTensor: a null at \[1\], expected an array of 1\.$/);
  });

  it("says what is no tensor, also of words that every object knows", () => {
    const self: unknown[] = [];
    self.push(self);
    const cases: [unknown, RegExp][] = [
      [self, /nested more than 16 deep/],
      [{ shape: [2, 2], data: new Float32Array(3) }, /an Object of shape 2 x 2 with data for 3 values only/],
      [{ shape: "constructor", data: "valueOf" }, /without a shape and data/],
      [{ get [Symbol.toStringTag]() { return "constructor"; } }, /without a shape and data/], // prettier-ignore
      [Object.create(null), /an object without/],
    ];
    for (const [value, obstacle] of cases) {
      assert.match(planOf(value, true).obstacle ?? "it has a plan", obstacle);
      assert.match(planOf(value, false).obstacle ?? "it has a plan", obstacle);
    }
  });

  it("ends a list that takes too long, and says so", () => {
    const late = javascriptExpression('[["x"]]', { op: "list", numbers: "" }).replace(
      "MILLISECONDS = 2000",
      "MILLISECONDS = -1",
    );
    const answer = parsePayload(runInNewContext(late, { x: [1], btoa }) as string);
    const text = /^too-long The list of the frame's tensors took longer than .* and was stopped\.$/;
    assert.match(answer.ok ? "it was listed" : `${answer.fault.code} ${answer.fault.text}`, text);
  });

  it("ends a description that takes too long, and says so; a reading goes on", () => {
    const x = [Float32Array.of(1, 2), Float32Array.of(3, 4)];
    const ask = (asked: Parameters<typeof javascriptExpression>[1]): string => {
      const late = javascriptExpression("x", asked).replace("MILLISECONDS = 2000", "MILLISECONDS = -1");
      const answer = parsePayload(runInNewContext(late, { x, Float32Array, btoa }) as string);
      return answer.ok ? JSON.stringify(answer.value.head.shape) : `${answer.fault.code} ${answer.fault.text}`;
    };
    assert.match(ask({ op: "describe" }), /^too-long A look at the entries of an array took longer than .* stopped\.$/);
    assert.equal(ask(READ), "[2,2]");
  });

  it("looks at no more of an array of millions than it tells, and at no time that a test has replaced", () => {
    const keys = Object.keys;
    const { now } = Date;
    const gapped: unknown[] = [];
    gapped.length = 2 ** 32 - 1;
    const many = Array.from({ length: 100_000 }, (_, n) => (n % 2 ? n : "n"));
    const expression = javascriptExpression('[["gapped"], ["many"]]', { op: "list", numbers: "" });
    const asked: string[] = [];
    try {
      Object.keys = (o: object) => {
        if (o === gapped || o === many) asked.push("keys");
        return keys(o);
      };
      Date.now = () => asked.push("time");
      const answer = runInThisContext(`(gapped, many) => ${expression}`) as (...all: unknown[]) => string;
      assert.deepEqual(must(parsePayload(answer(gapped, many))).head.tensors, []);
    } finally {
      Object.keys = keys;
      Date.now = now;
    }
    assert.deepEqual(asked, []);
  });

  it("works where there is no Buffer and no process, as in a page, and leaves no name there", () => {
    const page = { x: [[1, 2.5, -3]], btoa };
    const answer = runInNewContext(javascriptExpression("x", READ), page) as string;
    const { head, body } = must(parsePayload(answer));
    assert.deepEqual(head.shape, [1, 3]);
    assert.deepEqual([...new Float64Array(body.slice().buffer)], [1, 2.5, -3]);
    assert.deepEqual(Object.keys(page), ["x", "btoa"]);
  });

  it("answers with whatever the expression throws", () => {
    const thrown = parsePayload(runInNewContext(javascriptExpression("nowhere.x", READ), { btoa }) as string);
    assert.equal(thrown.ok ? "it was read" : thrown.fault.text, "ReferenceError: nowhere is not defined.");
  });

  it("is every file, joined: no import from each other, no export, no comment, each name once", () => {
    const files = globSync(`${SOURCES}/*`);
    assert.ok(files.length > 5, files.join());
    for (const file of files)
      assert.ok(JAVASCRIPT_AGENT.includes(joinJavaScript([readFileSync(file, "utf8")])), `${file} is left out`);
    assert.doesNotMatch(JAVASCRIPT_AGENT, /^\s*(import|export|\/\/|\/\*)/m);
    const names = Array.from(JAVASCRIPT_AGENT.matchAll(/^(?:function|const|let) (\w+)/gm), ([, name]) => name);
    assert.deepEqual(
      names.filter((name, n) => names.indexOf(name) !== n),
      [],
    );
  });
});
