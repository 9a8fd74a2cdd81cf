import type { Assumption, ProblemInput } from "../core/problem";
import type { Tensor } from "../core/tensor";

/** What is to be said of integers that a double cannot hold. */
export function roundedIntegers(rounded: number): Assumption[] {
  if (rounded === 0) return [];
  const which = rounded === 1 ? "1 integer beyond 2^53 was" : `${rounded} integers beyond 2^53 were`;
  return [{ id: "rounded", text: `${which} rounded to the nearest double.` }];
}

/** Whole numbers of 16 digits and more, and such ones with a mark behind every third digit. */
const LONG = /(?<![\w.,])(?:\d{1,3}(?:,\d{3}){5,}|\d[\d_]{15,})(?:\.0*)?(?![\w.])|(?<=,)\d[\d_]{15,}(?![\w.])/g;
/** Of more different ones it is not looked which were read. */
const MOST_KNOWN = 2 ** 16;

/** How many whole numbers of a text that were read are others now. Most texts have none, and are not looked at. */
export function countRounded(text: string, input: ProblemInput): number {
  const known = new Set<number>();
  for (const { values } of tensorsOf(input)) {
    for (const value of values) {
      if ((value > Number.MAX_SAFE_INTEGER || value < -Number.MAX_SAFE_INTEGER) && known.size < MOST_KNOWN) {
        known.add(Math.abs(value));
      }
    }
  }
  if (known.size === 0) return 0;
  let rounded = 0;
  for (const [token] of text.matchAll(LONG)) {
    const digits = token.replace(/[,_]|\..*/g, "");
    const value = Number(digits);
    if (String(value) === digits) continue; // JavaScript's own way to write this double
    if (value < Infinity && (known.size === MOST_KNOWN || known.has(value)) && BigInt(value) !== BigInt(digits))
      rounded++;
  }
  return rounded;
}

function tensorsOf({ x, gamma, beta, dout, runningMean, runningVar, candidate, candidate2 }: ProblemInput): Tensor[] {
  const given = [x, gamma, beta, dout, runningMean, runningVar, ...[candidate, candidate2].flatMap(gradientsOf)];
  return given.filter((each) => typeof each === "object");
}

const gradientsOf = (candidate: ProblemInput["candidate"]): (Tensor | undefined)[] =>
  candidate ? [candidate.dx, candidate.dgamma, candidate.dbeta] : [];
