import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { catalogue, compareCandidate, mistakesOf, type Mistake } from "../../../../src/core/diagnosis";
import type { Problem } from "../../../../src/core/problem";
import type { Values } from "../../../../src/core/tensor";
import type { Comparison } from "../../../../src/core/verdict";
import { madeByHand } from "../made-by-hand";
import { problemFor } from "../seeded-problems";
import { candidateAs, GIVEN, nameOf, type Given } from "./given";
import { itemAt } from "../../../../src/core/item-at";

/** What came of a candidate with a planted mistake. */
export type Outcome =
  | "named" // the mistake that was planted comes first, or stands beside one that looks the same
  | "unnamed" // called wrong, and no mistake is named
  | "misnamed" // another one is named, as if it were sure
  | "too few digits" // doubtful
  | "hidden"; // called correct: the mistake moves no number that was given

export interface WrongTrial {
  readonly planted: string;
  readonly given: string;
  readonly outcome: Outcome;
  readonly comparison: Comparison;
  readonly text: string; // for a failure
}

const PLANTED = catalogue.filter(({ harmless }) => harmless !== true);

/** The mistake of a seed: a new one in the catalogue takes only those seeds that it wins, and moves no other trial. */
function mistakeOf(seed: number): Mistake {
  const [first = fail(), ...others] = PLANTED;
  return others.reduce((best, one) => (drawOf(one, seed) > drawOf(best, seed) ? one : best), first);
}

/** A number that a mistake draws with a seed: FNV-1a of its id, mixed with the seed. */
function drawOf({ id }: Mistake, seed: number): number {
  const bytes = Array.from(`${id} ${seed}`, (letter) => letter.charCodeAt(0));
  const hash = bytes.reduce((sum, byte) => Math.imul(sum ^ byte, 0x01000193) >>> 0, 0x811c9dc5);
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

function fail(): never {
  throw new Error("expected a mistake in the catalogue, got none");
}

/** One or two mistakes of the catalogue, made by hand on a seeded problem, as numbers of some precision. */
export function wrongTrial(seed: number): WrongTrial | undefined {
  const mistake = mistakeOf(seed);
  const given = itemAt(GIVEN, seed % GIVEN.length);
  const problem = problemFor(mistake, seed);
  if (!mistakesOf(problem).includes(mistake)) return undefined;
  const form = seed % mistake.example.backward.length;
  const wrong = madeByHand(problem, mistake, form);
  const second = seed % 4 === 0 ? secondFor(mistake, problem, seed) : undefined;
  const both = second ? { ...wrong, [second.tensor]: madeByHand(problem, second)[second.tensor] } : wrong;
  const told = printed(problem, given);
  const comparison = compareCandidate(told, batchnormGradients(told, "exact"), candidateAs(both, given));
  const planted = second ? `${mistake.id} and ${second.id}` : mistake.id;
  const outcome = outcomeOf(comparison, second ? [mistake, second] : [mistake]);
  const ids = comparison.diagnoses.map(({ id }) => id).join(", ");
  const text = `seed ${seed}, ${problem.layout.shape.join("x")}, ${planted}, ${nameOf(given)}: ${comparison.reason} [${ids}]`;
  return { planted, given: nameOf(given), outcome, comparison, text };
}

/** A mistake in dgamma or dbeta beside one in dx that spoils dx alone; both by the textbook's conventions. */
function secondFor(first: Mistake, problem: Problem, seed: number): Mistake | undefined {
  if (problem.split.length > 0 || problem.mask || problem.variance !== "biased") return undefined;
  if (
    problem.activation !== "none" ||
    first.tensor !== "dx" ||
    first.dgamma ||
    first.dbeta ||
    first.mask ||
    first.parameter
  )
    return undefined;
  const others = mistakesOf(problem).filter(({ tensor, example }) => tensor !== "dx" && example.needs === undefined);
  return others.toSorted((one, other) => drawOf(other, seed) - drawOf(one, seed))[0];
}

/** The problem as it reaches the product: printed, after the candidate was made of all its digits. */
export function printed(problem: Problem, given: Given): Problem {
  if (given.kind !== "printed" || !given.inputs) return problem;
  const round = <T extends Values>(values: T): Float64Array =>
    Float64Array.from(values, (value) => Number(value.toFixed(given.decimals)));
  const { x, dout, gamma, beta, running } = problem;
  return {
    ...problem,
    x: round(x),
    dout: round(dout),
    gamma: round(gamma),
    beta: round(beta),
    running: running && { mean: round(running.mean), variance: round(running.variance) },
  };
}

function outcomeOf({ verdict, diagnoses, tensors }: Comparison, planted: readonly Mistake[]): Outcome {
  if (verdict === "correct") return "hidden";
  if (verdict === "doubtful") return "too few digits";
  const ids = diagnoses.map(({ id }) => id);
  const named = (mistake: Mistake): boolean =>
    ids.includes(mistake.id) ||
    (tensors[mistake.tensor]?.wrong ?? 0) === 0 ||
    ids.some((id) => id === mistake.sameDxAs);
  if (planted.every(named)) return "named";
  const right = new Set(planted.map(({ id }) => id));
  const others = diagnoses.filter(({ id }) => id !== "unknown" && id !== "local" && !right.has(id));
  return others.length > 0 ? "misnamed" : "unnamed";
}
