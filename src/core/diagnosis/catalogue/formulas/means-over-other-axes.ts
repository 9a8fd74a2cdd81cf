import type { CellFormula } from "../../formula/cell-formula";
import { createColumnReader, type Column } from "../../formula/column-reader";
import type { Statistics } from "../../formula/column-statistics";
import { byTheTextbook } from "../contract/mistake";

const severalColumns = ({ D }: Statistics): boolean => D > 1;

interface Swap {
  readonly path: "both" | "mean" | "variance";
  readonly gammaInside: boolean; // the means are those of dxhat = gamma * dout
  readonly divisor: "D" | "N"; // "N": summed over the features, divided by the number of samples
}

/** Sums over the features of each row: of g and g * xhat, and of both times gamma; (N) each. */
interface RowSums {
  readonly plain: { readonly g: Float64Array; readonly product: Float64Array };
  readonly inside: { readonly g: Float64Array; readonly product: Float64Array };
}

const rowSums = new WeakMap<Statistics, RowSums>();

/** One pass over the tensor, shared by all forms of one problem. */
function sumRows(s: Statistics): RowSums {
  const known = rowSums.get(s);
  if (known) return known;
  const array = (): Float64Array => new Float64Array(s.N);
  const sums: RowSums = { plain: { g: array(), product: array() }, inside: { g: array(), product: array() } };
  const read = createColumnReader(s.problem, s.mask, s.centres);
  for (let k = 0; k < s.D; k++) {
    const { g, xhat } = read(k);
    const gamma = s.gamma[k];
    for (let i = 0; i < s.N; i++) {
      const product = g[i] * xhat[i];
      sums.plain.g[i] += g[i];
      sums.plain.product[i] += product;
      sums.inside.g[i] += gamma * g[i];
      sums.inside.product[i] += gamma * product;
    }
  }
  rowSums.set(s, sums);
  return sums;
}

/** Means over the features of a row where means over the rows of a column belong. */
function overFeatures({ path, gammaInside, divisor }: Swap): CellFormula {
  return {
    applies: severalColumns,
    prepare: (s) => {
      const { N, D, gamma, r } = s;
      const { g: mean, product: slope } = sumRows(s)[gammaInside ? "inside" : "plain"];
      const count = divisor === "D" ? D : N;
      return (k, { g, xhat }, into) => {
        const outer = (gammaInside ? 1 : gamma[k]) / count;
        for (let i = 0; i < N; i++) {
          const first = path === "variance" ? gamma[k] * s.gbar[k] : outer * mean[i];
          const second = path === "mean" ? gamma[k] * s.c[k] : outer * slope[i];
          into[i] = r[k] * (gamma[k] * g[i] - first - xhat[i] * second);
        }
      };
    },
  };
}

/** Statistics, too, over the features: the gradient of layer normalization. */
const layerNormalization: CellFormula = {
  applies: (s) => severalColumns(s) && byTheTextbook(s.problem),
  prepare: (s) => {
    const { N, D, gamma, eps } = s;
    const read = createColumnReader(s.problem, s.mask, s.centres);
    const overColumns = (add: (i: number, k: number, column: Column) => number): Float64Array => {
      const sums = new Float64Array(N);
      for (let k = 0; k < D; k++) {
        const column = read(k);
        for (let i = 0; i < N; i++) sums[i] += add(i, k, column) / D;
      }
      return sums;
    };
    const mu = overColumns((i, _, { x }) => x[i]);
    const r = overColumns((i, _, { x }) => (x[i] - mu[i]) ** 2).map((v) => 1 / Math.sqrt(v + eps));
    const mean = sumRows(s).inside.g;
    const slope = overColumns((i, k, { g, x }) => gamma[k] * g[i] * (x[i] - mu[i]) * r[i]);
    return (k, { g, x }, into) => {
      for (let i = 0; i < N; i++) into[i] = r[i] * (gamma[k] * g[i] - mean[i] / D - (x[i] - mu[i]) * r[i] * slope[i]);
    };
  },
};

/** Of a tensor N x C x ...: means over the batch alone, or over the positions of one sample alone. */
function overPart(part: "batch" | "positions"): CellFormula {
  return {
    applies: ({ problem }) => byTheTextbook(problem) && problem.layout.positions > 1 && problem.layout.samples > 1,
    prepare: (s) => {
      const { N, gamma, r } = s;
      const { samples, positions } = s.problem.layout;
      const group = part === "batch" ? (i: number) => i % positions : (i: number) => Math.floor(i / positions);
      const groups = part === "batch" ? positions : samples;
      return (k, { g, xhat }, into) => {
        const mean = new Float64Array(groups);
        const slope = new Float64Array(groups);
        for (let i = 0; i < N; i++) {
          mean[group(i)] += (g[i] * groups) / N;
          slope[group(i)] += (g[i] * xhat[i] * groups) / N;
        }
        for (let i = 0; i < N; i++) into[i] = gamma[k] * r[k] * (g[i] - mean[group(i)] - xhat[i] * slope[group(i)]);
      };
    },
  };
}

const swaps: readonly Swap[] = (["both", "mean", "variance"] as const).flatMap((path) =>
  ([false, true] as const).flatMap((gammaInside) =>
    (["D", "N"] as const).map((divisor): Swap => ({ path, gammaInside, divisor })),
  ),
);

/** The usual ones first. */
export const meansOverOtherAxes: readonly CellFormula[] = [
  ...swaps.map(overFeatures),
  layerNormalization,
  overPart("batch"),
  overPart("positions"),
];
