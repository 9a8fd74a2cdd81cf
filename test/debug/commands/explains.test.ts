import assert from "node:assert/strict";
import { Random } from "../../../src/core/arithmetic/random";
import { sizeOf } from "../../../src/core/tensor";
import { withMarks } from "../../../src/debug/commands/explains";
import { likeliestFirst } from "../../../src/debug/commands/likely-batch";
import { matchByName } from "../../../src/debug/commands/usual-names";
import type { NamedDescription } from "../../../src/debug/readers/reader";
import { described, namesOf } from "./described";

describe("What explains xhat or out", () => {
  const random = new Random(1);
  const normal = (...shape: number[]): Float64Array =>
    Float64Array.from({ length: sizeOf(shape) }, () => random.normal());
  /** x scaled and shifted by its channel, as float32. */
  const made = (x: Float64Array, channelOf: (i: number) => number): Float32Array =>
    Float32Array.from(x, (value, i) => (value - channelOf(i)) * (1 + channelOf(i)));
  const frame = (shape: readonly number[], names: readonly string[]): NamedDescription[] =>
    names.map((expression) => ({ expression, description: described("float64", ...shape) }));
  const marks = (list: readonly NamedDescription[]): string[] =>
    list.flatMap(({ expression, explains }) => (explains === undefined ? [] : [`${expression} explains ${explains}`]));

  it("is x: scaled and shifted in each channel, on axis 1 or on the last one", () => {
    const pre = normal(8, 4);
    const list = frame([8, 4], ["h", "pre", "norm", "dout"]);
    const numbers = new Map<string, Float64Array | Float32Array | null>([
      ["pre", pre],
      ["norm", made(pre, (i) => i % 4)],
      ["h", pre.map(Math.tanh)],
      ["dout", pre],
    ]);
    const marked = withMarks(list, numbers);
    assert.deepEqual(marks(marked), ["pre explains norm"]);
    assert.equal(likeliestFirst(marked)[0]?.expression, "pre");
    const image = normal(2, 3, 4, 5);
    const images = frame([2, 3, 4, 5], ["image", "out"]);
    for (const channelOf of [(i: number) => Math.floor(i / 20) % 3, (i: number) => i % 5]) {
      const both = new Map<string, Float64Array | Float32Array>([
        ["image", image],
        ["out", made(image, channelOf)],
      ]);
      assert.deepEqual(marks(withMarks(images, both)), ["image explains out"]);
    }
  });
  it("is nothing where too few numbers are known, or none varies", () => {
    const x = normal(3, 4);
    const list = frame([3, 4], ["x", "xhat"]);
    assert.deepEqual(marks(withMarks(list, new Map([["x", x], ["xhat", x]]))), []); // prettier-ignore
    const constant = new Float64Array(12).fill(2);
    const six = frame([6, 2], ["x", "xhat"]);
    assert.deepEqual(marks(withMarks(six, new Map([["x", constant], ["xhat", constant]]))), []); // prettier-ignore
  });
  it("is asked about where it is not what has the name of x", () => {
    const inner = normal(8, 4);
    const list = frame([8, 4], ["x", "h", "xhat"]);
    const xhat = made(inner, (i) => i % 4);
    const outdone = new Map<string, Float64Array | Float32Array>([
      ["x", normal(8, 4)],
      ["h", inner],
      ["xhat", xhat],
    ]);
    assert.equal(namesOf(matchByName(withMarks(list, outdone))).x, undefined);
    const fitting = new Map(outdone).set("x", inner);
    assert.equal(namesOf(matchByName(withMarks(list, fitting))).x, "x");
    const unknown = new Map(outdone).set("h", normal(8, 4));
    assert.equal(namesOf(matchByName(withMarks(list, unknown))).x, "x");
  });
});
