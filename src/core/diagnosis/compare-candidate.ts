import type { Gradients } from "../batchnorm/gradients";
import type { Candidate, Problem } from "../problem";
import { because } from "../reason";
import { shortest } from "../tolerance";
import type { CheckedTensor, Comparison, GradientName } from "../verdict";
import { formulaUnder } from "./catalogue/formulas/right-formulas";
import { roundoff } from "./evidence/given-precision";
import { wrongPlaces } from "./evidence/wrong-places";
import { agreeing } from "./judgement/agreeing";
import { namesOf, openCase, type Finding } from "./judgement/case";
import type { JudgedTensor } from "./judgement/verdict-text";
import { compareWithForward } from "./forward/compare-with-forward";
import { contradicted } from "./judgement/judge-case";
import { reasonText } from "./judgement/verdict-text";
import { withoutRstd } from "./judgement/without-rstd";
import { compareLayer } from "./layer/compare-layer";
import { fittingLayer, type LayerFit } from "./layer/other-layers";
import { blindSpots } from "./probe/blind-spots";

const GRADIENTS = ["dx", "dgamma", "dbeta"] as const;

/**
 * Holds a candidate's gradients against the exact ones, cell by cell, in what the candidate's numbers and the inputs'
 * digits can hold. What does not agree is first held against what the source leaves open, then against one cause behind
 * all tensors, then against the catalogue. Says, too, which mistakes this probe could not have shown.
 *
 * @param gradients the exact ones of the problem ("exact" precision where the candidate is float64)
 */
export function compareCandidate(problem: Problem, gradients: Gradients, candidate: Candidate): Comparison {
  const { forward } = problem;
  if (!forward) return compareGradients(problem, gradients, candidate);
  return compareWithForward(problem, gradients, candidate, { forward, compare: compareGradients });
}

function compareGradients(problem: Problem, gradients: Gradients, candidate: Candidate): Comparison {
  if (problem.norm !== "batch") return compareLayer(problem, gradients, candidate);
  const without = withoutRstd(problem, candidate, compareGradients);
  if (without) return without;
  const seen = openCase(problem, gradients, candidate);
  const { agreements, off } = seen;
  // Which mistakes the digits hide is looked at cell by cell: here, what the probe itself hides.
  const whole = agreements.map(({ precision }) => ({ ...precision, printed: undefined, inputs: undefined }));
  const blind = blindSpots(problem, {
    tensors: namesOf(agreements),
    precision: whole.sort((one, other) => roundoff(other) - roundoff(one))[0],
    careful: agreements.every(({ agreement, precision }) => precision.printed !== undefined || agreement.careful),
  });
  const judged: Finding =
    agreements.length === 0
      ? { verdict: "correct", why: because("nothing", [], "nothing to compare: no dx, dgamma or dbeta was given") }
      : off.length === 0
        ? agreeing(seen, blind)
        : contradicted(seen);
  const layer = isUnexplained(judged, off.length) ? fittingLayer(problem, candidate) : undefined;
  const found = layer ? ofAnotherLayer(judged, layer) : judged;
  const tensors: Partial<Record<GradientName, CheckedTensor>> = {};
  for (const { name, agreement } of found.agreements ?? agreements) tensors[name] = agreement.checked;
  const own = (found.fits ?? []).map(({ set, sentence, right, open }) => ({ set, sentence, right, open }));
  const fits = layer ? [layer.fit] : own;
  const diagnoses = (found.diagnoses ?? []).map((diagnosis) => ({
    ...diagnosis,
    correct: formulaUnder(problem, diagnosis.correct),
  }));
  const { verdict, why } = found;
  const places = verdict === "wrong" ? placesIn(problem, tensors) : [];
  const tolerance = toleranceIn(agreements);
  return {
    ...{ verdict, reason: reasonText(verdict, why), why, tensors, fits, diagnoses, places, blind },
    ...(tolerance !== "" && { tolerance }),
  };
}

/** What no setting of batch norm makes right may be another layer's. */
function isUnexplained({ verdict, fits = [] }: Finding, off: number): boolean {
  return off > 0 && verdict === "wrong" && fits.length === 0;
}

function ofAnotherLayer({ why }: Finding, { fit, open }: LayerFit): Finding {
  return {
    verdict: open ? "doubtful" : "wrong",
    why: because("setting", why.tensors, fit.sentence.replace(/\.$/, "")),
  };
}

/** The tolerances that counted, as they are said. */
function toleranceIn(agreements: readonly JudgedTensor[]): string {
  const set = agreements.flatMap(({ precision: { tolerance } }) =>
    tolerance === undefined ? [] : [shortest(tolerance)],
  );
  return [...new Set(set)].join(" and ");
}

function placesIn({ layout }: Problem, tensors: Comparison["tensors"]): string[] {
  return GRADIENTS.flatMap((name) => {
    const wrong = tensors[name]?.wrongCells;
    return (wrong && wrongPlaces(layout, name, wrong)) ?? [];
  });
}
