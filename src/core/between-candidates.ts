import { affineShapeOf, indexAt } from "./layout";
import type { Candidate, Problem } from "./problem";
import { numberAt } from "./item-at";
import type { Dtype, Values } from "./tensor";
import { ulp } from "./ulp";
import type { Between, BetweenTensors, GradientName } from "./verdict";

/** From the widest to the narrowest: of two tensors the narrower one says what a last place is. */
const WIDTHS: readonly Dtype[] = ["float64", "float32", "float16", "bfloat16"];
/** One is closer when its squared error is below this share of the other's. */
const CLEARLY = 0.99;

/** Two candidates held against each other, tensor by tensor, and which of them is closer to the exact gradients. */
export function betweenCandidates(
  problem: Pick<Problem, "layout">,
  exact: Readonly<Record<GradientName, Values>>,
  first: Candidate,
  second: Candidate,
): BetweenTensors {
  const found: Partial<Record<GradientName, Between>> = {};
  for (const name of ["dx", "dgamma", "dbeta"] as const) {
    const [one, other] = [first[name], second[name]];
    if (!one || !other) continue;
    const dtype = WIDTHS.indexOf(one.dtype) > WIDTHS.indexOf(other.dtype) ? one.dtype : other.dtype;
    const { offset, ...between } = compared(exact[name], one.values, other.values, dtype);
    const { layout } = problem;
    const index = indexAt(name === "dx" ? layout.shape : affineShapeOf(layout), offset);
    found[name] = { ...between, index, dtype };
  }
  return found;
}

function compared(
  exact: Values,
  one: Values,
  other: Values,
  dtype: Dtype,
): Omit<Between, "index" | "dtype"> & { offset: number } {
  let [offset, different, maxDifference, largestUlp] = [0, 0, 0, 0];
  let [squareOne, squareOther] = [0, 0];
  exact.forEach((right, i) => {
    const [a, b] = [numberAt(one, i), numberAt(other, i)];
    squareOne += square(a - right);
    squareOther += square(b - right);
    if (Object.is(a, b) || a === b) return;
    different++;
    const distance = Math.abs(a - b);
    // A number beside one that is none differs by more than any number can tell.
    if (!(distance <= maxDifference) && !Number.isNaN(maxDifference)) [maxDifference, offset] = [distance, i];
    largestUlp = Math.max(largestUlp, distance / ulp(Math.max(Math.abs(a), Math.abs(b)), dtype));
  });
  return {
    cells: exact.length,
    different,
    maxDifference,
    offset,
    ulp: largestUlp,
    closer: closer(squareOne, squareOther),
  };
}

/** What is no number is infinitely far off; where the exact value is none, nobody is closer. */
const square = (distance: number): number => (Number.isNaN(distance) ? Infinity : distance * distance);

function closer(one: number, other: number): Between["closer"] {
  if (one < CLEARLY * other) return "first";
  return other < CLEARLY * one ? "second" : "neither";
}
