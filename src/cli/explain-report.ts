import { CLAIMS } from "../core/explained-words";
import { explainColumn } from "../core/explain/explained-column";
import { ColumnExplainer, type CellExplanation, type Held } from "../core/explain/cell-explanation";
import { termsSaid } from "../core/explain/terms-said";
import { degreesOf } from "../core/conventions";
import { describeConventions } from "../core/describe-conventions";
import { itemAt, numberAt } from "../core/item-at";
import { indexOf } from "../core/layout";
import type { Problem } from "../core/problem";
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
  return { title, problem, explanation, notes: [...said, ...notes] };
}

/** The words of docs/problem-file.md, "Explaining a cell". */
export function explainJson({ explanation }: Explained): string {
  const { row, column, terms, dx, statistics, moments, dmu, dv, jacobian, verdict } = explanation;
  const { mean, variance, r, gbar, c } = statistics;
  const { skewness, kurtosis } = moments;
  const report = {
    cell: [row, column],
    terms,
    dx,
    column: { mean, variance, r, gbar, c, skewness, kurtosis },
    dmu: dmu.value,
    dv: dv.value,
    jacobianColumn: [...jacobian.value],
    numeric: { jacobianColumn: [...jacobian.numeric], dmu: dmu.numeric, dv: dv.numeric },
    verdict,
  };
  return `${jsonText(report)}\n`;
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
  const isMatrix = layout.shape.length === 2;
  const place = isMatrix ? "" : ` (${indexOf(layout, row, column).join(",")} in x)`;
  const claim = wrap(`${SIGNS[verdict]} dx[${row},${column}]${place}. ${CLAIMS[verdict]}`, width, "  ");
  const sections = [
    `${style.bold(visible(title))}  ${style.dim(parts.join(" · "))}`,
    style[verdict](claim),
    termsTable(explanation, problem, style),
    explained.notes.map((note) => bullet(note, width)).join("\n"),
    columnTable(explanation, style),
    slopesTable(explanation, problem, style),
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
  { mode, mask }: Problem,
  style: TerminalStyle,
): string {
  const isConstant = whyConstant({ mode, mask }, row) !== undefined;
  const printed = addedUp([direct, mean, variance], dx);
  const rows = [
    ["direct term", "gamma r dout"],
    ["mean path", isConstant ? "none" : "- gamma r gbar"],
    ["variance path", isConstant ? "none" : "- gamma r xhat c"],
  ].map(([name = "", formula = ""], at) => [name, formula, itemAt(printed.terms, at)]);
  const together = isConstant ? "gamma r dout" : "gamma r (dout - gbar - xhat c)";
  return table(["dx", "", ""], [...rows, ["together", together, printed.sum]], style.dim);
}

function columnTable({ column, statistics, moments }: CellExplanation, style: TerminalStyle): string {
  const { mean, variance, r, gbar, c } = statistics;
  const values = [mean, variance, r, gbar, c, moments.skewness, moments.kurtosis];
  const head = [`column ${column}`, "mean", "variance", "r", "gbar", "c", "skewness", "excess kurtosis"];
  return table(head, [["", ...values.map((value) => scientific(value, 3))]], style.dim);
}

function slopesTable(
  { dmu, dv, loss, row, statistics: { members } }: CellExplanation,
  { mode, variance, mask }: Problem,
  style: TerminalStyle,
): string {
  const held = (name: string, formula: string, { value, numeric, error, verdict }: Held): string[] => [
    name,
    formula,
    scientific(value, 5),
    scientific(numeric, 5),
    scientific(error),
    SIGNS[verdict],
  ];
  const constant = whyConstant({ mode, mask }, row);
  const degrees = degreesOf(variance, members);
  const rows = [
    held(`d mu / d x[${row}]`, constant ?? `1 / ${members}`, dmu),
    held(`d v / d x[${row}]`, constant ?? `2 (x - mu) / ${degrees}`, dv),
    held(`dL / d x[${row}]`, "dx", loss),
  ];
  return table(["derivative", "", "value", "numeric", "error", ""], rows, style.dim);
}

/** Rows of the chain rule that are printed; the largest ones, in their own order. */
const SHOWN = 8;

function chainTable({ chain, jacobian, row, dx }: CellExplanation, { layout }: Problem, style: TerminalStyle): string {
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
  const head = [`out row i (of ${layout.rows})`, `d out_i / d x[${row}]`, "numeric", "times dout_i"];
  return table(head, [...rows, ...more, ["together", "", "", scientific(dx, 5)]], style.dim);
}
