import { takenBack, type ClosedTerms } from "./signed-terms";
import type { ExplainedColumn } from "./explained-column";

/** Shares of the direct term from which it is said that a path takes it back. */
const WORTH_SAYING = 0.5;

/** What is to be seen in the three terms of a cell, a sentence each: paths that are not there, and terms that cancel. */
export function termsSaid({ problem, moves }: ExplainedColumn, row: number, { terms, dx }: ClosedTerms): string[] {
  const { direct } = terms;
  if (!Number.isFinite(dx)) return [];
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
  if (direct === 0) {
    return dx === 0
      ? ["No dout and no path reaches this cell: dx is 0."]
      : ["The direct term is 0: this cell acts on the loss through mean and variance alone."];
  }
  const { mean, variance } = takenBack(terms);
  const together = mean + variance;
  const said = (who: string, share: number): string =>
    `${who} ${share > 1 ? "outweighs" : "takes back"} ${amount(share)}`;
  return [
    ...(mean >= WORTH_SAYING ? [said("The mean path", mean)] : []),
    ...(variance >= WORTH_SAYING ? [said("The variance path", variance)] : []),
    ...(together >= WORTH_SAYING && mean < together && variance < together
      ? [`Together the two paths ${together > 1 ? "outweigh" : "take back"} ${amount(together)}`]
      : []),
  ];
}

function amount(share: number): string {
  return share > 1 ? `the direct term: they come to ${percent(share)} of it.` : `${percent(share)} of the direct term.`;
}

/** "99.8 %"; close to the whole with as many digits as it takes to see that it is not all: "99.9997 %". */
function percent(share: number): string {
  const missing = Math.abs(1 - share);
  const digits = missing === 0 || missing > 0.01 ? 1 : Math.min(12, Math.ceil(-Math.log10(missing)) - 1);
  return `${Number((100 * share).toFixed(digits))} %`;
}
