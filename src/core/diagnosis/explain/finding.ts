import type { Gradients } from "../../batchnorm/gradients";
import type { Tensor } from "../../tensor";
import type { Diagnosis, GradientName } from "../../verdict";
import type { Mistake } from "../catalogue/contract/mistake";
import { isFew } from "../evidence/deviating-cells";
import type { GivenPrecision } from "../evidence/given-precision";
import { signatureOf } from "../evidence/signature";
import { vectorSignature, type VectorObservation } from "../evidence/vector-observation";
import type { Statistics } from "../formula/column-statistics";
import { clamp, type Found } from "./diagnosis-text";
import { floorOf, isWhole, sortByScore, type Explanation } from "./explanation";
import { searchDx, type DxFinding } from "./search-dx";
import { describeLocal, describeUnknown, describeUnknownVector } from "./uncatalogued";
import { vectorFree, vectorPairs, vectorSingles } from "./vector-mistakes";

/** Everything that explains one tensor, before the tensors are precision against each other. */
export interface Finding {
  readonly name: GradientName;
  readonly cells: number;
  readonly floor: number; // squared units of noise, for each cell
  readonly square: number;
  readonly explanations: readonly Explanation[]; // best first
  /** Diagnoses that follow the best explanation, or stand alone when there is none. */
  readonly rest: readonly Diagnosis[];
  readonly found: Found;
}

/** What is wrong with dx. `known`: it is known to be wrong. */
export function findDx(
  s: Statistics,
  gradients: Gradients,
  candidate: Tensor,
  precision: GivenPrecision,
  mistakes: readonly Mistake[],
  known: boolean,
): Finding {
  const finding: DxFinding = searchDx(s, gradients, candidate, precision, mistakes);
  const { observation: o, cells, explanations, deviation } = finding;
  const found: Found = { tensor: "dx", square: o.square, signature: signatureOf(o) };
  const size = s.rows * s.D;
  const rest: Diagnosis[] = [];
  if (deviation && deviation.count > 0 && isFew(deviation.count, size)) {
    const [best] = explanations;
    rest.push(describeLocal(found, deviation, size, best ? clamp(best.left / o.square) : undefined));
  } else if (explanations.length === 0 && (known || o.square > cells || o.unusable > 0)) {
    rest.push(describeUnknown(found, o, s.training));
  }
  return { name: "dx", cells, floor: floorOf(precision), square: o.square, explanations, rest, found };
}

/** What is wrong with dgamma or dbeta. */
export function findVector(
  o: VectorObservation,
  candidate: Tensor,
  mistakes: readonly Mistake[],
  floor: number,
): Finding {
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
  const good = near.filter((e) => isWhole(e, cells));
  if (good.length > 0 && o.usable.length > 0) return finding(sortByScore(good, cells, floor), []);
  return finding([], [describeUnknownVector(found, o)]);
}
