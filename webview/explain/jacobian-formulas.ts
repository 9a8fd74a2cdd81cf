import type { TemplateResult } from "lit";
import { isCentred } from "../../src/core/normalization-layer";
import { layerWords } from "../../src/core/layer-words";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import * as f from "./formula";

/** What the formula depends on. */
export type JacobianConventions = Pick<AnalysisState, "norm" | "mode" | "variance" | "epsPlacement" | "activation">;

/** A cell of the inner Jacobian in symbols: the whole, or one of the article's two pieces. */
export function jacobianFormula(
  piece: "whole" | "direct" | "variance",
  conventions: JacobianConventions,
): TemplateResult {
  const isActivated = conventions.activation !== "none";
  const [gamma, gammaSays] = conventions.norm === "batch" ? [f.GAMMA, "gamma"] : [f.GAMMA_I, "gamma_i"];
  const scale = isActivated ? [f.A_I, gamma, f.R] : [gamma, f.R];
  const says = isActivated ? `a_i ${gammaSays} r` : `${gammaSays} r`;
  const left = [f.slope(f.OUT_I, f.X_L), f.EQUALS];
  const isGiven = conventions.mode === "eval"; // mean and variance are constants
  if (isGiven && piece === "variance") return f.formula("0", f.whole(0));
  if (isGiven) {
    const whole = f.formula(`d out_i / d x_l = ${says} delta_il`, ...left, ...scale, f.DELTA_IL);
    return piece === "whole" ? whole : f.formula(`${says} delta_il`, ...scale, f.DELTA_IL);
  }
  const own = ownPart(conventions);
  const path = variancePath(conventions);
  switch (piece) {
    case "whole":
      return f.formula(
        `d out_i / d x_l = ${says} (${own.says} - ${path.says})`,
        ...[...left, ...scale, f.OPEN, ...own.pieces, f.MINUS, path.piece, f.CLOSE],
      );
    case "direct":
      return own.pieces.length === 1
        ? f.formula(`${says} ${own.says}`, ...scale, ...own.pieces)
        : f.formula(`${says} (${own.says})`, ...scale, f.OPEN, ...own.pieces, f.CLOSE);
    case "variance":
      return f.formula(`-${says} ${path.says}`, f.MINUS, ...scale, path.piece);
  }
}

/** delta_il - 1/N, or 1/M; delta_il alone where there is no mean. */
function ownPart(layer: JacobianConventions): { says: string; pieces: readonly f.Piece[] } {
  if (!isCentred(layer)) return { says: "delta_il", pieces: [f.DELTA_IL] };
  const { members } = layerWords(layer);
  return { says: `delta_il - 1/${members}`, pieces: [f.DELTA_IL, f.MINUS, f.fraction(f.whole(1), f.COUNTS[members])] };
}

/** xhat_i xhat_l / N, by N - 1 where v is, of other layers by M; with eps outside the root times (sqrt(v) + eps) / sqrt(v). */
function variancePath(conventions: JacobianConventions): { says: string; piece: f.Piece } {
  const isUnbiased = conventions.variance === "unbiased";
  const { members } = layerWords(conventions);
  const [degrees, under] = isUnbiased
    ? [`(${members} - 1)`, f.lessOne(f.COUNTS[members])]
    : [members, f.COUNTS[members]];
  const over = [f.XHAT_I, f.XHAT_L];
  if (conventions.epsPlacement === "inside") {
    return { says: `xhat_i xhat_l / ${degrees}`, piece: f.fraction(over, under) };
  }
  const root = [f.OPEN, f.ROOT_V, f.PLUS, f.EPS, f.CLOSE];
  const factors = isUnbiased ? [f.OPEN, under, f.CLOSE, f.ROOT_V] : [under, f.ROOT_V];
  return {
    says: `xhat_i xhat_l (sqrt(v) + eps) / (${degrees} sqrt(v))`,
    piece: f.fraction([...over, ...root], f.row(factors)),
  };
}
