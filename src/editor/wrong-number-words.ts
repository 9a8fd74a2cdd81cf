import type { CandidateCell } from "../input/search/candidate-places";
import type { ComparisonState } from "../protocol/analysis-state";
import type { WorstCell } from "../protocol/queries";
import type { Numeric } from "../protocol/json-number";

/** A wrong number of a gradient, in one sentence, and the mistake of the catalogue behind it. */
export interface WrongNumber extends CandidateCell {
  readonly text: string;
  readonly id?: string;
}

/** Those of the worst cells of a comparison that its verdict calls wrong. */
export function wrongNumbersOf(
  worst: readonly WorstCell[],
  { tensors, diagnoses }: Pick<ComparisonState, "tensors" | "diagnoses">,
): readonly WrongNumber[] {
  return worst.flatMap(({ tensor, index, value, reference, error }) => {
    const { wrong = 0, wrongFrom = Infinity } = tensors[tensor] ?? {};
    if (wrong === 0 || Number(error) < wrongFrom) return []; // an error that is no number is not below
    const mistake = diagnoses.find((diagnosis) => diagnosis.tensor === tensor && !diagnosis.harmless);
    const name = `${tensor}[${index.join(", ")}]`;
    const text = `${name} is ${short(value)}, expected ${short(reference)}${mistake ? `: ${mistake.title}` : ""}.`;
    return [{ tensor, index, text, ...(mistake && { id: mistake.id }) }];
  });
}

function short(value: Numeric): string {
  const number = Number(value);
  return Number.isFinite(number) ? String(Number(number.toPrecision(6))) : String(number);
}
