import type { TemplateResult } from "lit";
import { layerWords } from "../../../src/core/layer-words";
import { isCentred, normalizesAxes, type Norm } from "../../../src/core/normalization-layer";
import type { ExplainCellReport } from "../../../src/protocol/explain";
import type { Numeric } from "../../../src/protocol/json-number";
import { short } from "../../page/numbers";
import { hasConstantStatistics } from "../constant-statistics";
import * as f from "../formula";

/** A node of the cell's graph. */
function nodeOf({ graph }: ExplainCellReport, name: string): { readonly value: Numeric; readonly gradient: Numeric } {
  return graph.nodes.find((node) => node.name === name) ?? { value: "NaN", gradient: "NaN" };
}

/** x_l - mu, in symbols and with the numbers of the cell; in RMS norm x_l alone. */
function centredX(
  report: ExplainCellReport,
  norm: Norm,
): {
  readonly says: string;
  readonly pieces: readonly f.Piece[];
  readonly filled: string;
  readonly numbers: readonly f.Piece[];
} {
  const [x, mu] = [nodeOf(report, "x").value, nodeOf(report, "mu").value];
  if (!isCentred({ norm })) return { says: "x_l", pieces: [f.X_L], filled: short(x), numbers: [f.figure(x)] };
  return {
    says: "(x_l - mu)",
    pieces: [f.OPEN, f.X_L, f.MINUS, f.MU, f.CLOSE],
    filled: `(${short(x)} - ${short(mu)})`,
    numbers: [f.OPEN, f.bare(x), f.less(mu), f.CLOSE],
  };
}

/** xhat = (x - mu) r, with the numbers of the cell. */
export function normalised(report: ExplainCellReport, norm: Norm): TemplateResult {
  const { says, pieces, filled, numbers } = centredX(report, norm);
  const xhat = nodeOf(report, "xhat").value;
  const { r } = report.statistics;
  return f.formula(
    `xhat_l = ${says} r = ${filled} * ${short(r)} = ${short(xhat)}`,
    ...[f.XHAT_L, f.EQUALS, ...pieces, f.R, f.EQUALS],
    ...[...numbers, f.TIMES, f.figure(r), f.EQUALS, f.bare(xhat)],
  );
}

/** d mu / d x_l = 1 / N, or 0 where the mean is a constant. */
export function meanSlope(report: ExplainCellReport, norm: Norm): TemplateResult {
  const { dmu, members } = report;
  const left = [f.slope(f.MU, f.X_L), f.EQUALS];
  if (hasConstantStatistics(report) || !isCentred({ norm })) return f.formula("d mu / d x_l = 0", ...left, f.bare(0));
  const count = layerWords({ norm }).members;
  return f.formula(
    `d mu / d x_l = 1 / ${count} = 1 / ${members} = ${short(dmu.value)}`,
    ...[...left, f.fraction(f.whole(1), f.COUNTS[count]), f.EQUALS],
    ...[f.fraction(f.whole(1), f.whole(members)), f.EQUALS, f.bare(dmu.value)],
  );
}

/** d v / d x_l = 2 (x_l - mu) / N, by N - 1 where v is. */
export function varianceSlope(report: ExplainCellReport, norm: Norm): TemplateResult {
  const { dv, members, graph } = report;
  const left = [f.slope(f.V, f.X_L), f.EQUALS];
  if (hasConstantStatistics(report)) return f.formula("d v / d x_l = 0", ...left, f.bare(0));
  const { says, pieces, filled, numbers } = centredX(report, norm);
  const count = layerWords({ norm }).members;
  const isUnbiased = graph.edges.some(({ to, formula }) => to === "v" && formula.endsWith("- 1)"));
  const degrees = isUnbiased ? members - 1 : members;
  const under = isUnbiased ? f.lessOne(f.COUNTS[count]) : f.COUNTS[count];
  const times = isCentred({ norm }) ? [] : [f.TIMES];
  return f.formula(
    `d v / d x_l = 2 ${says} / ${isUnbiased ? `(${count} - 1)` : count} = 2 ${times.length > 0 ? "* " : ""}${filled} / ${degrees} = ${short(dv.value)}`,
    ...[...left, f.fraction([f.whole(2), ...pieces], under), f.EQUALS],
    f.fraction([f.whole(2), ...times, ...numbers], f.whole(degrees)),
    ...[f.EQUALS, f.bare(dv.value)],
  );
}

/** dx_l = sum over i of dout_i d out_i / d x_l. */
export function chainRule({ dx }: ExplainCellReport): TemplateResult {
  return f.formula(
    `dx_l = sum over i of dout_i d out_i / d x_l = ${short(dx)}`,
    ...[f.DX_L, f.EQUALS, f.SUM_I, f.DOUT_I, f.slope(f.OUT_I, f.X_L), f.EQUALS, f.bare(dx)],
  );
}

/** dgamma and dbeta of the column; of other layers what the set adds to those of the cell's own entries. */
export function scaleAndShift(report: ExplainCellReport, norm: Norm): TemplateResult {
  const [dgamma, dbeta] = [nodeOf(report, "gamma").gradient, nodeOf(report, "beta").gradient];
  if (norm === "batch")
    return f.formula(
      `dgamma = sum over i of dout_i xhat_i = ${short(dgamma)}, dbeta = sum over i of dout_i = ${short(dbeta)}`,
      ...[f.DGAMMA, f.EQUALS, f.SUM_I, f.DOUT_I, f.XHAT_I, f.EQUALS, f.bare(dgamma), f.COMMA],
      ...[f.DBETA, f.EQUALS, f.SUM_I, f.DOUT_I, f.EQUALS, f.bare(dbeta)],
    );
  const isAlone = normalizesAxes({ norm }); // in its set, under its entries
  const [sum, l] = isAlone ? ["", "l"] : ["sum over i of ", "i"];
  const [sign, dout, xhat] = isAlone ? [[], f.DOUT_L, f.XHAT_L] : [[f.SUM_I], f.DOUT_I, f.XHAT_I];
  return f.formula(
    `of dgamma_l: ${sum}dout_${l} xhat_${l} = ${short(dgamma)}, of dbeta_l: ${sum}dout_${l} = ${short(dbeta)}`,
    ...[f.shareOf(f.DGAMMA_L), ...sign, dout, xhat, f.EQUALS, f.bare(dgamma), f.COMMA],
    ...[f.shareOf(f.DBETA_L), ...sign, dout, f.EQUALS, f.bare(dbeta)],
  );
}
