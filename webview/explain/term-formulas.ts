import { html, type TemplateResult } from "lit";
import type { ExplainCellReport } from "../../src/protocol/explain";
import { fromNumeric, toNumeric, type Numeric } from "../../src/protocol/json-number";
import { short } from "../page/numbers";
import * as f from "./formula";

export type TermName = keyof ExplainCellReport["terms"];

/** What stands in the formula of dx, for one cell. */
type Symbols = Readonly<Record<"gamma" | "r" | "dout" | "gbar" | "xhat" | "c", Numeric>>;

/** The numbers of the formula. What reaches batch norm of dout is what the activation lets through. */
export function symbolsOf({ statistics, graph }: ExplainCellReport): Symbols {
  const node = (name: string): Numeric => graph.nodes.find((each) => each.name === name)?.value ?? "NaN";
  const through = graph.edges.find(({ from, to }) => from === "beta" && to === "out")?.slope.value ?? 1;
  const dout = graph.nodes.find(({ name }) => name === "out")?.gradient ?? "NaN";
  const passed = fromNumeric(through) === 1 ? dout : toNumeric(fromNumeric(through) * fromNumeric(dout));
  return {
    gamma: node("gamma"),
    r: statistics.r,
    dout: passed,
    gbar: statistics.gbar,
    xhat: node("xhat"),
    c: statistics.c,
  };
}

/** dx = gamma r (dout - gbar - xhat c), or what is left of it when the statistics are constants. */
export function dxSymbols(isConstant: boolean): TemplateResult {
  if (isConstant) return f.formula("dx = gamma r dout", f.DX, f.EQUALS, f.GAMMA, f.R, f.DOUT);
  return f.formula(
    "dx = gamma r (dout - gbar - xhat c)",
    ...[f.DX, f.EQUALS, f.GAMMA, f.R, f.OPEN, f.DOUT, f.MINUS, f.GBAR, f.MINUS, f.XHAT, f.C, f.CLOSE],
  );
}

/** The same with the numbers of a cell. */
export function dxWithNumbers(report: ExplainCellReport, isConstant: boolean): TemplateResult {
  const { gamma, r, dout, gbar, xhat, c } = symbolsOf(report);
  const [g, rr, d, b, x, cc, dx] = [gamma, r, dout, gbar, xhat, c, report.dx].map(short);
  if (isConstant)
    return f.formula(`= ${g} * ${rr} * ${d} = ${dx}`, f.EQUALS, f.product(gamma, r, dout), f.EQUALS, f.bare(report.dx));
  const inside = [f.OPEN, f.bare(dout), f.less(gbar)];
  // A formula is never broken into lines: three of them are, between each other.
  return html`<span>
    ${f.formula(`= ${g} * ${rr} * (${d} - ${b}`, f.EQUALS, f.product(gamma, r), ...inside)}
    ${f.formula(`- ${x} * ${cc})`, f.MINUS_BETWEEN, f.product(xhat, c), f.CLOSE)}
    ${f.formula(`= ${dx}`, f.EQUALS, f.bare(report.dx))}
  </span>`;
}

/** One term, in symbols and with its numbers. */
export function termWithNumbers(report: ExplainCellReport, name: TermName): TemplateResult {
  const { gamma, r, dout, gbar, xhat, c } = symbolsOf(report);
  const of = { direct: [gamma, r, dout], mean: [gamma, r, gbar], variance: [gamma, r, xhat, c] }[name];
  const symbols = {
    direct: [f.GAMMA, f.R, f.DOUT],
    mean: [f.GAMMA, f.R, f.GBAR],
    variance: [f.GAMMA, f.R, f.XHAT, f.C],
  };
  const words = { direct: "gamma r dout", mean: "-gamma r gbar", variance: "-gamma r xhat c" }[name];
  const minus = name === "direct" ? [] : [f.MINUS];
  const says = `${words} = ${name === "direct" ? "" : "-"}${of.map(short).join(" * ")}`;
  return f.formula(says, ...minus, ...symbols[name], f.EQUALS, ...minus, f.product(...of));
}
