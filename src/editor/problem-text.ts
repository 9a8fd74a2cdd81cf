import { reasonOf } from "../core/fault";

/** A problem as its file has it (docs/problem-file.md): an object with x, or the text of one. */
export type GivenProblem = string | Readonly<Record<string, unknown>>;

/** What the object would be in a problem file. Throws one sentence where it can be in none. */
export function problemText(problem: GivenProblem): string {
  if (typeof problem === "string") return problem;
  const given: unknown = problem; // by JavaScript, which no type holds back
  if (typeof given !== "object" || given === null) throw new Error("Expected an object with x, or the text of one.");
  try {
    return JSON.stringify(given, (_, value: unknown) => inJson(value));
  } catch (error) {
    const [reason = ""] = reasonOf(error).split("\n");
    throw new Error(`The problem cannot be written as JSON: ${reason.replace(/\.$/, "")}.`, { cause: error });
  }
}

/** JSON has lists alone, and no word for NaN and the infinities: the reader takes them as texts. */
function inJson(value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value === "bigint") throw new Error(`${value}n is no double`);
  return ArrayBuffer.isView(value) && Symbol.iterator in value ? Array.from(value as Iterable<unknown>) : value;
}
