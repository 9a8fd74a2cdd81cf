import type { TemplateResult } from "lit";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import * as f from "./formula";

/** A cell of the inner Jacobian in symbols: the whole, or one of the article's two pieces. */
export function jacobianFormula(piece: "whole" | "direct" | "variance", mode: AnalysisState["mode"]): TemplateResult {
  const [left, right] = [f.slope(f.OUT_I, f.X_L), [f.GAMMA, f.R]];
  if (mode === "eval") return f.formula("d out_i / d x_l = gamma r delta_il", left, f.EQUALS, ...right, f.DELTA_IL);
  switch (piece) {
    case "whole":
      return f.formula(
        "d out_i / d x_l = gamma r (delta_il - 1/N - xhat_i xhat_l / N)",
        ...[left, f.EQUALS, ...right, f.OPEN, f.DELTA_IL, f.MINUS, f.ONE_N, f.MINUS, f.XHATS_N, f.CLOSE],
      );
    case "direct":
      return f.formula("gamma r (delta_il - 1/N)", ...right, f.OPEN, f.DELTA_IL, f.MINUS, f.ONE_N, f.CLOSE);
    case "variance":
      return f.formula("-gamma r xhat_i xhat_l / N", f.MINUS, ...right, f.XHATS_N);
  }
}
