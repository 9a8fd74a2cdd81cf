import type { Gradients } from "../gradients";
import type { Candidate, Problem } from "../problem";
import type { Tensor } from "../tensor";
import type { Diagnosis, GradientName } from "../verdict";
import { mistakesOf } from "./catalogue";
import {
  observeVector,
  vectorFree,
  vectorPairs,
  vectorSignature,
  vectorSingles,
  type VectorObservation,
} from "./explain-affine";
import { equalsOf, floorOf, isWhole, sortByScore, type Explanation } from "./explanation";
import { singles } from "./explain-dx";
import { heldBy, heldByAll, type Held } from "./held";
import { observe } from "./observation";
import { isFew } from "./local";
import { clamp, describe, describeLocal, describeUnknown, describeUnknownVector, type Found } from "./describe";
import { searchDx, type DxFinding } from "./search-dx";
import { signatureOf } from "./signature";
import { createStatistics, type Statistics } from "./statistics";
import type { Mistake } from "./mistake";

/** Everything that explains one tensor, before the tensors are held against each other. */
interface Finding {
  readonly name: GradientName;
  readonly cells: number;
  readonly floor: number; // squared units of noise, for each cell
  readonly square: number;
  readonly explanations: readonly Explanation[]; // best first
  /** Diagnoses that follow the best explanation, or stand alone when there is none. */
  readonly rest: readonly Diagnosis[];
  readonly found: Found;
}

export interface DiagnoseOptions {
  /** The tensors that are known to be wrong; all that are given when absent. */
  readonly wrong?: readonly GradientName[];
  readonly statistics?: Statistics;
}

/**
 * Names what is wrong with a candidate, best explanation first: those of each wrong tensor, then the ones that this
 * probe cannot tell from them. Every diagnosis holds for all columns together. Empty when nothing is wrong.
 *
 * @param gradients the exact ones of the problem
 */
export function diagnose(
  problem: Problem,
  gradients: Gradients,
  candidate: Candidate,
  { wrong, statistics }: DiagnoseOptions = {},
): Diagnosis[] {
  const s = statistics ?? createStatistics(problem);
  const mistakes = mistakesOf(problem);
  const helds = heldByAll(candidate);
  const findings: Finding[] = [];
  for (const name of ["dx", "dgamma", "dbeta"] as const) {
    const tensor = candidate[name];
    const held = helds[name];
    if (!tensor || !held || (wrong && !wrong.includes(name))) continue;
    findings.push(
      name === "dx"
        ? findDx(s, gradients, tensor, held, mistakes, wrong !== undefined)
        : findVector(observeVector(s, gradients, name, tensor, held), tensor, mistakes, floorOf(held)),
    );
  }
  const chosen = findings.map((finding) => choose(finding, findings));
  return [...chosen.flatMap(({ best }) => best), ...chosen.flatMap(({ others }) => others)];
}

/** How much more likely than rounding a mistake must make a doubtful dx to be suspected, as a natural logarithm. */
const SUSPICION = 20;

/**
 * Of a dx that is off by no more than careless rounding: the one mistake that makes its deviation far more likely than
 * rounding does. Rounding has no reason to follow a formula.
 */
export function suspect(s: Statistics, gradients: Gradients, dx: Tensor): Diagnosis[] {
  const mistakes = mistakesOf(s.problem);
  const o = observe(s, gradients.dx, dx.values, heldBy(dx));
  const cells = Math.max(1, s.N * s.D - o.unusable);
  const [best] = [...singles(o, mistakes)].sort((one, other) => one.left - other.left);
  if (!best || !(cells * Math.log(o.square / best.left) > SUSPICION + Math.log(cells))) return [];
  if (!(best.left < o.square / 10)) return [];
  return describe(best, { tensor: "dx", square: o.square, signature: signatureOf(o) }, 0, []);
}

function findDx(
  s: Statistics,
  gradients: Gradients,
  candidate: Tensor,
  held: Held,
  mistakes: readonly Mistake[],
  known: boolean,
): Finding {
  const finding: DxFinding = searchDx(s, gradients, candidate, held, mistakes);
  const { observation: o, cells, explanations, deviation } = finding;
  const found: Found = { tensor: "dx", square: o.square, signature: signatureOf(o) };
  const size = s.N * s.D;
  const rest: Diagnosis[] = [];
  if (deviation && deviation.count > 0 && isFew(deviation.count, size)) {
    const [best] = explanations;
    rest.push(describeLocal(found, deviation, size, best ? clamp(best.left / o.square) : undefined));
  } else if (explanations.length === 0 && (known || o.square > cells || o.unusable > 0)) {
    rest.push(describeUnknown(found, o, s.training));
  } else if (explanations.length > 0 && !isWhole(explanations[0], cells) && !deviation) {
    rest.push(describeUnknown(found, o, s.training, 1 - explanations[0].left / o.square));
  }
  return { name: "dx", cells, floor: floorOf(held), square: o.square, explanations, rest, found };
}

function findVector(o: VectorObservation, candidate: Tensor, mistakes: readonly Mistake[], floor: number): Finding {
  const cells = Math.max(1, o.usable.length);
  const { a, b } = vectorSignature(o);
  const found: Found = { tensor: o.name, square: o.square, signature: { a, b, k: 0, residual: 0 } };
  const off = (k: number): boolean =>
    !(Math.abs(o.given[k] - o.exact[k]) <= 8 * o.noise[k]) && !Object.is(o.given[k], o.exact[k]);
  const wrong = Array.from(o.exact.keys()).filter(off);
  const finding = (explanations: readonly Explanation[], rest: readonly Diagnosis[]): Finding => ({
    name: o.name,
    cells,
    floor,
    square: o.square,
    explanations,
    rest,
    found,
  });
  if (wrong.length === 0) return finding([], []);

  let all = vectorSingles(o, mistakes).filter((explanation) => isWhole(explanation, cells));
  if (all.length === 0) all = vectorFree(o, mistakes).filter((explanation) => isWhole(explanation, cells));
  if (all.length > 0 && o.usable.length > 0) return finding(sortByScore(all, cells, floor), []);
  const excess = (k: number): number => Math.abs(o.given[k] - o.exact[k]) / o.noise[k];
  if (isFew(wrong.length, o.exact.length)) {
    const worst = [...wrong].sort((one, other) => excess(other) - excess(one)).slice(0, 10);
    const named = worst.map((k) => ({ index: [k], given: candidate.values[k], expected: o.exact[k] }));
    const local = describeLocal(found, { count: wrong.length, cells: named, where: "" }, o.exact.length);
    return finding([], [local]);
  }
  const near = [...vectorSingles(o, mistakes), ...vectorPairs(o, mistakes), ...vectorFree(o, mistakes)];
  const good = near.filter((e) => isWhole(e, cells) || (e.mistakes.length === 1 && 1 - e.left / o.square >= 0.999));
  if (good.length > 0 && o.usable.length > 0) return finding(sortByScore(good, cells, floor), []);
  return finding([], [describeUnknownVector(found, o)]);
}

/** The best explanation of a tensor, preferring among equals one that also explains another tensor. */
function choose(finding: Finding, all: readonly Finding[]): { best: Diagnosis[]; others: Diagnosis[] } {
  const { explanations, cells, rest, found } = finding;
  if (explanations.length === 0) return { best: [...rest], others: [] };
  const equals = equalsOf(explanations, cells, finding.floor);
  const elsewhere = new Set(
    all
      .filter((other) => other !== finding)
      .flatMap((other) => equalsOf(other.explanations, other.cells, other.floor).map(({ mistakes }) => mistakes[0].id)),
  );
  const best = equals.find(({ mistakes }) => elsewhere.has(mistakes[0].id)) ?? explanations[0];
  const seen = new Set(best.mistakes.map(({ id }) => id));
  const others: Explanation[] = [];
  for (const other of equals) {
    if (seen.has(other.mistakes[0].id)) continue;
    seen.add(other.mistakes[0].id);
    others.push(other);
  }
  const confusable = others.slice(0, 3);
  return {
    best: [
      ...describe(
        best,
        found,
        cells,
        confusable,
        rest.some(({ id }) => id === "local"),
      ),
      ...rest,
    ],
    others: confusable.flatMap((other) => describe(other, found, cells, [best])),
  };
}
