import { numberAt } from "../../item-at";
import type { Candidate, Problem } from "../../problem";
import type { Convention } from "./conventions";
import { tidy } from "./gamma-read-off";
import type { Setting } from "./setting";

/** Layers that multiply by a number made of gamma: no key of a source says that they do not. */
export function derivedGamma({ gamma }: Problem, candidate: Candidate): Convention[] {
  const negative = gamma.some((value) => value < 0);
  return [
    ...(negative ? [inPlace(gamma.map(Math.abs), "with |gamma| in place of gamma"), ...carriedOn(gamma, candidate)] : []),
    inPlace(gamma.map((value) => tidy(1 + value)), "with 1 + gamma in place of gamma (a weight that is stored as gamma - 1)"),
  ]; // prettier-ignore
}

function inPlace(gamma: Float64Array, words: string): Convention {
  return { setting: { gamma }, set: { gamma: Array.from(gamma) }, words, unsaid: ["gamma"] };
}

/**
 * |gamma|, as autograd differentiates it: dgamma goes on to gamma by its sign. What is taken over is |gamma| and the
 * dgamma before that step. A dgamma alone whose signs are all turned says nothing of gamma.
 */
function carriedOn(gamma: Float64Array, { dx, dgamma }: Candidate): Convention[] {
  if (!dgamma || (!dx && gamma.every((value) => value < 0))) return [];
  const dgammaSigns = gamma.map(Math.sign);
  const one = inPlace(gamma.map(Math.abs), "with |gamma| in place of gamma and the sign of gamma in front of dgamma, as autograd puts it"); // prettier-ignore
  const setting: Setting = { ...one.setting, dgammaSigns };
  const before = Array.from(dgamma.values, (value, k) => numberAt(dgammaSigns, k) * value);
  return [{ ...one, setting, set: { ...one.set, "candidate.dgamma": before }, about: ["gamma"] }];
}
