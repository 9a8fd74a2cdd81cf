import type { TemplateResult } from "lit";
import type { ExplainCellReport } from "../../../src/protocol/explain";
import type { Numeric } from "../../../src/protocol/json-number";
import { short } from "../../page/numbers";
import { hasConstantStatistics } from "../constant-statistics";
import * as f from "../formula";

/** A node of the cell's graph. */
function nodeOf({ graph }: ExplainCellReport, name: string): { readonly value: Numeric; readonly gradient: Numeric } {
  return graph.nodes.find((node) => node.name === name) ?? { value: "NaN", gradient: "NaN" };
}

const X_LESS_MU = [f.OPEN, f.X_L, f.MINUS, f.MU, f.CLOSE];

/** xhat = (x - mu) r, with the numbers of the cell. */
export function normalised(report: ExplainCellReport): TemplateResult {
  const [x, mu, xhat] = ["x", "mu", "xhat"].map((name) => nodeOf(report, name).value) as [Numeric, Numeric, Numeric];
  const { r } = report.statistics;
  return f.formula(
    `xhat_l = (x_l - mu) r = (${short(x)} - ${short(mu)}) * ${short(r)} = ${short(xhat)}`,
    ...[f.XHAT_L, f.EQUALS, ...X_LESS_MU, f.R, f.EQUALS],
    ...[f.OPEN, f.bare(x), f.less(mu), f.CLOSE, f.TIMES, f.figure(r), f.EQUALS, f.bare(xhat)],
  );
}

/** d mu / d x_l = 1 / N, or 0 where the mean is a constant. */
export function meanSlope(report: ExplainCellReport): TemplateResult {
  const { dmu, members } = report;
  const left = [f.slope(f.MU, f.X_L), f.EQUALS];
  if (hasConstantStatistics(report)) return f.formula("d mu / d x_l = 0", ...left, f.bare(0));
  return f.formula(
    `d mu / d x_l = 1 / N = 1 / ${members} = ${short(dmu.value)}`,
    ...[...left, f.ONE_N, f.EQUALS, f.fraction(f.whole(1), f.whole(members)), f.EQUALS, f.bare(dmu.value)],
  );
}

/** d v / d x_l = 2 (x_l - mu) / N, by N - 1 where v is. */
export function varianceSlope(report: ExplainCellReport): TemplateResult {
  const { dv, members, graph } = report;
  const left = [f.slope(f.V, f.X_L), f.EQUALS];
  if (hasConstantStatistics(report)) return f.formula("d v / d x_l = 0", ...left, f.bare(0));
  const [x, mu] = [nodeOf(report, "x").value, nodeOf(report, "mu").value];
  const isUnbiased = graph.edges.some(({ to, formula }) => to === "v" && formula.endsWith("(N - 1)"));
  const degrees = isUnbiased ? members - 1 : members;
  const under = isUnbiased ? f.N_LESS_1 : f.N;
  return f.formula(
    `d v / d x_l = 2 (x_l - mu) / ${isUnbiased ? "(N - 1)" : "N"} = 2 (${short(x)} - ${short(mu)}) / ${degrees} = ${short(dv.value)}`,
    ...[...left, f.fraction([f.whole(2), ...X_LESS_MU], under), f.EQUALS],
    f.fraction([f.whole(2), f.OPEN, f.bare(x), f.less(mu), f.CLOSE], f.whole(degrees)),
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

/** dgamma and dbeta of the column. */
export function scaleAndShift(report: ExplainCellReport): TemplateResult {
  const [dgamma, dbeta] = [nodeOf(report, "gamma").gradient, nodeOf(report, "beta").gradient];
  return f.formula(
    `dgamma = sum over i of dout_i xhat_i = ${short(dgamma)}, dbeta = sum over i of dout_i = ${short(dbeta)}`,
    ...[f.DGAMMA, f.EQUALS, f.SUM_I, f.DOUT_I, f.XHAT_I, f.EQUALS, f.bare(dgamma), f.COMMA],
    ...[f.DBETA, f.EQUALS, f.SUM_I, f.DOUT_I, f.EQUALS, f.bare(dbeta)],
  );
}
