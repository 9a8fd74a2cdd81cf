import { counted } from "../core/spelling";
import { blindThatMatters } from "../core/diagnosis";
import type { Comparison, Diagnosis, GradientName } from "../core/verdict";
import type { Values } from "../core/tensor";
import { candidateHeadline, triedFirst, withoutName } from "../core/headline";
import type { Outcome } from "./analyse";
import { headSentence } from "./head-sentence";
import { agreement, bullet, cell, extremes, worst } from "./tensor-rows";
import type { TerminalStyle } from "./terminal-style";
import { scientific, table, wrap } from "./text";

const CELLS = 5; // of a local mistake

/** What is found about the given gradients: first what is wrong and in which line, then what it is known from. */
export function comparisonSections(
  outcome: Outcome,
  comparison: Comparison,
  style: TerminalStyle,
  width: number,
): string[] {
  const tried = triedFirst(comparison);
  return [
    tried === "" ? "" : wrap(tried, width, ""),
    ...comparison.diagnoses.map((diagnosis) => diagnosisSection(diagnosis, style, width)),
    comparison.places.map((place) => bullet(place, width)).join("\n"),
    fitsText(comparison, width),
    ...(comparison.second ? secondSections(comparison.second, style, width) : []),
    ...details(outcome, comparison, style, width),
  ];
}

/** How the setting that the verdict names is taken over, and the others that fit as well. */
function fitsText({ fits }: Comparison, width: number): string {
  const others = fits.slice(1).map(({ sentence }) => sentence);
  const flag = fits.length > 0 ? ["--take-fit judges them under that setting."] : [];
  return [...flag, ...others].map((text) => bullet(text, width)).join("\n");
}

/** A second candidate: its own verdict, and what the two differ by. */
function secondSections(
  { comparison, between }: NonNullable<Comparison["second"]>,
  style: TerminalStyle,
  width: number,
): string[] {
  const rows = Object.entries(between).map(([name, one]) => [
    name,
    `${counted(one.different)} of ${counted(one.cells)}`,
    scientific(one.maxDifference),
    `${scientific(one.ulp)} ${one.dtype}`,
    one.different > 0 ? cell(one.index) : "",
    one.closer,
  ]);
  return [
    `${style.bold("Your second gradients")}\n${headSentence(candidateHeadline(comparison), style, width)}`,
    ...comparison.diagnoses.map((diagnosis) => diagnosisSection(diagnosis, style, width)),
    rows.length > 0
      ? table(["first against second", "differ", "by at most", "last places", "at", "closer"], rows, style.dim)
      : "",
  ];
}

function diagnosisSection(diagnosis: Diagnosis, style: TerminalStyle, width: number): string {
  const { title, tensor, text, written, correct, code, harmless, cells } = diagnosis;
  const lines = [style[harmless ? "doubtful" : "wrong"](`${tensor}: ${withoutName(title, tensor)}`)];
  const facts: [string, string][] = [
    ["happened", wrap(harmless ? `Harmless. ${text}` : text, width - INDENT, "")],
    ["written", written],
    ["should be", correct],
    ["NumPy", code.numpy],
    ["PyTorch", code.pytorch],
    ["TypeScript", code.typescript],
  ];
  for (const [name, fact] of facts) {
    if (fact === "") continue;
    const shown = fact.replace(/\n/g, `\n${" ".repeat(INDENT)}`);
    lines.push(`  ${style.dim(name.padEnd(INDENT - 2))}${name === "should be" ? style.correct(shown) : shown}`);
  }
  for (const { index, given, expected } of (cells ?? []).slice(0, CELLS)) {
    lines.push(`  ${tensor}${cell(index)} is ${given}, expected ${expected}`);
  }
  return lines.join("\n");
}

const INDENT = 14;

/** The figures, and the catalogue's names. */
function details(outcome: Outcome, comparison: Comparison, style: TerminalStyle, width: number): string[] {
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
    `${style.bold("Details")}\n${wrap(comparison.reason, width, "  ")}`,
    ...(rows.length > 0 ? [table(["", "smallest", "largest", "error", "worst at", "agree"], rows, style.dim)] : []),
    ...(hasWorst(comparison) ? [worst(outcome, comparison.tensors, candidate, style)] : []),
    comparison.diagnoses.map((diagnosis) => style.dim(wrap(figuresOf(diagnosis), width, "  "))).join("\n"),
    blindThatMatters(comparison)
      .map(({ text }) => bullet(text, width))
      .join("\n"),
  ];
}

/** What is expected stands beside the worst cells: of another layer's forward the problem's own gradients are not. */
function hasWorst({ verdict, forward }: Comparison): boolean {
  return verdict === "wrong" && forward?.followed !== "other";
}

/** "dx: variance-path-omitted, explains 100 %". Of what no mistake explains there is no share to tell. */
function figuresOf({ id, tensor, explains, harmless }: Diagnosis): string {
  const share = `, explains ${(100 * explains).toFixed(explains > 0.9995 ? 0 : 1)} %`;
  return `  ${tensor}: ${id}${harmless ? ", harmless" : explains > 0 ? share : ""}`;
}
