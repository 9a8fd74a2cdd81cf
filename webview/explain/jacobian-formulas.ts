import type { TemplateResult } from "lit";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import * as f from "./formula";

/** What the formula depends on. */
export type JacobianConventions = Pick<AnalysisState, "mode" | "variance" | "epsPlacement" | "activation">;

/** A cell of the inner Jacobian in symbols: the whole, or one of the article's two pieces. */
export function jacobianFormula(
  piece: "whole" | "direct" | "variance",
  conventions: JacobianConventions,
): TemplateResult {
  const isActivated = conventions.activation !== "none";
  const scale = isActivated ? [f.A_I, f.GAMMA, f.R] : [f.GAMMA, f.R];
  const says = isActivated ? "a_i gamma r" : "gamma r";
  const left = [f.slope(f.OUT_I, f.X_L), f.EQUALS];
  const isGiven = conventions.mode === "eval"; // mean and variance are constants
  if (isGiven && piece === "variance") return f.formula("0", f.whole(0));
  if (isGiven) {
    const whole = f.formula(`d out_i / d x_l = ${says} delta_il`, ...left, ...scale, f.DELTA_IL);
    return piece === "whole" ? whole : f.formula(`${says} delta_il`, ...scale, f.DELTA_IL);
  }
  const own = [f.DELTA_IL, f.MINUS, f.ONE_N];
  const path = variancePath(conventions);
  switch (piece) {
    case "whole":
      return f.formula(
        `d out_i / d x_l = ${says} (delta_il - 1/N - ${path.says})`,
        ...[...left, ...scale, f.OPEN, ...own, f.MINUS, path.piece, f.CLOSE],
      );
    case "direct":
      return f.formula(`${says} (delta_il - 1/N)`, ...scale, f.OPEN, ...own, f.CLOSE);
    case "variance":
      return f.formula(`-${says} ${path.says}`, f.MINUS, ...scale, path.piece);
  }
}

/** xhat_i xhat_l / N, by N - 1 where v is; with eps outside the root times (sqrt(v) + eps) / sqrt(v). */
function variancePath({ variance, epsPlacement }: JacobianConventions): { says: string; piece: f.Piece } {
  const isUnbiased = variance === "unbiased";
  const [degrees, under] = isUnbiased ? ["(N - 1)", f.N_LESS_1] : ["N", f.N];
  const over = [f.XHAT_I, f.XHAT_L];
  if (epsPlacement === "inside") return { says: `xhat_i xhat_l / ${degrees}`, piece: f.fraction(over, under) };
  const root = [f.OPEN, f.ROOT_V, f.PLUS, f.EPS, f.CLOSE];
  const factors = isUnbiased ? [f.OPEN, under, f.CLOSE, f.ROOT_V] : [under, f.ROOT_V];
  return {
    says: `xhat_i xhat_l (sqrt(v) + eps) / (${degrees} sqrt(v))`,
    piece: f.fraction([...over, ...root], f.row(factors)),
  };
}
