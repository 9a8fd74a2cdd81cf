import { at } from "../formula/term-effect";
import { numberAt } from "../../item-at";
import { gatherColumn } from "../../batchnorm/column";
import type { Gradients } from "../../batchnorm/gradients";
import type { Tensor } from "../../tensor";
import type { Diagnosis, GradientName } from "../../verdict";
import type { Mistake } from "../catalogue/contract/mistake";
import { isFew, SURE_UNITS } from "../evidence/deviating-cells";
import type { DxObservation } from "../evidence/dx-observation";
import type { GivenPrecision } from "../evidence/given-precision";
import { signatureOf } from "../evidence/signature";
import { vectorSignature, type VectorObservation } from "../evidence/vector-observation";
import type { Statistics } from "../formula/column-statistics";
import { clamp, type Found } from "./diagnosis-text";
import { floorOf, isWhole, sortByScore, type Explanation } from "./explanation";
import { searchDx, type DxFinding } from "./search-dx";
import { describeDeviatingCells, describeUnknown, describeUnknownVector } from "./uncatalogued";
import { gridOf, whereOff, type WhereOff } from "./where-off";
import { vectorFitted, vectorPairs, vectorSingles } from "./vector-mistakes";

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
    rest.push(describeDeviatingCells(found, deviation, size, best ? clamp(best.left / o.square) : undefined));
  } else if (explanations.length === 0 && (known || o.square > cells || o.unusable > 0)) {
    rest.push(describeUnknown(found, o, s.training, whereDxIsOff(o, gradients, candidate)));
  }
  return { name: "dx", cells, floor: floorOf(precision), square: o.square, explanations, rest, found };
}

/** What is wrong with dgamma or dbeta. `known`: it is known to be wrong. */
export function findVector(
  o: VectorObservation,
  candidate: Tensor,
  mistakes: readonly Mistake[],
  floor: number,
  known: boolean,
): Finding {
  const cells = Math.max(1, o.usable.length);
  const { a, b } = vectorSignature(o);
  const found: Found = { tensor: o.name, square: o.square, signature: { a, b, k: 0, residual: 0 } };
  const distance = (k: number): number => Math.abs(numberAt(o.given, k) - at(o.exact, k));
  const off = (k: number): boolean =>
    !(distance(k) <= SURE_UNITS * at(o.noise, k)) && !Object.is(o.given[k], o.exact[k]);
  const wrong = Array.from(o.exact.keys()).filter(off);
  const localOf = (): Diagnosis => {
    const excess = (k: number): number => distance(k) / at(o.noise, k);
    const worst = [...wrong].sort((one, other) => excess(other) - excess(one)).slice(0, 10);
    const cells = worst.map((k) => ({ index: [k], given: numberAt(candidate.values, k), expected: at(o.exact, k) }));
    return describeDeviatingCells(found, { count: wrong.length, cells, where: "" }, o.exact.length);
  };
  const finding = (explanations: readonly Explanation[], rest: readonly Diagnosis[]): Finding => ({
    name: o.name,
    cells,
    floor,
    square: o.square,
    explanations,
    rest,
    found,
  });
  if (wrong.length === 0) return finding([], known ? [describeUnknownVector(found, o, undefined)] : []);
  if (wrong.every((k) => !Number.isFinite(o.given[k]))) {
    // What is a number is right: no formula is at fault.
    return finding(
      [],
      [isFew(wrong.length, o.exact.length) ? localOf() : describeUnknownVector(found, o, whereVectorIsOff(o))],
    );
  }

  let all = vectorSingles(o, mistakes).filter((explanation) => isWhole(explanation, cells));
  if (all.length === 0) all = vectorFitted(o, mistakes).filter((explanation) => isWhole(explanation, cells));
  if (all.length > 0 && o.usable.length > 0) return finding(sortByScore(all, cells, floor), []);
  if (isFew(wrong.length, o.exact.length)) return finding([], [localOf()]);
  const near = [...vectorSingles(o, mistakes), ...vectorPairs(o, mistakes), ...vectorFitted(o, mistakes)];
  const good = near.filter((e) => isWhole(e, cells));
  if (good.length > 0 && o.usable.length > 0) return finding(sortByScore(good, cells, floor), []);
  return finding([], [describeUnknownVector(found, o, whereVectorIsOff(o))]);
}

const MOST_CELLS = 2 ** 20; // beyond, no single rows and columns are told

function whereDxIsOff(
  { statistics: s, noise }: DxObservation,
  { dx }: Gradients,
  candidate: Tensor,
): WhereOff | undefined {
  const { layout } = s.problem;
  if (dx.length > MOST_CELLS) return undefined;
  const read = (k: number, given: Float64Array, exact: Float64Array): void => {
    gatherColumn(layout, candidate.values, k, given);
    gatherColumn(layout, dx, k, exact);
  };
  return whereOff(gridOf(layout, read, (k) => SURE_UNITS * at(noise, k)));
}

function whereVectorIsOff({ given, exact, noise }: VectorObservation): WhereOff | undefined {
  const allowed = noise.map((unit) => SURE_UNITS * unit);
  return whereOff({ rows: 1, columns: exact.length, positions: 1, given: Float64Array.from(given), exact, allowed });
}
