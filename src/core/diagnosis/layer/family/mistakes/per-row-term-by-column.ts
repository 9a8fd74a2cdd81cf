import { normalizesAxes } from "../../../../normalization-layer";
import { DX_OF_U, dxOf } from "../formulas";
import type { DxForm, LayerMistake } from "../layer-mistake";
import type { LayerSets, SetView } from "../layer-sets";

/** A number of each set, laid along the elements of every set. */
const laid = (s: LayerSets, of: (set: SetView) => number): Float64Array =>
  Float64Array.from({ length: s.layout.rows }, (_, i) => of(s.set(i % s.count)));

export const perRowTermByColumn: LayerMistake = {
  id: "per-row-term-by-column",
  tensor: "dx",
  title: "a number of each row laid along the columns",
  sentence:
    "A number of each set is broadcast along the other axis: element i of every set gets the correction of set i.",
  cause:
    "A vector of one number a row is broadcast without a last axis of extent 1, which NumPy, torch and Triton align at the end.",
  written: "dx[i, j] = r[i] * (u[i, j] - ubar[j] - xhat[i, j] * c[j])",
  correct: DX_OF_U,
  code: {
    numpy: "c = (u * xhat).mean(-1); dx = rstd * (u - xhat * c)  # should be c[:, None], by keepdims=True",
    pytorch: "c1 = (u * xhat).mean(-1)  # should have keepdim=True",
    typescript:
      "dx[i * D + j] = r[i] * (u[i * D + j] - ubar[j] - xhat[i * D + j] * c[j]); // should read ubar[i], c[i]",
  },
  applies: (problem) => normalizesAxes(problem) && problem.layout.channels > 1 && problem.layout.rows > 1,
  hiddenBy: ["one set"],
  dx: (s): DxForm[] => {
    const c = (): Float64Array => laid(s, (set) => set.c);
    const ubar = (): Float64Array => laid(s, (set) => set.ubar);
    return [
      (set) => dxOf(set, { mean: ubar(), c: c() }),
      (set) => dxOf(set, { c: c() }),
      (set) => dxOf(set, { mean: ubar() }),
      (set) => dxOf(set, { mean: ubar(), c: c(), r: laid(s, ({ r }) => r) }),
      (set) => dxOf(set, { r: laid(s, ({ r }) => r) }),
    ];
  },
};
