import { columnMembers } from "./batchnorm/column";
import { counted } from "./spelling";
import { failure, success, type Result } from "./fault";
import { isCentred } from "./normalization-layer";
import type { Problem } from "./problem";
import { maskOf } from "./sets";
import type { Values } from "./tensor";

/** What odd-columns.ts says of batch norm's columns, of the sets of any other layer: how many are odd, not which. */

/** Sets whose variance is exactly 0: equal elements, or in RMS norm nothing but 0. */
function setsWithoutVariance(problem: Problem): number {
  const { layout, x } = problem;
  const centred = isCentred(problem);
  let count = 0;
  for (let k = 0; k < layout.channels; k++) {
    const mask = maskOf(problem, k);
    const set = columnMembers(layout, x, k).filter((_, i) => mask?.[i] !== 0);
    const [first = NaN] = set;
    const same = centred ? first : 0;
    if (Number.isFinite(first) && set.every((value) => value === same)) count++;
  }
  return count;
}

/** Fault "zero-variance" when eps is 0 and a set has nothing to divide by. */
export function checkSetVariance(problem: Problem): Result<void> {
  if (problem.eps > 0) return success(undefined);
  const count = setsWithoutVariance(problem);
  if (count === 0) return success(undefined);
  const which = shareOf(count, problem.layout.channels, "set");
  const text = `eps is 0 and the variance of ${which} is 0: expected eps > 0, or a positive variance in every set.`;
  return failure("zero-variance", text);
}

/** What of the input is not used; sets of one element, of equal ones and of what is not finite, one sentence each. */
export function setNotes(problem: Problem): string[] {
  const { layout, epsPlacement, gamma, beta, x, dout } = problem;
  const { rows, channels } = layout;
  const notes: string[] = [];
  if (problem.running) {
    notes.push("The running mean and variance are not used: they belong to batch norm.");
  }
  const single = rows === 1 && isCentred(problem);
  if (single) notes.push("Every set holds one element, which is its mean: xhat = 0, out = beta and dx = 0.");
  const constant = single ? 0 : setsWithoutVariance(problem);
  if (constant > 0) {
    const r = epsPlacement === "outside" ? "r = 1 / eps" : "r = 1 / sqrt(eps)";
    notes.push(`The variance of ${shareOf(constant, channels, "set")} is 0, and ${r} there.`);
  }
  for (const [name, values] of [
    ["x", x],
    ["dout", dout],
  ] as const) {
    const count = Array.from({ length: channels }, (_, k) => columnMembers(layout, values, k)).filter(isSpoilt).length;
    if (count > 0) notes.push(spoilt(name, shareOf(count, channels, "set")));
  }
  for (const [name, values] of [
    ["gamma", gamma],
    ["beta", beta],
  ] as const) {
    const count = values.filter((value) => !Number.isFinite(value)).length;
    if (count > 0) notes.push(spoilt(name, shareOf(count, values.length, "entry")));
  }
  return notes;
}

function isSpoilt(values: Values): boolean {
  return values.some((value) => !Number.isFinite(value));
}

function spoilt(name: string, where: string): string {
  return `${name} holds NaN or infinity in ${where}: the gradients of what it reaches are not defined.`;
}

/** "3 of 12 sets". */
function shareOf(count: number, all: number, what: "set" | "entry"): string {
  const several = what === "set" ? "sets" : "entries";
  return `${counted(count)} of ${counted(all)} ${all === 1 ? what : several}`;
}
