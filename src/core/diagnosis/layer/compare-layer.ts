import { weigh } from "../../batchnorm/affine";
import type { Gradients } from "../../batchnorm/gradients";
import { columnMembers } from "../../batchnorm/column";
import { isCentred } from "../../normalization-layer";
import { because } from "../../reason";
import { shortest } from "../../tolerance";
import type { Candidate, Problem } from "../../problem";
import type { CheckedTensor, Comparison, GradientName } from "../../verdict";
import { namesOf, type Finding } from "../judgement/case";
import { correctReason, doubtfulReason, reasonText, wrongReason, type JudgedTensor } from "../judgement/verdict-text";
import { agreesWhole, layerAgreements } from "./layer-agreement";
import { fittingLayer } from "./other-layers";

/**
 * Holds a candidate of a layer other than batch norm against the exact gradients. What does not agree is held against other
 * layers and conventions; where none fits, it is wrong, and the worst cell is named. No mistake is named: the catalogue is
 * batch norm's.
 */
export function compareLayer(problem: Problem, gradients: Gradients, candidate: Candidate): Comparison {
  const agreements = layerAgreements(problem, gradients, candidate);
  const tensors: Partial<Record<GradientName, CheckedTensor>> = {};
  for (const { name, agreement } of agreements) tensors[name] = agreement.checked;
  const set = agreements.flatMap(({ precision }) => precision.tolerance ?? []);
  const { verdict, why } = verdictOf(problem, candidate, agreements);
  return {
    ...{ verdict, reason: reasonText(verdict, why), why },
    ...{ tensors, fits: [], diagnoses: [], places: [], blind: [] },
    ...(set.length > 0 && { tolerance: [...new Set(set)].map(shortest).join(" and ") }),
  };
}

function verdictOf(
  problem: Problem,
  candidate: Candidate,
  agreements: readonly JudgedTensor[],
): Pick<Finding, "verdict" | "why"> {
  const names = namesOf(agreements);
  if (agreements.length === 0) {
    return { verdict: "correct", why: because("nothing", [], "nothing to compare: no dx, dgamma or dbeta was given") };
  }
  if (agreesWhole(agreements)) {
    const isBlind = names.length === 1 && names[0] === "dx" && hidesPaths(problem);
    if (!isBlind) return { verdict: "correct", why: correctReason(agreements) };
    const hidden = "gamma * dout is the same all over each set, so that dx is 0 by many wrong formulas too";
    return { verdict: "doubtful", why: because("blind", names, `dx agrees, which proves little: ${hidden}`) };
  }
  const fit = fittingLayer(problem, candidate);
  if (fit) {
    return { verdict: fit.open ? "doubtful" : "wrong", why: because("setting", names, fit.sentence) };
  }
  const off = agreements.filter(({ agreement: { checked } }) => checked.agreeing < checked.cells);
  if (off.some(({ agreement }) => agreement.checked.wrong > 0)) {
    return { verdict: "wrong", why: wrongReason(off, []) };
  }
  return { verdict: "doubtful", why: doubtfulReason(off, []) };
}

/** Whether u is the same in all of a set, for every set: then dx is 0 whatever the paths are. */
function hidesPaths(problem: Problem): boolean {
  const { layout, activation } = problem;
  if (!isCentred(problem) || activation !== "none" || layout.rows < 2) return false;
  for (let k = 0; k < layout.channels; k++) {
    const dout = columnMembers(layout, problem.dout, k);
    const { u } = weigh(problem, k, dout, undefined);
    if (u.some((value) => value !== u[0])) return false;
  }
  return true;
}
