import { batchnormGradients } from "../../batchnorm/batchnorm";
import { ACTIVATION_WORDS } from "../../conventions";
import type { Problem } from "../../problem";
import { aside, because } from "../../reason";
import { canReadKinkOff, nearestKink, opensAtKink } from "../fits/kink-read-off";
import { numbersOf } from "../fits/conventions";
import { isOpen, openWords } from "../fits/open-keys";
import { gammaBehind } from "../fits/gamma-behind";
import { columnWithoutDout } from "../fits/no-dout";
import { listed, short } from "../wording";
import { isZero } from "./all-zero";
import { namesOf, openCase, type Case, type Finding } from "./case";
import { withoutAffine } from "./without-affine";

/** What was not given is not invented: a candidate is not judged against a dout that it was not made with. */
export function withoutDout({ problem, candidate, precisions, agreements }: Case): Finding | undefined {
  if (problem.doutSeed === undefined || !isOpen(problem, "dout") || !isOpen(problem, "doutSeed")) return undefined;
  const none = candidate.dx && precisions.dx && columnWithoutDout(problem, candidate.dx, precisions.dx);
  if (none) {
    const what = `in training each column of dx sums to 0 whatever dout is, and column ${none.column} sums to ${short(none.sum)}`;
    const most = aside(` (its magnitudes to ${short(none.magnitudes)})`);
    if (!isOpen(problem, "mode"))
      return { verdict: "wrong", why: because("tried", ["dx"], `dx is right for no dout: ${what}`, most) };
    const unless = `dx is right for no dout unless it is of evaluation mode: ${what}`;
    const rest = `; ${openWords(problem, ["mode", "dout"])}`;
    return { verdict: "doubtful", why: because("open", ["dx"], unless, most, rest) };
  }
  const names = namesOf(agreements);
  const why = because(
    ...(["open", names] as const),
    `the source has no dout, and ${listed(names)} cannot be judged against a drawn one that they were not made with`,
    aside(" (nor is it right for dout = 1, out, x or out - x, or a multiple of them)"),
    "; give dout, or the seed that it was drawn with",
  );
  return { verdict: "doubtful", why };
}

/** Where the ReLU is open cannot be known, and not every place can be tried. */
export function withoutKink(seen: Case): Finding | undefined {
  if (opensAtKink(seen.problem) && canReadKinkOff(seen.problem)) return undefined;
  return behindUnknown(seen);
}

/** What stands behind an activation cannot be judged without what goes into it. */
export function behindUnknown({ problem, agreements }: Pick<Case, "problem" | "agreements">): Finding | undefined {
  const missing = ["gamma", "beta"].filter((key) => isOpen(problem, key));
  if (problem.activation === "none" || missing.length === 0) return undefined;
  const names = namesOf(agreements);
  const what = `${listed(names)} cannot be judged without ${listed(missing)}, which ${missing.length === 1 ? "decides" : "decide"} ${said(problem)}`;
  const why = because("open", names, `${what}; the default`, aside(" (gamma = 1, beta = 0)"), " does not fit");
  return { verdict: "doubtful", why };
}

function said(problem: Problem): string {
  return opensAtKink(problem) ? "where the ReLU is open" : `the slope of the ${ACTIVATION_WORDS[problem.activation]}`;
}

/** No place where the ReLU may open makes everything right: what is wrong at the one that fits best is wrong at any. */
export function withNearestKink(seen: Case, judge: (seen: Case) => Finding): Finding | undefined {
  const { problem, candidate, precisions } = seen;
  const open = { gamma: isOpen(problem, "gamma"), beta: isOpen(problem, "beta") };
  if (problem.activation === "none" || !(open.gamma || open.beta) || isZero(seen)) return undefined;
  const nearest = nearestKink(problem, { candidate, precisions }, {}, open);
  if (!nearest) return undefined;
  const keys = (["gamma", "beta"] as const).filter((key) => open[key]);
  const what = `no ${listed(keys)} ${keys.length === 1 ? "makes" : "make"} ${listed(namesOf(seen.off))} right`;
  const numbers = keys.map((key) => `${key} = ${numbersOf(nearest[key])}`);
  return judgedWith(seen, nearest, judge, () => `${what}; with the nearest, ${listed(numbers)}, `);
}

/**
 * gamma stands in every cell of dx, was not given, and no gamma makes everything right. So dx is judged with the gamma
 * that fits it best: what is wrong then is wrong whatever gamma is.
 */
export function withNearestGamma(seen: Case, judge: (seen: Case) => Finding): Finding | undefined {
  const { problem, candidate, statistics, off } = seen;
  if (!isOpen(problem, "gamma") || problem.activation !== "none" || !candidate.dx) return undefined;
  if (off.every(({ name }) => name !== "dx") || isZero(seen)) return undefined;
  const gamma = gammaBehind(problem, statistics, candidate.dx.values);
  const nearest = numbersOf(gamma);
  const saysNothing = nearest === numbersOf(problem.gamma);
  const found = judgedWith(seen, { gamma }, judge, (again) =>
    namesOf(again.off).includes("dx")
      ? `no gamma makes dx right; ${saysNothing ? "" : `with the nearest, gamma = ${nearest}, `}`
      : `dx is right with gamma = ${nearest} (${openWords(problem, ["gamma"])}), but `,
  );
  const isNamed = found?.diagnoses?.some(({ id }) => id !== "unknown") ?? false;
  return found?.verdict === "wrong" && !isNamed ? (withoutAffine(seen) ?? found) : found;
}

/** Judges a case again with what the source leaves open; undefined when everything is right then. */
function judgedWith(
  { problem, candidate }: Case,
  set: Partial<Pick<Problem, "gamma" | "beta">>,
  judge: (seen: Case) => Finding,
  why: (again: Case) => string,
): Finding | undefined {
  const told: Problem = { ...problem, ...set, stated: [...problem.stated, ...Object.keys(set)] };
  const again = openCase(told, batchnormGradients(told, "exact"), candidate);
  if (again.off.length === 0) return undefined;
  const found = judge(again);
  const { kind, words } = found.why;
  // The tensors stay held against what the problem says: that is what is shown beside them, and its worst cell is another.
  const counts = words.filter(({ role }) => role !== "worst");
  const tried = {
    ...found.why,
    kind: kind === "disagree" ? "tried" : kind,
    words: [{ text: why(again) }, ...counts],
  } as const;
  return { ...found, why: tried, agreements: undefined };
}
