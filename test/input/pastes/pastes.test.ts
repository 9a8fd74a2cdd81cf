import assert from "node:assert/strict";
import type { Tensor } from "../../../src/core/tensor";
import { NumberPlaces } from "../../../src/input/search/number-places";
import { QueriedText } from "../../../src/input/search/text-queries";
import { readPicked } from "../../../src/compute/source/problem-source";
import { read, refuse, sameValues } from "../support";
import { DEBUGGERS, REFUSED_OF_DEBUGGERS } from "./debugger-prints";
import { LANGUAGES } from "./languages";
import { MATRIX, type Paste } from "./paste";
import { LITERALS } from "./literals";
import { LLDB, REFUSED_OF_LLDB } from "./lldb-prints";
import { NUMBER_LABELS } from "./number-labels";
import { PANDAS } from "./pandas";
import { PANDAS_CSV } from "./pandas-csv";
import { PANDAS_HEADS } from "./pandas-heads";
import { PYTHON } from "./python";
import { REFUSED } from "./refused";
import { REFUSED_ARITHMETIC } from "./refused-arithmetic";
import { REFUSED_LITERALS } from "./refused-literals";
import { REFUSED_PRINTS } from "./refused-prints";
import { TEXTS } from "./texts";
import { TORCH_FAMILY } from "./torch-family";

const valuesOf = (tensor: Tensor | number | undefined): readonly number[] | undefined =>
  typeof tensor === "object" ? [...tensor.values] : tensor === undefined ? undefined : [tensor];

function check({
  source,
  x = MATRIX,
  dtype = "float64",
  gamma,
  dout,
  dx,
  eps,
  assumed = [],
  alternatives,
  name,
}: Paste): void {
  const input = read(source, { name });
  assert.deepEqual(input.x.shape, x.shape);
  sameValues(input.x.values, x.values);
  assert.equal(input.x.dtype, dtype);
  assert.deepEqual(valuesOf(input.gamma), gamma);
  assert.deepEqual(valuesOf(input.dout), dout);
  assert.deepEqual(valuesOf(input.candidate?.dx), dx);
  assert.equal(input.eps, eps);
  const said = input.reading?.assumed.map(({ id }) => id) ?? [];
  for (const id of assumed) assert.ok(said.includes(id), `expected ${id} among ${said.join(", ")}`);
  if (alternatives)
    assert.deepEqual(
      input.reading?.alternatives.map(({ id }) => id),
      alternatives,
    );
  assert.equal(input.reading?.dtype, dtype);
  assert.equal(input.reading.values, input.x.values.length);
}

/** A mask of booleans, as several languages print and write it, beside x. */
const MASKS = [
  "x = np.array([[1, 2], [3, 4]])\nmask = np.array([ True, False])",
  "x = torch.tensor([[1, 2], [3, 4]])\nmask = torch.tensor([True, False], dtype=torch.bool)",
  ">>> x\ntensor([[1, 2],\n        [3, 4]])\n>>> mask\ntensor([ True, False])",
  "{'x': array([[1, 2], [3, 4]]), 'mask': array([True, False])}",
  "const x = [[1, 2], [3, 4]];\nconst mask = [true, false];",
];

/** Wherever a number was read, the cursor's link leads there, and back. */
function checkPlaces({ source, name = "a.txt" }: Paste): void {
  const text = new QueriedText(source);
  const { shape, values } = read(source, { name: name === "a.txt" ? undefined : name }).x;
  const places = new NumberPlaces(text.text, text.answer("whole", { name }));
  const last = values.length - 1;
  for (const number of [0, last >> 1, last]) {
    const index: number[] = [];
    let rest = number;
    for (const extent of shape.toReversed()) {
      index.unshift(rest % extent);
      rest = Math.floor(rest / extent);
    }
    const found = places.rangeOf(index);
    assert.ok(found, `no place of ${index.join()}`);
    if (source.includes("repeats")) continue; // one place stands for many
    assert.deepEqual(places.indexAt(found.start), index);
  }
}

describe("what people paste", () => {
  for (const source of MASKS) {
    it(`has a mask of booleans: ${JSON.stringify(source)}`, () => {
      const input = read(source);
      sameValues(input.x.values, [1, 2, 3, 4]);
      assert.deepEqual(valuesOf(input.mask), [1, 0]);
      assert.equal(read(source.replace("mask", "gamma")).gamma, undefined);
    });
  }

  for (const source of [
    "[true, false]",
    "array([ True, False])",
    "tensor([True, False])",
    "mask = np.array([True, False])\n",
  ]) {
    it(`may be a mask that is picked: ${JSON.stringify(source)}`, () => {
      const picked = readPicked({ kind: "text", content: source, name: "mask.txt" }, true);
      assert.ok(picked.ok, JSON.stringify(picked));
      assert.deepEqual([picked.value.shape, [...picked.value.values]], [[2], [1, 0]]);
      if (!source.startsWith("mask")) assert.ok(!readPicked({ kind: "text", content: source, name: "gamma.txt" }).ok);
    });
  }

  it("may be a parameter that R prints", () => {
    const picked = readPicked({ kind: "text", content: " [1]  1.5 -0.25\n [3]  NaN  4\n", name: "gamma.txt" });
    assert.ok(picked.ok, JSON.stringify(picked));
    assert.deepEqual(picked.value.shape, [4]);
    sameValues(picked.value.values, [1.5, -0.25, NaN, 4]);
  });

  it("may be a parameter that is picked, as a library prints it", () => {
    const picked = readPicked({ kind: "text", content: "tensor([ 1.0936, -0.6835])", name: "gamma.txt" });
    assert.ok(picked.ok, JSON.stringify(picked));
    assert.deepEqual([picked.value.shape, picked.value.dtype], [[2], "float32"]);
  });

  for (const [group, pastes] of Object.entries({
    "of PyTorch and its like": TORCH_FAMILY,
    "of debuggers": [...DEBUGGERS, ...LLDB],
    "of languages": LANGUAGES,
    "of literals": LITERALS,
    "of Python": PYTHON,
    "of pandas": [...PANDAS, ...PANDAS_HEADS, ...PANDAS_CSV],
    "with numbers for names": NUMBER_LABELS,
    "of texts": TEXTS,
  })) {
    describe(group, () => {
      for (const paste of pastes) {
        it(`is read: ${paste.what}`, () => {
          check(paste);
        });
        if (!paste.source.includes("rawData")) {
          it(`is linked: ${paste.what}`, () => {
            checkPlaces(paste);
          });
        }
      }
    });
  }

  describe("and could be read wrongly is refused:", () => {
    for (const { what, source, says } of [
      ...REFUSED,
      ...REFUSED_ARITHMETIC,
      ...REFUSED_OF_DEBUGGERS,
      ...REFUSED_OF_LLDB,
      ...REFUSED_PRINTS,
      ...REFUSED_LITERALS,
    ]) {
      it(what, () => {
        const { text, place } = refuse(source);
        assert.match(text, says);
        assert.match(text, /^[^\n]+\.$/);
        assert.ok(place && place.offset <= source.length);
      });
    }
  });
});
