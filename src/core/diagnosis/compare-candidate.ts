import type { Gradients } from "../batchnorm/gradients";
import type { Candidate, Problem } from "../problem";
import type { BlindSpot, CheckedTensor, Comparison, Diagnosis, GradientName, Verdict } from "../verdict";
import { compareCells } from "./evidence/cell-agreement";
import { precisionsOf, roundoff, type GivenPrecision } from "./evidence/given-precision";
import { digitsOfNumericDerivative } from "./evidence/numeric-derivative";
import { firstCause, laterCause } from "./explain/causes/find-cause";
import { explainTensors } from "./explain/diagnose";
import { suspect } from "./explain/suspect";
import { mistakesThatFitToo } from "./explain/too-few-digits";
import { findFits, type FoundFit } from "./fits/find-fits";
import { createStatistics, type Statistics } from "./formula/column-statistics";
import { blindReason, blindShare, blindSpots } from "./probe/blind-spots";
import { correctText, doubtfulText, worstText, wrongText, type JudgedTensor } from "./verdict-text";
import { listed } from "./wording";

/** The share of a tensor's mistakes that may look right before its agreement says nothing. */
const BLIND = 0.5;

/** Everything that a verdict is found from. */
interface Case {
  readonly problem: Problem;
  readonly gradients: Gradients;
  readonly candidate: Candidate;
  readonly statistics: Statistics;
  readonly precisions: Readonly<Partial<Record<GradientName, GivenPrecision>>>;
  readonly agreements: readonly JudgedTensor[];
  readonly off: readonly JudgedTensor[]; // with cells that do not agree
}

/** What is said of a case. */
interface Finding {
  readonly verdict: Verdict;
  readonly reason: string; // one sentence
  readonly diagnoses?: readonly Diagnosis[];
  readonly fits?: readonly FoundFit[];
  readonly agreements?: readonly JudgedTensor[]; // in place of the case's
}

/**
 * Holds a candidate's gradients against the exact ones, cell by cell, in what the candidate's numbers and the inputs'
 * digits can hold. What does not agree is first held against what the source leaves open, then against one cause behind
 * all tensors, then against the catalogue. Says, too, which mistakes this probe could not have shown.
 *
 * @param gradients the exact ones of the problem ("exact" precision where the candidate is float64)
 */
export function compareCandidate(problem: Problem, gradients: Gradients, candidate: Candidate): Comparison {
  const statistics = createStatistics(problem);
  const precisions = precisionsOf(problem, candidate);
  const agreements = judge(statistics, gradients, candidate, precisions, (precision) => ({
    ...precision,
    ...(precision.inputs?.shared === true ? {} : { inputs: undefined }),
  }));
  const off = agreements.filter(({ agreement: { checked } }) => checked.agreeing < checked.cells);
  const seen: Case = { problem, gradients, candidate, statistics, precisions, agreements, off };
  const blind = blindSpots(problem, {
    tensors: agreements.map(({ name }) => name),
    precision: agreements.map(({ precision }) => precision).sort((one, other) => roundoff(other) - roundoff(one))[0],
    careful: agreements.every(({ agreement }) => agreement.careful),
  });
  const found =
    agreements.length === 0
      ? { verdict: "correct" as const, reason: "nothing to compare: no dx, dgamma or dbeta was given" }
      : off.length === 0
        ? agreeing(seen, blind)
        : (fitting(seen) ?? unjudgeable(seen) ?? disagreeing(seen));
  const tensors: Partial<Record<GradientName, CheckedTensor>> = {};
  for (const { name, agreement } of found.agreements ?? agreements) tensors[name] = agreement.checked;
  const fits = (found.fits ?? []).map(({ set, sentence }) => ({ set, sentence }));
  return { verdict: found.verdict, reason: found.reason, tensors, fits, diagnoses: found.diagnoses ?? [], blind };
}

function judge(
  statistics: Statistics,
  gradients: Gradients,
  candidate: Candidate,
  precisions: Case["precisions"],
  held: (precision: GivenPrecision) => GivenPrecision,
): JudgedTensor[] {
  return (["dx", "dgamma", "dbeta"] as const).flatMap((name) => {
    const tensor = candidate[name];
    const own = precisions[name];
    if (!tensor || !own) return [];
    const precision = held(own);
    return [{ name, agreement: compareCells(statistics, gradients, name, tensor, precision), precision }];
  });
}

/** Every cell agrees: correct, unless the probe is blind or the digits are too few. */
function agreeing(
  { problem, gradients, candidate, statistics, precisions, agreements }: Case,
  blind: readonly BlindSpot[],
): Finding {
  const names = agreements.map(({ name }) => name);
  const unseen = names.filter((name) => blindShare(problem, blind, name) > BLIND);
  if (unseen.length > 0) {
    const agrees = unseen.length === 1 ? "agrees" : "agree";
    const said = `${listed(unseen)} ${agrees}, but the probe is blind: ${blindReason(problem, blind)}`;
    // A tensor that sees says that the rest of the candidate was made with care.
    const [first] = correctText(agreements).split(", largest");
    return unseen.length === names.length
      ? { verdict: "doubtful", reason: `doubtful: ${said}` }
      : { verdict: "correct", reason: `${first}; ${said}` };
  }
  const alike = mistakesThatFitToo(statistics, gradients, candidate, precisions).map(({ id }) => id);
  if (alike.length > 0) {
    const others = alike.length > 3 ? [...alike.slice(0, 3), `${alike.length - 3} more`] : alike;
    const words = new Set(agreements.map(({ precision }) => precision.words));
    const agree = names.length === 1 ? "agrees" : "agree";
    const reason = `doubtful: ${listed(names)} ${agree}${[...words][0]}, but these are too few digits to tell a right gradient and ${listed(others)} apart`;
    return { verdict: "doubtful", reason };
  }
  return { verdict: "correct", reason: correctText(agreements) };
}

/** Right under another setting: doubtful where the source leaves it open, wrong where the source says otherwise. */
function fitting({ problem, gradients, candidate, statistics, precisions, off }: Case): Finding | undefined {
  const sure = off.some(({ agreement }) => agreement.checked.wrong > 0);
  const fits = findFits(problem, { candidate, precisions }, sure);
  if (fits.length === 0) return undefined;
  const [{ open, sentence }] = fits;
  if (open) return { verdict: "doubtful", reason: `doubtful: ${sentence.replace(/\.$/, "")}`, fits };
  // What careless arithmetic may have done contradicts nobody.
  if (!sure) return undefined;
  const wrong = off.map(({ name }) => name);
  const { diagnoses } = explainTensors(problem, gradients, candidate, { wrong, statistics });
  const named = diagnoses.filter(({ id }) => id !== "unknown" && id !== "local");
  return { verdict: "wrong", reason: `wrong: ${sentence.replace(/\.$/, "")}`, diagnoses: named, fits };
}

/** What was not given is not invented: a candidate is not judged against a dout that it was not made with. */
function unjudgeable({ problem, agreements }: Case): Finding | undefined {
  const open = (key: string): boolean => !problem.stated.includes(key);
  const names = listed(agreements.map(({ name }) => name));
  if (problem.doutSeed !== undefined && open("dout") && open("doutSeed")) {
    const reason =
      `doubtful: the source has no dout, and ${names} cannot be judged against a drawn one that the candidate was not made with` +
      " (nor is it right for dout = 1, out, x or out - x, or a multiple of them); give dout, or the seed that it was drawn with";
    return { verdict: "doubtful", reason };
  }
  if (problem.activation !== "none" && (open("beta") || open("gamma"))) {
    const missing = ["gamma", "beta"].filter(open);
    const reason = `doubtful: ${names} cannot be judged without ${listed(missing)}, which ${missing.length === 1 ? "decides" : "decide"} where the ReLU is open; the default (gamma = 1, beta = 0) does not fit`;
    return { verdict: "doubtful", reason };
  }
  return undefined;
}

function disagreeing(seen: Case): Finding {
  const { problem, gradients, candidate, statistics, precisions, agreements, off } = seen;
  const wrong = off.filter(({ agreement }) => agreement.checked.wrong > 0).map(({ name }) => name);
  const digits = digitsOfNumericDerivative(statistics, gradients, candidate, off);
  if (digits !== undefined) {
    const names = off.map(({ name }) => name);
    const reason = `doubtful: ${listed(names)} ${names.length === 1 ? "agrees" : "agree"} to ${digits} digits, and what is off follows no formula: the noise of a numeric derivative; compare the gradient of your backward pass itself`;
    return { verdict: "doubtful", reason };
  }
  if (wrong.length === 0) {
    const offDx = agreements.some(({ name, agreement }) => name === "dx" && agreement.checked.doubtful > 0);
    const diagnoses =
      offDx && candidate.dx && precisions.dx ? suspect(statistics, gradients, candidate.dx, precisions.dx) : [];
    return { verdict: "doubtful", reason: doubtfulText(agreements, diagnoses), diagnoses };
  }
  const names = agreements.map(({ name }) => name);
  const evidence = {
    s: statistics,
    gradients,
    candidate,
    precisions: bare(precisions),
    names,
    off: off.map(({ name }) => name),
  };
  const first = firstCause(evidence);
  if (first) return { verdict: "wrong", reason: wrongText(agreements, first), diagnoses: first };
  const explained = explainTensors(problem, gradients, candidate, { wrong, statistics });
  const later = explained.certain ? undefined : laterCause(evidence);
  if (later) return { verdict: "wrong", reason: wrongText(agreements, later), diagnoses: later };
  const { diagnoses, whole } = explained;
  const named = whole || diagnoses.some(({ id }) => id === "local");
  const unproven = named ? undefined : (byInputs(seen) ?? withoutGamma(seen));
  return unproven ?? { verdict: "wrong", reason: wrongText(agreements, diagnoses), diagnoses };
}

/** Nothing is proven, and a gamma that was not given stands in every cell of dx. */
function withoutGamma({ problem, agreements, off }: Case): Finding | undefined {
  if (problem.stated.includes("gamma") || off.every(({ name }) => name !== "dx")) return undefined;
  const reason = `doubtful: dx disagrees, but gamma is not given and was taken as 1 (no gamma makes it right for what else is given); ${worstText(agreements)}`;
  return { verdict: "doubtful", reason };
}

/** Nothing is proven, and the digits that the inputs may have lost would do as much. */
function byInputs({ statistics, gradients, candidate, precisions }: Case): Finding | undefined {
  const agreements = judge(statistics, gradients, candidate, precisions, (precision) => precision);
  if (agreements.some(({ agreement }) => agreement.checked.wrong > 0)) return undefined;
  const [inputs] = Object.values(precisions).flatMap((precision) => precision.inputs ?? []);
  const printed = (["x", "dout", "gamma", "beta"] as const).filter((key) => inputs[key]);
  const names = listed(agreements.flatMap(({ name, agreement }) => (agreement.checked.doubtful > 0 ? [name] : [])));
  const digits = Math.max(...printed.map((key) => inputs[key]?.decimals ?? 0));
  const reason = `doubtful: ${names} disagree, but by no more than ${listed(printed)} may have lost in print (${digits} decimals): give them with all digits; ${worstText(agreements)}`;
  return { verdict: "doubtful", reason, agreements };
}

function bare(precisions: Case["precisions"]): Case["precisions"] {
  const without = Object.entries(precisions).map(([name, precision]) => [
    name,
    precision.inputs?.shared === true ? precision : { ...precision, inputs: undefined },
  ]);
  return Object.fromEntries(without) as Case["precisions"];
}
