import assert from "node:assert/strict";
import fc from "fast-check";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { problemOf, type Matrices } from "../datasets";
import { gradientMagnitudes } from "../magnitudes";
import { itemAt } from "../../../src/core/item-at";

const SEED = { seed: 20261123, numRuns: 400 };
const value = fc.double({ min: -8, max: 8, noNaN: true }).map((x) => (Math.abs(x) < 1e-9 ? 0 : x));

interface Given extends Required<Matrices> {
  readonly shape: readonly [number, number];
}

/** A random problem with few digits in x, so that shifts by integers are exact. */
const matrices: fc.Arbitrary<Given> = fc
  .tuple(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 1, max: 5 }))
  .chain(([N, D]) => {
    const floats = (length: number): fc.Arbitrary<Float64Array> =>
      fc.array(value, { minLength: length, maxLength: length }).map((values) => Float64Array.from(values));
    const short = floats(N * D).map((values) => values.map((x) => Math.round(x * 2 ** 20) / 2 ** 20));
    return fc.record({
      shape: fc.constant([N, D] as const),
      x: short,
      dout: floats(N * D),
      gamma: floats(D),
      beta: floats(D),
    });
  });

/** |a - b| within `ulps` of what the terms of dx can round. */
function close(a: Float64Array, b: Float64Array, scale: Float64Array, ulps = 16): void {
  a.forEach((value, i) => {
    const other = itemAt(b, i);
    assert.ok(Math.abs(value - other) <= ulps * 2 ** -52 * itemAt(scale, i), `cell ${i}: ${value} and ${other}`);
  });
}

/** Row i of the result is row order[i] of the source. */
function permuted(
  source: Float64Array,
  [N, D]: readonly [number, number],
  rows: readonly number[],
  columns: readonly number[],
): Float64Array {
  return Float64Array.from({ length: N * D }, (_, i) =>
    itemAt(source, itemAt(rows, Math.floor(i / D)) * D + itemAt(columns, i % D)),
  );
}

describe("invariants of batch norm", () => {
  it("dx sums to 0 over every column", () => {
    fc.assert(
      fc.property(matrices, (given) => {
        const problem = problemOf(given);
        const { dx } = batchnormGradients(problem, "standard");
        const scale = gradientMagnitudes(problem).dx;
        const [N, D] = given.shape;
        for (let k = 0; k < D; k++) {
          let sum = 0;
          let magnitude = 0;
          for (let i = 0; i < N; i++) {
            sum += itemAt(dx, i * D + k);
            magnitude += itemAt(scale, i * D + k);
          }
          assert.ok(Math.abs(sum) <= 16 * 2 ** -52 * magnitude, `column ${k}: ${sum}`);
        }
      }),
      SEED,
    );
  });

  it("sum dx xhat = gamma r N c eps / (v + eps)", () => {
    fc.assert(
      fc.property(matrices, (given) => {
        const problem = problemOf({ ...given, eps: 0.5 }); // an eps that can be felt
        const { dx, dgamma, mean, variance } = batchnormGradients(problem, "exact");
        const scale = gradientMagnitudes(problem).dx;
        const [N, D] = given.shape;
        for (let k = 0; k < D; k++) {
          const r = 1 / Math.sqrt(itemAt(variance, k) + 0.5);
          const expected = (itemAt(given.gamma, k) * r * itemAt(dgamma, k) * 0.5) / (itemAt(variance, k) + 0.5);
          let sum = 0;
          let magnitude = Math.abs(expected);
          for (let i = 0; i < N; i++) {
            const xhat = (itemAt(given.x, i * D + k) - itemAt(mean, k)) * r;
            sum += itemAt(dx, i * D + k) * xhat;
            magnitude += itemAt(scale, i * D + k) * Math.abs(xhat);
          }
          assert.ok(Math.abs(sum - expected) <= 1e-14 * magnitude, `column ${k}: ${sum} and ${expected}`);
        }
      }),
      SEED,
    );
  });

  it("gradients are linear in dout", () => {
    fc.assert(
      fc.property(matrices, matrices, fc.double({ min: -4, max: 4, noNaN: true }), (given, other, factor) => {
        const second = Float64Array.from(given.dout, (_, i) => itemAt(other.dout, i % other.dout.length));
        const both = given.dout.map((dout, i) => dout + factor * itemAt(second, i));
        const run = (dout: Float64Array) => batchnormGradients(problemOf({ ...given, dout }), "exact");
        const magnitudes = (dout: Float64Array) => gradientMagnitudes(problemOf({ ...given, dout }));
        const [a, b, sum] = [run(given.dout), run(second), run(both)];
        const [sizeA, sizeB] = [magnitudes(given.dout), magnitudes(second)];
        for (const tensor of ["dx", "dgamma", "dbeta"] as const) {
          const scale = sizeA[tensor].map((size, i) => size + Math.abs(factor) * itemAt(sizeB[tensor], i));
          close(
            sum[tensor],
            a[tensor].map((dx, i) => dx + factor * itemAt(b[tensor], i)),
            scale,
          );
        }
      }),
      SEED,
    );
  });

  it("nothing changes under x + const", () => {
    fc.assert(
      fc.property(matrices, fc.integer({ min: -(2 ** 30), max: 2 ** 30 }), (given, shift) => {
        const plain = batchnormGradients(problemOf(given), "exact");
        const moved = batchnormGradients(problemOf({ ...given, x: given.x.map((x) => x + shift) }), "exact");
        // The shift is exact in these numbers, so the results are the same doubles but for the last rounding.
        const scale = gradientMagnitudes(problemOf(given));
        close(moved.dx, plain.dx, scale.dx, 1);
        close(moved.dgamma, plain.dgamma, scale.dgamma, 1);
        assert.deepEqual(moved.dbeta, plain.dbeta);
      }),
      SEED,
    );
  });

  it("x times a power of two, eps times its square: dx divided by it, the rest unchanged", () => {
    fc.assert(
      fc.property(matrices, fc.integer({ min: -60, max: 60 }), (given, exponent) => {
        const factor = 2 ** exponent;
        const plain = batchnormGradients(problemOf(given), "standard");
        const scaled = batchnormGradients(
          problemOf({ ...given, x: given.x.map((x) => x * factor), eps: 1e-5 * factor * factor }),
          "standard",
        );
        assert.deepEqual(
          scaled.dx,
          plain.dx.map((dx) => dx / factor),
        );
        assert.deepEqual([scaled.out, scaled.dgamma, scaled.dbeta], [plain.out, plain.dgamma, plain.dbeta]);
      }),
      SEED,
    );
  });

  it("rows and columns may be permuted", () => {
    const order = (length: number) =>
      fc.shuffledSubarray([...Array(length).keys()], { minLength: length, maxLength: length });
    const shuffled = matrices.chain((given) =>
      fc.tuple(fc.constant(given), order(given.shape[0]), order(given.shape[1])),
    );
    fc.assert(
      fc.property(shuffled, ([given, rows, columns]) => {
        const { shape } = given;
        const pick = (values: Float64Array): Float64Array => Float64Array.from(columns, (k) => itemAt(values, k));
        const plain = batchnormGradients(problemOf(given), "exact");
        const problem = problemOf({
          shape,
          x: permuted(given.x, shape, rows, columns),
          dout: permuted(given.dout, shape, rows, columns),
          gamma: pick(given.gamma),
          beta: pick(given.beta),
        });
        const result = batchnormGradients(problem, "exact");
        const scale = gradientMagnitudes(problem);
        close(result.dx, permuted(plain.dx, shape, rows, columns), scale.dx, 1);
        close(result.dgamma, pick(plain.dgamma), scale.dgamma, 1);
        close(result.dbeta, pick(plain.dbeta), scale.dbeta, 1);
      }),
      SEED,
    );
  });

  it("dout = 1 gives dx = 0", () => {
    fc.assert(
      fc.property(matrices, (given) => {
        const { dx } = batchnormGradients(problemOf({ ...given, dout: given.dout.map(() => 1) }), "exact");
        const scale = gradientMagnitudes(problemOf({ ...given, dout: given.dout.map(() => 1) })).dx;
        close(dx, new Float64Array(dx.length), scale, 2 ** -40);
      }),
      SEED,
    );
  });
});
