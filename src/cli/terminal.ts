import { visible } from "../encoding/visible";
import type { Values } from "../core/tensor";
import type { CheckedTensor, Comparison, Diagnosis, GradientName, Verdict } from "../core/verdict";
import { afterClaim, candidateHeadline, referenceHeadline, type Headline } from "../core/headline";
import { describeConventions } from "../core/describe-conventions";
import { blindThatMatters } from "../core/diagnosis";
import { roughTimeText } from "../core/rough-time";
import { worstCells } from "../core/gradcheck/worst-cells";
import type { Outcome } from "./analyse";
import { terminalStyle, type TerminalStyle } from "./terminal-style";
import { scientific, short, table, wrap } from "./text";

interface TerminalOptions {
  readonly color: boolean;
  readonly width: number; // characters
  readonly report: string | undefined; // file that a report was written to
  readonly archive: string | undefined; // file that all tensors were written to
}

const SIGNS: Readonly<Record<Verdict, string>> = { correct: "✓", wrong: "✗", doubtful: "?" };
const WORST = 5;

/** The outcome for people: verdicts first, then the tensors, the worst cells and what went wrong. */
export function terminalReport(outcome: Outcome, { color, width, report, archive }: TerminalOptions): string {
  const { check, comparison, problem, gradients } = outcome;
  const style = terminalStyle(color);
  const { shape, channels } = problem.layout;
  const parts = [
    `${shape.join(" × ")} ${problem.dtype}`,
    problem.mode === "train" ? "training" : "evaluation",
    `eps ${short(problem.eps)}`,
    ...describeConventions(problem),
    problem.doutSeed === undefined ? "dout given" : `dout drawn with seed ${problem.doutSeed}`,
    ...(outcome.precision === "exact" ? ["exact"] : []),
  ];
  const rows = (["dx", "dgamma", "dbeta"] as const).map((name) => {
    const tensor = check.tensors[name];
    const size = name === "dx" ? shape.join(" × ") : String(channels);
    return [
      name,
      size,
      ...extremes(gradients[name]),
      scientific(tensor.maxRelativeError),
      cell(tensor.worst),
      agreement(tensor),
    ];
  });
  const head = ["", "shape", "smallest", "largest", "error", "worst at", "agree"];
  const sections = [
    `${style.bold(visible(outcome.title))}  ${style.dim(parts.join(" · "))}`,
    ...(comparison ? [headSentence(candidateHeadline(comparison), style, width)] : []),
    headSentence(referenceHeadline(check), style, width),
    table(head, rows, style.dim),
    ...(outcome.millisecondsForAll === undefined
      ? []
      : [bullet(wholeCheck(problem.x.length, outcome.millisecondsForAll), width)]),
    ...(check.verdict !== "wrong" ? [] : [worst(outcome, check.tensors, gradients, style)]),
    ...(comparison ? comparisonSections(outcome, comparison, style, width) : []),
    ...(outcome.notes.length ? [outcome.notes.map((note) => bullet(note, width)).join("\n")] : []),
    style.dim(
      wrap(`${check.method}; ${outcome.engine}, ${Math.max(1, Math.round(outcome.milliseconds))} ms`, width, ""),
    ),
    ...(report === undefined ? [] : [`Report written to ${visible(report)}`]),
    ...(archive === undefined ? [] : [`All tensors written to ${visible(archive)}`]),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

/** What the panel's head says, in the same words. */
function headSentence(headline: Headline, style: TerminalStyle, width: number): string {
  const start = `${SIGNS[headline.verdict]} ${headline.claim}`;
  const text = wrap(start + afterClaim(headline), width, "  ");
  // A claim that is broken across lines keeps its colour to the end of the first.
  const [first = ""] = text.split("\n");
  const coloured = first.length < start.length ? first : start;
  return style[headline.verdict](coloured) + text.slice(coloured.length);
}

function reasonLine(verdict: Verdict, reason: string, style: TerminalStyle, width: number): string {
  const text = wrap(`${SIGNS[verdict]} ${reason}`, width, "  ");
  const word = new RegExp(`^(${SIGNS[verdict].replace("?", "\\?")} (?:${verdict})?)`);
  return text.replace(word, (start) => style[verdict](start));
}

function comparisonSections(outcome: Outcome, comparison: Comparison, style: TerminalStyle, width: number): string[] {
  const given = outcome.problem.candidate;
  const names = (["dx", "dgamma", "dbeta"] as const).filter((name) => comparison.tensors[name]);
  const rows = names.map((name) => {
    const tensor = comparison.tensors[name];
    const values = given?.[name]?.values;
    if (!tensor || !values) return [];
    return [
      `given ${name}`,
      ...extremes(values),
      scientific(tensor.maxRelativeError),
      cell(tensor.worst),
      agreement(tensor),
    ];
  });
  const candidate: Partial<Record<GradientName, Values>> = {};
  for (const name of names) candidate[name] = given?.[name]?.values;
  return [
    `${style.bold("Given gradients")}\n${reasonLine(comparison.verdict, comparison.reason, style, width)}`,
    table(["", "smallest", "largest", "error", "worst at", "agree"], rows, style.dim),
    comparison.places.map((place) => bullet(place, width)).join("\n"),
    ...(comparison.verdict !== "wrong" ? [] : [worst(outcome, comparison.tensors, candidate, style)]),
    ...comparison.diagnoses.map((diagnosis) => diagnosisSection(diagnosis, style, width)),
    blindThatMatters(comparison)
      .map(({ text }) => bullet(text, width))
      .join("\n"),
  ];
}

function diagnosisSection(diagnosis: Diagnosis, style: TerminalStyle, width: number): string {
  const { id, tensor, explains, text, written, correct, code, harmless, cells } = diagnosis;
  const share = `explains ${(100 * explains).toFixed(explains > 0.9995 ? 0 : 1)} %`;
  // Of what no mistake explains, there is no share to tell.
  const part = harmless ? "harmless" : explains > 0 ? share : "";
  const head = `${style[harmless ? "doubtful" : "wrong"](`${tensor}: ${id}`)}  ${style.dim(part)}`.trimEnd();
  const lines = [head, wrap(`  ${text}`, width, "  ")];
  const facts: [string, string][] = [
    ["written", written],
    ["correct", correct],
    ["NumPy", code.numpy],
    ["PyTorch", code.pytorch],
    ["TypeScript", code.typescript],
  ];
  for (const [name, fact] of facts) {
    if (fact === "") continue;
    const shown = fact.replace(/\n/g, `\n${" ".repeat(14)}`);
    lines.push(`  ${style.dim(name.padEnd(12))}${name === "correct" ? style.correct(shown) : shown}`);
  }
  for (const { index, given, expected } of (cells ?? []).slice(0, WORST)) {
    lines.push(`  ${tensor}${cell(index)} is ${given}, expected ${expected}`);
  }
  return lines.join("\n");
}

/** The worst cells with the values on both sides, when cells disagree. */
function worst(
  outcome: Outcome,
  tensors: Readonly<Partial<Record<GradientName, CheckedTensor>>>,
  values: Readonly<Partial<Record<GradientName, Values>>>,
  style: TerminalStyle,
): string {
  const same = values === outcome.gradients;
  const ranked = worstCells(outcome.problem.layout, tensors, same ? "is left out" : "is worst", WORST);
  if (ranked.length === 0) return "";
  const rows = ranked.map(({ tensor, index, offset, error }) => {
    const value = String(values[tensor]?.[offset] ?? NaN);
    const exact = String(outcome.gradients[tensor][offset]);
    return [`${tensor}${cell(index)}`, value, ...(same ? [] : [exact]), scientific(error)];
  });
  return table(["worst cells", same ? "value" : "given", ...(same ? [] : ["expected"]), "error"], rows, style.dim);
}

function wholeCheck(cells: number, milliseconds: number): string {
  return `All ${cells.toLocaleString("en-US")} cells would take ${roughTimeText(milliseconds)}: --check all checks them.`;
}

function extremes(values: Values): [string, string] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? ["NaN", "NaN"] : [scientific(low, 3), scientific(high, 3)];
}

function agreement({ cells, agreeing }: CheckedTensor): string {
  return `${agreeing.toLocaleString("en-US")} of ${cells.toLocaleString("en-US")}`;
}

function cell(index: readonly number[]): string {
  return index.length ? `[${index.join(",")}]` : "";
}

function bullet(text: string, width: number): string {
  return wrap(`• ${text}`, width, "  ");
}
