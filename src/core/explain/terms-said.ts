import { ACTIVATION_WORDS } from "../conventions";
import { numberAt } from "../item-at";
import { isCentred } from "../normalization-layer";
import type { ExplainedColumn } from "./explained-column";
import { takenBack, type ClosedTerms, type SignedTerms } from "./signed-terms";

/** Shares of the direct term from which it is said that a path takes it back. */
const WORTH_SAYING = 0.5;

/** What is to be seen in the three terms of a cell, a sentence each: what stops dout, paths that are not there, and terms that cancel. */
export function termsSaid(column: ExplainedColumn, row: number, closed: ClosedTerms): string[] {
  return Number.isFinite(closed.dx) ? [...activationSaid(column, row), ...pathsSaid(column, row, closed)] : [];
}

/** What an activation lets through of dout. */
function activationSaid({ slope, problem: { activation } }: ExplainedColumn, row: number): string[] {
  const passed = numberAt(slope, row);
  if (passed === 1) return [];
  if (activation !== "relu" && activation !== "leaky-relu") {
    return [`The ${ACTIVATION_WORDS[activation]} multiplies this cell's own dout by ${Number(passed.toPrecision(3))}.`];
  }
  return passed === 0
    ? ["The ReLU is shut in this cell and stops its own dout."]
    : [`The leaky ReLU lets ${Number((100 * passed).toPrecision(3))} % of this cell's own dout through.`];
}

function pathsSaid({ problem, moves }: ExplainedColumn, row: number, { terms }: ClosedTerms): string[] {
  if (!isCentred(problem)) {
    const none = "RMS norm takes no mean off: mu is 0, and there is no mean path.";
    return [none, ...takenBackSaid(terms, "the variance")];
  }
  if (problem.mode === "eval") {
    return [
      "In evaluation mean and variance are constants: the mean path and the variance path are 0, and dx is the direct term alone.",
    ];
  }
  if (!moves(row)) {
    return [
      "The mask keeps this row out of mean and variance: the mean path and the variance path are 0, and dx is the direct term alone.",
    ];
  }
  return takenBackSaid(terms, "mean and variance");
}

/** What the paths do to the direct term. */
function takenBackSaid(terms: SignedTerms, paths: string): string[] {
  if (terms.direct === 0) {
    if (terms.mean !== 0 || terms.variance !== 0)
      return [`The direct term is 0: this cell acts on the loss through ${paths} alone.`];
    return ["Neither dout nor a path reaches this cell: dx is 0."];
  }
  const { mean, variance } = takenBack(terms);
  const together = mean + variance;
  return [
    ...(mean >= WORTH_SAYING ? [sharesSaid("The mean path", ["takes", "is", "outweighs"], mean)] : []),
    ...(variance >= WORTH_SAYING ? [sharesSaid("The variance path", ["takes", "is", "outweighs"], variance)] : []),
    ...(together >= WORTH_SAYING && mean < together && variance < together
      ? [sharesSaid("Together the two paths", ["take", "are", "outweigh"], together)]
      : []),
  ];
}

function sharesSaid(who: string, [takes, is, outweighs]: readonly [string, string, string], share: number): string {
  if (share <= 1) return `${who} ${takes} back ${percent(share)} of the direct term.`;
  if (share < 10) return `${who} ${is} ${percent(share)} of the direct term and ${outweighs} it.`;
  if (share < 1e6) return `${who} ${is} ${Number(share.toPrecision(3))} times the direct term and ${outweighs} it.`;
  return `${who} ${is} over a million times the direct term and ${outweighs} it.`;
}

/** "99.8 %"; close to the whole with as many digits as it takes to see that it is not all: "99.9997 %". */
function percent(share: number): string {
  const missing = Math.abs(1 - share);
  const digits = missing === 0 || missing > 0.01 ? 1 : Math.min(12, Math.ceil(-Math.log10(missing)) - 1);
  return `${Number((100 * share).toFixed(digits))} %`;
}
