import { CLAIMS } from "../core/explained-words";
import { affineSaid } from "../core/explain/affine-said";
import { explainColumn } from "../core/explain/explained-column";
import { ColumnExplainer, type CellExplanation, type Held } from "../core/explain/cell-explanation";
import { derivationGraph, type NodeName } from "../core/explain/derivation-graph";
import { termsSaid } from "../core/explain/terms-said";
import { degreesOf } from "../core/conventions";
import { describeConventions } from "../core/describe-conventions";
import { itemAt, numberAt } from "../core/item-at";
import { actingEntry, layerWords } from "../core/layer-words";
import { indexOf } from "../core/layout";
import { isCentred } from "../core/normalization-layer";
import type { Problem } from "../core/problem";
import { indexText } from "../core/spelling";
import type { Precision } from "../core/checker";
import { visible } from "../encoding/visible";
import { addedUp } from "./added-up";
import { jsonText } from "./json-text";
import type { Cell } from "./read-cell";
import { bullet, SIGNS } from "./tensor-rows";
import { terminalStyle, type TerminalStyle } from "./terminal-style";
import { scientific, short, table, wrap } from "./text";

/** A cell of a problem, explained. */
export interface Explained {
  readonly title: string;
  readonly problem: Problem;
  readonly explanation: CellExplanation;
  readonly byAffine: Readonly<Record<"gamma" | "beta", Held>>; // d out_l / d gamma and d out_l / d beta
  readonly notes: readonly string[]; // of the problem, and what is to be seen in the terms
}

export function explain(
  problem: Problem,
  { row, column }: Cell,
  precision: Precision,
  { title, notes }: Pick<Explained, "title" | "notes">,
): Explained {
  const explainer = new ColumnExplainer(explainColumn(problem, column), precision);
  const explanation = explainer.cell(row);
  const said = termsSaid(explainer.column, row, explanation);
  const { edges } = derivationGraph(explainer.column, explanation, precision);
  const toOut = (name: NodeName): Held => {
    const edge = edges.find(({ from, to }) => from === name && to === "out");
    if (!edge) throw new Error(`expected an edge from ${name} to out`);
    return edge.slope;
  };
  const byAffine = { gamma: toOut("gamma"), beta: toOut("beta") };
  return { title, problem, explanation, byAffine, notes: [...said, ...affineSaid(problem, row, column), ...notes] };
}

/** The words of docs/problem-file.md, "Explaining a cell". */
export function explainJson({ problem, explanation, byAffine }: Explained): string {
  const { row, column, terms, dx, statistics, moments, dmu, dv, jacobian, verdict } = explanation;
  const { mean, variance, r, gbar, c } = statistics;
  const { skewness, kurtosis } = moments;
  const { upstreamMean } = layerWords(problem);
  const report = {
    cell: [row, column],
    terms,
    dx,
    column: { mean, variance, r, [upstreamMean]: gbar, c, skewness, kurtosis },
    dmu: dmu.value,
    dv: dv.value,
    jacobianColumn: [...jacobian.value],
    numeric: { jacobianColumn: [...jacobian.numeric], dmu: dmu.numeric, dv: dv.numeric },
    verdict,
    ...(problem.norm !== "batch" && layerReport(problem, explanation, byAffine)),
  };
  return `${jsonText(report)}\n`;
}

/** What else is to be known of a cell of another layer than batch norm. */
function layerReport(problem: Problem, { row, column }: CellExplanation, byAffine: Explained["byAffine"]): object {
  const { gamma, beta } = byAffine;
  return {
    norm: problem.norm,
    index: indexOf(problem.layout, row, column),
    affine: {
      ...actingEntry(problem, row, column),
      byGamma: gamma.value,
      byBeta: beta.value,
      numeric: { byGamma: gamma.numeric, byBeta: beta.numeric },
    },
  };
}

/** The explanation for people. */
export function explainText(explained: Explained, { color, width }: { color: boolean; width: number }): string {
  const { problem, explanation, title } = explained;
  const style = terminalStyle(color);
  const { layout } = problem;
  const { row, column, verdict } = explanation;
  const parts = [
    `${layout.shape.join(" × ")} ${problem.dtype}`,
    problem.mode === "train" ? "training" : "evaluation",
    `eps ${short(problem.eps)}`,
    ...describeConventions(problem),
    problem.doutSeed === undefined ? "dout given" : `dout drawn with seed ${problem.doutSeed}`,
  ];
  const index = indexText(indexOf(layout, row, column));
  const place = layout.shape.length === 2 ? "" : ` (${index} in x)`;
  const cell = layout.cells ? `dx${index}, element ${row} of set ${column}` : `dx${indexText([row, column])}${place}`;
  const claim = wrap(`${SIGNS[verdict]} ${cell}. ${CLAIMS[verdict]}`, width, "  ");
  const sections = [
    `${style.bold(visible(title))}  ${style.dim(parts.join(" · "))}`,
    style[verdict](claim),
    termsTable(explanation, problem, style),
    explained.notes.map((note) => bullet(note, width)).join("\n"),
    columnTable(explanation, problem, style),
    slopesTable(explained, style),
    chainTable(explanation, problem, style),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

/** Why mean and variance do not move with the x of a row; undefined where they do. */
function whyConstant({ mode, mask }: Pick<Problem, "mode" | "mask">, row: number): string | undefined {
  return mode === "eval" ? "a constant" : mask?.[row] === 0 ? "kept out by the mask" : undefined;
}

function termsTable(
  { terms: { direct, mean, variance }, dx, row }: CellExplanation,
  problem: Problem,
  style: TerminalStyle,
): string {
  const isConstant = whyConstant(problem, row) !== undefined;
  const printed = addedUp([direct, mean, variance], dx);
  const words = layerWords(problem);
  const rows = [
    ["direct term", words.terms.direct],
    ["mean path", isConstant ? "none" : words.terms.mean],
    ["variance path", isConstant ? "none" : words.terms.variance],
  ].map(([name = "", formula = ""], at) => [name, formula, itemAt(printed.terms, at)]);
  const together = isConstant ? words.terms.direct : words.dx;
  const head = ["dx", problem.norm === "batch" ? "" : "u = gamma dout", ""];
  return table(head, [...rows, ["together", together, printed.sum]], style.dim);
}

function columnTable({ column, statistics, moments }: CellExplanation, problem: Problem, style: TerminalStyle): string {
  const { set, upstreamMean } = layerWords(problem);
  const { mean, variance, r, gbar, c } = statistics;
  const values = [mean, variance, r, gbar, c, moments.skewness, moments.kurtosis];
  const head = [`${set} ${column}`, "mean", "variance", "r", upstreamMean, "c", "skewness", "excess kurtosis"];
  return table(head, [["", ...values.map((value) => scientific(value, 3))]], style.dim);
}

function slopesTable({ problem, explanation, byAffine }: Explained, style: TerminalStyle): string {
  const { dmu, dv, loss, row, column, statistics } = explanation;
  const held = (name: string, formula: string, { value, numeric, error, verdict }: Held): string[] => [
    name,
    formula,
    scientific(value, 5),
    scientific(numeric, 5),
    scientific(error),
    SIGNS[verdict],
  ];
  const constant = whyConstant(problem, row);
  const [ofMean, centred] = isCentred(problem) ? [`1 / ${statistics.members}`, "(x - mu)"] : ["mu is 0", "x"];
  const degrees = degreesOf(problem.variance, statistics.members);
  const entry = indexText(actingEntry(problem, row, column).index);
  const [xhat, one] = problem.activation === "none" ? ["xhat", "1"] : ["xhat, through the activation", "1, likewise"];
  const rows = [
    held(`d mu / d x[${row}]`, constant ?? ofMean, dmu),
    held(`d v / d x[${row}]`, constant ?? `2 ${centred} / ${degrees}`, dv),
    held(`d out[${row}] / d gamma${entry}`, xhat, byAffine.gamma),
    held(`d out[${row}] / d beta${entry}`, one, byAffine.beta),
    held(`dL / d x[${row}]`, "dx", loss),
  ];
  return table(["derivative", "", "value", "numeric", "error", ""], rows, style.dim);
}

/** Rows of the chain rule that are printed; the largest ones, in their own order. */
const SHOWN = 8;

function chainTable({ chain, jacobian, row, dx }: CellExplanation, problem: Problem, style: TerminalStyle): string {
  const order = [...chain.keys()].sort((a, b) => Math.abs(numberAt(chain, b)) - Math.abs(numberAt(chain, a)));
  const shown = order.slice(0, SHOWN).sort((a, b) => a - b);
  const rows = shown.map((i) => [
    String(i),
    scientific(numberAt(jacobian.value, i), 5),
    scientific(numberAt(jacobian.numeric, i), 5),
    scientific(numberAt(chain, i), 5),
  ]);
  const hidden = order.slice(SHOWN).map((i) => numberAt(chain, i));
  const rest = hidden.reduce((sum, value) => sum + value, 0);
  const more = hidden.length > 0 ? [[`${hidden.length} more`, "", "", scientific(rest, 5)]] : [];
  const head = [
    `out ${layerWords(problem).member} i (of ${problem.layout.rows})`,
    `d out_i / d x[${row}]`,
    "numeric",
    "times dout_i",
  ];
  return table(head, [...rows, ...more, ["together", "", "", scientific(dx, 5)]], style.dim);
}
