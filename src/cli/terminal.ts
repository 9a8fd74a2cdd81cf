import { counted } from "../core/spelling";
import { visible } from "../encoding/visible";
import { candidateHeadline, headlineOf, referenceHeadline } from "../core/headline";
import { affineShapeOf } from "../core/layout";
import { describeConventions } from "../core/describe-conventions";
import { roughTimeText } from "../core/rough-time";
import type { Outcome } from "./analyse";
import { comparisonSections } from "./comparison-text";
import { headSentence } from "./head-sentence";
import { agreement, bullet, cell, extremes, worst } from "./tensor-rows";
import { terminalStyle } from "./terminal-style";
import { scientific, short, table, wrap } from "./text";

interface TerminalOptions {
  readonly color: boolean;
  readonly width: number; // characters
  readonly report: string | undefined; // file that a report was written to
  readonly archive: string | undefined; // file that all tensors were written to
}

/** The outcome for people: what is wrong with their gradients first, then the check of the reference, and the notes. */
export function terminalReport(outcome: Outcome, { color, width, report, archive }: TerminalOptions): string {
  const { check, comparison, problem, gradients } = outcome;
  const style = terminalStyle(color);
  const { shape } = problem.layout;
  const affine = affineShapeOf(problem.layout).join(" × ");
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
    const size = name === "dx" ? shape.join(" × ") : affine;
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
    ...(comparison
      ? [
          headSentence(candidateHeadline(comparison), style, width),
          ...comparisonSections(outcome, comparison, style, width),
        ]
      : []),
    headSentence(comparison ? referenceHeadline(check) : headlineOf(check, undefined), style, width),
    table(head, rows, style.dim),
    ...(outcome.millisecondsForAll === undefined
      ? []
      : [bullet(wholeCheck(problem.x.length, outcome.millisecondsForAll), width)]),
    ...(check.verdict !== "wrong" ? [] : [worst(outcome, check.tensors, gradients, style)]),
    ...(outcome.notes.length ? [outcome.notes.map((note) => bullet(note, width)).join("\n")] : []),
    style.dim(
      wrap(`${check.method}; ${outcome.engine}, ${Math.max(1, Math.round(outcome.milliseconds))} ms`, width, ""),
    ),
    ...(report === undefined ? [] : [`Report written to ${visible(report)}`]),
    ...(archive === undefined ? [] : [`All tensors written to ${visible(archive)}`]),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function wholeCheck(cells: number, milliseconds: number): string {
  return `All ${counted(cells)} cells would take ${roughTimeText(milliseconds)}: --check all checks them.`;
}
