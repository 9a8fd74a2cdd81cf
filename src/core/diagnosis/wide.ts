import { createColumnReader, type Column } from "./columns";
import type { WideForm } from "./mistake";
import type { Statistics } from "./statistics";

interface Swap {
  readonly path: "both" | "mean" | "variance";
  readonly gammaInside: boolean; // the means are those of dxhat = gamma * dout
  readonly divisor: "D" | "N"; // "N": summed over the features, divided by the number of samples
}

/** Means over the features of a row where means over the rows of a column belong. */
function overFeatures({ path, gammaInside, divisor }: Swap): WideForm {
  return {
    prepare: (s) => {
      const { N, D, gamma, r } = s;
      const read = createColumnReader(s.problem, s.mask);
      const mean = new Float64Array(N);
      const slope = new Float64Array(N);
      const count = divisor === "D" ? D : N;
      for (let k = 0; k < D; k++) {
        const { g, xhat } = read(k);
        const weight = (gammaInside ? gamma[k] : 1) / count;
        for (let i = 0; i < N; i++) {
          mean[i] += weight * g[i];
          slope[i] += weight * g[i] * xhat[i];
        }
      }
      return (k, into) => {
        const { g, xhat } = read(k);
        const outer = gammaInside ? 1 : gamma[k];
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
const layerNormalization: WideForm = {
  prepare: (s) => {
    const { N, D, gamma, eps } = s;
    const read = createColumnReader(s.problem, s.mask);
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
    const mean = overColumns((i, k, { g }) => gamma[k] * g[i]);
    const slope = overColumns((i, k, { g, x }) => gamma[k] * g[i] * (x[i] - mu[i]) * r[i]);
    return (k, into) => {
      const { g, x } = read(k);
      for (let i = 0; i < N; i++) into[i] = r[i] * (gamma[k] * g[i] - mean[i] - (x[i] - mu[i]) * r[i] * slope[i]);
    };
  },
};

/** Of a tensor N x C x ...: means over the batch alone, or over the positions of one sample alone. */
function overPart(part: "batch" | "positions"): WideForm {
  return {
    prepare: (s) => {
      const { N, inner, gamma, r } = s;
      const outer = N / inner;
      const group = part === "batch" ? (i: number) => i % inner : (i: number) => Math.floor(i / inner);
      const groups = part === "batch" ? inner : outer;
      const read = createColumnReader(s.problem, s.mask);
      return (k, into) => {
        const { g, xhat } = read(k);
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

/** ReLU's mask applied to the finished dx; dout went in whole. */
export const maskedAfterwards: WideForm = {
  prepare: (s) => {
    const passes = createColumnReader(s.problem, "correct");
    const read = createColumnReader(s.problem, "omitted");
    return (k, into) => {
      const { g, dout, xhat } = read(k);
      const { g: masked } = passes(k);
      const { N } = s;
      let mean = 0;
      let slope = 0;
      for (let i = 0; i < N; i++) {
        mean += g[i] / N;
        slope += (g[i] * xhat[i]) / N;
      }
      const paths = s.training ? 1 : 0;
      for (let i = 0; i < N; i++) {
        const open = masked[i] !== 0 || dout[i] === 0;
        into[i] = open ? s.gamma[k] * s.r[k] * (g[i] - paths * (mean + xhat[i] * slope)) : 0;
      }
    };
  },
};

const swaps: readonly Swap[] = (["both", "mean", "variance"] as const).flatMap((path) =>
  ([false, true] as const).flatMap((gammaInside) =>
    (["D", "N"] as const).map((divisor): Swap => ({ path, gammaInside, divisor })),
  ),
);

export const swappedForms: readonly WideForm[] = [
  ...swaps.map(overFeatures),
  layerNormalization,
  overPart("batch"),
  overPart("positions"),
];

/** Whether a form means anything in this shape. */
export function formApplies(form: WideForm, { D, inner, N }: Statistics): boolean {
  const index = swappedForms.indexOf(form);
  if (index < 0) return true;
  const ofParts = index >= swappedForms.length - 2;
  return ofParts ? inner > 1 && inner < N : D > 1;
}
