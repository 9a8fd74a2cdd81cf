import { html, nothing, type TemplateResult } from "lit";
import { isCentred, type Norm } from "../../src/core/normalization-layer";
import type { ExplainCellReport } from "../../src/protocol/explain";
import { fromNumeric, toNumeric, type Numeric } from "../../src/protocol/json-number";
import { short } from "../page/numbers";
import { hasConstantStatistics } from "./constant-statistics";
import * as f from "./formula";

export type TermName = keyof ExplainCellReport["terms"];

/** What stands in the formula of dx: a symbol, its name in plain text, and its number for one cell. */
interface Sign {
  readonly piece: f.Piece;
  readonly says: string;
  readonly value: Numeric;
}

/**
 * front (upstream - mean - xhat c). In batch norm gamma r (dout - gbar - xhat c); in other layers, where gamma may be
 * another number in each element, r (u - ubar - xhat c) with u = gamma dout.
 */
interface Signs {
  readonly gamma: Sign;
  readonly dout: Sign;
  readonly front: readonly Sign[];
  readonly upstream: Sign;
  readonly mean: Sign;
  readonly xhat: Sign;
  readonly c: Sign;
}

function signsOf({ statistics, graph }: ExplainCellReport, norm: Norm): Signs {
  const node = (name: string): Numeric => graph.nodes.find((each) => each.name === name)?.value ?? "NaN";
  const sign = (piece: f.Piece, says: string, value: Numeric): Sign => ({ piece, says, value });
  const gamma = sign(f.GAMMA, "gamma", node("gamma"));
  const dout = sign(f.DOUT, "dout", passedDout(graph));
  const r = sign(f.R, "r", statistics.r);
  const rest = { gamma, dout, xhat: sign(f.XHAT, "xhat", node("xhat")), c: sign(f.C, "c", statistics.c) };
  if (norm === "batch")
    return { ...rest, front: [gamma, r], upstream: dout, mean: sign(f.GBAR, "gbar", statistics.gbar) };
  const u = toNumeric(fromNumeric(gamma.value) * fromNumeric(dout.value));
  return { ...rest, front: [r], upstream: sign(f.U, "u", u), mean: sign(f.UBAR, "ubar", statistics.gbar) };
}

/** What the activation lets through of dout. */
function passedDout({ nodes, edges }: ExplainCellReport["graph"]): Numeric {
  const through = edges.find(({ from, to }) => from === "beta" && to === "out")?.slope.value ?? 1;
  const dout = nodes.find(({ name }) => name === "out")?.gradient ?? "NaN";
  return fromNumeric(through) === 1 ? dout : toNumeric(fromNumeric(through) * fromNumeric(dout));
}

/** The terms that dx has: where mean and variance do not move with x the direct one, and in RMS norm no mean path. */
export function termsOf(norm: Norm, isConstant: boolean): readonly TermName[] {
  if (isConstant) return ["direct"];
  return isCentred({ norm }) ? ["direct", "mean", "variance"] : ["direct", "variance"];
}

/** dx = gamma r (dout - gbar - xhat c), or what is left of it when the statistics are constants. */
export function dxSymbols(report: ExplainCellReport, norm: Norm): TemplateResult {
  const { front, upstream, mean, xhat, c } = signsOf(report, norm);
  const terms = termsOf(norm, hasConstantStatistics(report));
  const before = front.map(({ says }) => says).join(" ");
  const left = [f.DX, f.EQUALS, ...front.map(({ piece }) => piece)];
  if (terms.length === 1) return f.formula(`dx = ${before} ${upstream.says}`, ...left, upstream.piece);
  const hasMean = terms.includes("mean");
  return f.formula(
    `dx = ${before} (${upstream.says} - ${hasMean ? `${mean.says} - ` : ""}xhat c)`,
    ...[...left, f.OPEN, upstream.piece, f.MINUS],
    ...[...(hasMean ? [mean.piece, f.MINUS] : []), xhat.piece, c.piece, f.CLOSE],
  );
}

/** Where u stands for gamma dout, what it is. */
export function upstreamWithNumbers(report: ExplainCellReport, norm: Norm): TemplateResult | typeof nothing {
  if (norm === "batch") return nothing;
  const { gamma, dout, upstream } = signsOf(report, norm);
  const [g, d, u] = [gamma, dout, upstream].map(({ value }) => value) as [Numeric, Numeric, Numeric];
  return f.formula(
    `u = gamma dout = ${short(g)} * ${short(d)} = ${short(u)}`,
    ...[f.U, f.EQUALS, f.GAMMA, f.DOUT, f.EQUALS, f.product(g, d), f.EQUALS, f.bare(u)],
  );
}

/** The formula of dx with the numbers of a cell. */
export function dxWithNumbers(report: ExplainCellReport, norm: Norm): TemplateResult {
  const signs = signsOf(report, norm);
  const terms = termsOf(norm, hasConstantStatistics(report));
  const front = signs.front.map(({ value }) => value);
  const [u, mean, xhat, c, dx] = [
    ...[signs.upstream, signs.mean, signs.xhat, signs.c].map(({ value }) => value),
    report.dx,
  ] as [Numeric, Numeric, Numeric, Numeric, Numeric];
  const before = front.map(short).join(" * ");
  if (terms.length === 1)
    return f.formula(
      `= ${before} * ${short(u)} = ${short(dx)}`,
      ...[f.EQUALS, f.product(...front, u), f.EQUALS, f.bare(dx)],
    );
  const hasMean = terms.includes("mean");
  const inside = [f.OPEN, f.bare(u), ...(hasMean ? [f.less(mean)] : [])];
  // A formula is never broken into lines: three of them are, between each other.
  return html`<span>
    ${f.formula(`= ${before} * (${short(u)}${hasMean ? ` - ${short(mean)}` : ""}`, f.EQUALS, f.product(...front), ...inside)}
    ${f.formula(`- ${short(xhat)} * ${short(c)})`, f.MINUS_BETWEEN, f.product(xhat, c), f.CLOSE)}
    ${f.formula(`= ${short(dx)}`, f.EQUALS, f.bare(dx))}
  </span>`;
}

/** One term, in symbols and with its numbers. */
export function termWithNumbers(report: ExplainCellReport, name: TermName, norm: Norm): TemplateResult {
  const signs = signsOf(report, norm);
  const of = [
    ...signs.front,
    ...{ direct: [signs.upstream], mean: [signs.mean], variance: [signs.xhat, signs.c] }[name],
  ];
  const [sign, minus] = name === "direct" ? ["", []] : ["-", [f.MINUS]];
  const says = `${sign}${of.map((each) => each.says).join(" ")} = ${sign}${of.map(({ value }) => short(value)).join(" * ")}`;
  const numbers = f.product(...of.map(({ value }) => value));
  return f.formula(says, ...minus, ...of.map(({ piece }) => piece), f.EQUALS, ...minus, numbers);
}
