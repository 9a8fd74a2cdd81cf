import { failure, success, type Result } from "./fault";
import type { Dtype } from "./tensor";

/** Up to which relative error a cell of a candidate of each dtype agrees, where the user says so. */
export type Tolerances = Readonly<Partial<Record<Dtype, number>>>;

export const DTYPES = ["float64", "float32", "float16", "bfloat16"] as const satisfies readonly Dtype[];

const EXPECTED = `expected a number that is 0 or greater, or numbers by dtype such as "float32=1e-3, float16=1e-2"`;

/** Reads "1e-3", which holds for every dtype, or "float32=1e-3, float16=1e-2". */
export function readTolerance(text: string): Result<Tolerances> {
  const one = numberIn(text);
  if (one !== undefined) return toTolerances(one);
  const given: Partial<Record<Dtype, number>> = {};
  for (const part of text.split(",")) {
    const [name = "", number = "", ...more] = part.split("=").map((word) => word.trim());
    const dtype = DTYPES.find((known) => known === name);
    const value = numberIn(number);
    if (!dtype || value === undefined || more.length > 0) {
      return failure("tolerance", `The tolerance is ${text.trim() || "empty"}, ${EXPECTED}.`);
    }
    given[dtype] = value;
  }
  return toTolerances(given);
}

/** One number for every dtype, or some for some. */
export function toTolerances(given: number | Tolerances): Result<Tolerances> {
  const all = typeof given === "number" ? Object.fromEntries(DTYPES.map((dtype) => [dtype, given])) : given;
  const wrong = Object.values(all).find((value) => !(value >= 0) || value === Infinity);
  if (wrong === undefined) return success(all);
  return failure("tolerance", `The tolerance is ${wrong}, ${EXPECTED}.`);
}

/** As it is typed: "0.001" where it is the same for every dtype, "float32=0.001, float16=0.01" elsewhere. */
export function toleranceText(tolerances: Tolerances): string {
  const [first] = Object.values(tolerances);
  if (first !== undefined && DTYPES.every((dtype) => tolerances[dtype] === first)) return shortest(first);
  return Object.entries(tolerances)
    .map(([dtype, value]) => `${dtype}=${shortest(value)}`)
    .join(", ");
}

/** The shorter of its two forms: "0.01", "1e-7". */
export function shortest(value: number): string {
  const [plain, power] = [String(value), value.toExponential()];
  return power.length < plain.length ? power : plain;
}

function numberIn(text: string): number | undefined {
  return /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/i.test(text) ? Number(text) : undefined;
}
