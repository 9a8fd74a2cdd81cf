import assert from "node:assert/strict";
import fc from "fast-check";
import { sizeOf } from "../../../src/core/tensor";
import { json } from "../../../src/input/formats/json";
import { readProblem } from "../../../src/input/read";
import { editText, type Edit } from "../fuzz/text-edits";
import { sameValues } from "../support";

const { GRADIENT_LENS_SEED } = process.env;
const seed = GRADIENT_LENS_SEED === undefined ? Date.now() % 2 ** 31 : Number(GRADIENT_LENS_SEED);

/** A matrix or more in JSON, by JSON.parse; undefined for what is none. */
interface Parsed {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

function parse(text: string): Parsed | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const isMatrix = Array.isArray(value);
  const x = isMatrix ? value : typeof value === "object" && value !== null && Object.keys(value).join() === "x" ? (value as { x: unknown }).x : undefined; // prettier-ignore
  const shape: number[] = [];
  for (let item = x; Array.isArray(item); item = item[0] as unknown) shape.push(item.length);
  if (shape.length < 2 || shape.length > 5) return undefined;
  const values: number[] = [];
  return fill(x, shape, 0, values) && values.length === sizeOf(shape) ? { shape, values } : undefined;
}

/** Takes the numbers out of nested arrays; false where they have another shape, or something else than numbers. */
function fill(item: unknown, shape: readonly number[], depth: number, values: number[]): boolean {
  if (depth === shape.length) return typeof item === "number" && values.push(item) > 0;
  return (
    Array.isArray(item) &&
    item.length === shape[depth] &&
    item.every((inner: unknown) => fill(inner, shape, depth + 1, values))
  );
}

/** What JSON.parse reads and this refuses, by the code of the fault. */
const DIFFERENCES: Readonly<Record<string, { readonly why: string; readonly may: (parsed: Parsed) => boolean }>> = {
  "number-range": {
    why: "a number beyond 1.8e308 is a mistake, and JSON.parse makes it Infinity without a word",
    may: ({ values }) => values.some((value) => !Number.isFinite(value)),
  },
  empty: {
    why: "a tensor without numbers has no gradients",
    may: ({ values }) => values.length === 0,
  },
  "duplicate-key": {
    why: "of two values of one key JSON.parse takes the last without a word",
    may: () => true,
  },
};

const good = json.examples.flatMap(({ source }) => (typeof source === "string" ? [source] : []));
const whole = fc.noBias(fc.nat({ max: 0x7fff_ffff }));
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.constantFrom("0", "-0", "1E5", "1e+5", "1.5e-7", "5e-324", "2e-324", "9007199254740993", "0.1e400", "1e400", "-1e999"),
  fc.array(fc.constantFrom(..."0123456789"), { minLength: 1, maxLength: 40 }).map((digits) => `1.${digits.join("")}`),
  fc.array(fc.constantFrom(..."0123456789"), { minLength: 1, maxLength: 40 }).map((digits) => `7${digits.join("")}`),
); // prettier-ignore
const made = fc.array(fc.array(number, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 4 }).map(
  (rows) => `[${rows.map((row) => `[${row.join(", ")}]`).join(",\n")}]`,
); // prettier-ignore
const source = fc.oneof({ weight: 3, arbitrary: made }, { weight: 1, arbitrary: fc.constantFrom(...good) });
const edits = fc.array(fc.tuple(whole, whole, whole, whole), { maxLength: 3 });

describe(`beside JSON.parse (seed ${seed})`, () => {
  it("reads the same numbers, and refuses what the table says", () => {
    const met = new Map<string, number>();
    const property = fc.property(source, edits, fc.boolean(), (source, changes: Edit[], wrapped) => {
      const changed = changes.reduce((text, edit) => editText(text, edit, good), source);
      const text = wrapped ? `{"x": ${changed}}` : changed;
      const parsed = parse(text);
      if (!parsed) return;
      const result = readProblem(text, { format: "json" });
      const code = result.ok ? "read" : result.fault.code;
      met.set(code, (met.get(code) ?? 0) + 1);
      if (result.ok) {
        assert.deepEqual(result.value.x.shape, parsed.shape);
        sameValues(Float64Array.from(result.value.x.values), parsed.values);
      } else
        assert.ok(DIFFERENCES[code]?.may(parsed), `${result.fault.text} JSON.parse reads ${JSON.stringify(parsed)}`);
    });
    fc.assert(property, { seed, numRuns: 10_000 });
    assert.ok((met.get("read") ?? 0) > 1000, JSON.stringify([...met]));
  });
});
