import { itemAt } from "../../../src/core/item-at";

/** The forward and backward pass as the textbook has them, for pictures of ordinary numbers. */
const EPS = 1e-5;

interface Forward {
  readonly xhat: Float64Array; // (N,D)
  readonly out: Float64Array; // (N,D)
  readonly mean: Float64Array; // (D)
  readonly variance: Float64Array; // (D), divided by N
}

export function batchnormForward(
  x: Float64Array, // (N,D)
  gamma: Float64Array, // (D)
  beta: Float64Array, // (D)
  rows: number,
  columns: number,
): Forward {
  const mean = new Float64Array(columns);
  const variance = new Float64Array(columns);
  for (let i = 0; i < x.length; i++) add(mean, i % columns, itemAt(x, i) / rows);
  for (let i = 0; i < x.length; i++) {
    add(variance, i % columns, (itemAt(x, i) - itemAt(mean, i % columns)) ** 2 / rows);
  }
  const xhat = x.map(
    (value, i) => (value - itemAt(mean, i % columns)) / Math.sqrt(itemAt(variance, i % columns) + EPS),
  );
  const out = xhat.map((value, i) => itemAt(gamma, i % columns) * value + itemAt(beta, i % columns));
  return { xhat, out, mean, variance };
}

export function batchnormBackward(
  dout: Float64Array, // (N,D)
  gamma: Float64Array, // (D)
  { xhat, variance }: Forward,
  rows: number,
  columns: number,
): { dx: Float64Array; dgamma: Float64Array; dbeta: Float64Array } {
  const dgamma = new Float64Array(columns);
  const dbeta = new Float64Array(columns);
  for (let i = 0; i < dout.length; i++) {
    add(dgamma, i % columns, itemAt(dout, i) * itemAt(xhat, i));
    add(dbeta, i % columns, itemAt(dout, i));
  }
  const dx = dout.map((value, i) => {
    const k = i % columns;
    const direct = value - itemAt(dbeta, k) / rows - (itemAt(xhat, i) * itemAt(dgamma, k)) / rows;
    return (itemAt(gamma, k) / Math.sqrt(itemAt(variance, k) + EPS)) * direct;
  });
  return { dx, dgamma, dbeta };
}

function add(sums: Float64Array, index: number, value: number): void {
  sums[index] = itemAt(sums, index) + value;
}
