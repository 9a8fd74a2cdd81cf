import { at } from "../formula/term-effect";
import { itemAt } from "../../item-at";
import { gatherColumn } from "../../batchnorm/column";
import { takePart } from "../../batchnorm/parts";
import type { Gradients } from "../../batchnorm/gradients";
import type { Tensor } from "../../tensor";
import { mistakesOf } from "../catalogue/catalogue";
import type { Mistake } from "../catalogue/contract/mistake";
import { deviations, isFew } from "../evidence/deviating-cells";
import { leftBy, observeDx, type DxObservation } from "../evidence/dx-observation";
import type { GivenPrecision } from "../evidence/given-precision";
import type { Statistics } from "../formula/column-statistics";
import { listed } from "../wording";
import { isWhole, sortByScore, type Explanation } from "./explanation";
import { findDx, type Finding } from "./finding";
import { rarity } from "./one-mistake";
import { describeDeviatingCells } from "./uncatalogued";

const SURE = 8; // a cell counts as deviating beyond so many units of its column's noise

/** What is wrong with dx, whether or not parts of the batch are normalised apart. */
export function findDxOf(
  s: Statistics,
  gradients: Gradients,
  candidate: Tensor,
  precision: GivenPrecision,
  mistakes: readonly Mistake[],
  known: boolean,
): Finding {
  if (s.parts.length === 0) return findDx(s, gradients, candidate, precision, mistakes, known);
  const parts = s.parts.map(({ part, s: own }) => {
    const { shape } = own.problem.layout;
    const tensor = { ...candidate, shape, values: takePart(part, candidate.values) };
    const exact = { ...gradients, dx: takePart(part, gradients.dx) };
    const observation = observeDx(own, exact.dx, tensor.values, precision);
    return { observation, finding: findDx(own, exact, tensor, precision, mistakesOf(own.problem), false) };
  });
  const findings = parts.map(({ finding }) => finding);
  const observations = parts.map(({ observation }) => observation);
  const noise = (k: number): number => Math.max(...observations.map((o) => at(o.noise, k)));
  return joined(s, gradients, candidate, findings, noise, acrossParts(s, observations, mistakes));
}

/** Mistakes that mix the parts up: the split is stated, so that they come before what happens to fit each part. */
function acrossParts(
  s: Statistics,
  observations: readonly DxObservation[],
  mistakes: readonly Mistake[],
): Explanation[] {
  return mistakes.flatMap((mistake) =>
    (mistake.acrossParts?.effects?.(s) ?? []).map((effects, rank): Explanation => ({
      mistakes: [mistake],
      left: observations.reduce((sum, o, part) => sum + leftBy(o, itemAt(effects, part)), 0),
      assumed: rarity(rank),
    })),
  );
}

/** The findings of all parts as one: mistakes that explain every part that is off. `across`: those that mix them up. */
function joined(
  s: Statistics,
  gradients: Gradients,
  candidate: Tensor,
  findings: readonly Finding[],
  noise: (k: number) => number,
  across: readonly Explanation[],
): Finding {
  const sum = (of: (finding: Finding) => number): number => findings.reduce((total, one) => total + of(one), 0);
  const off = findings.flatMap((finding, place) => (isRight(finding) ? [] : [place]));
  const first = itemAt(findings, off[0] ?? 0);
  const whole: Finding = {
    ...first,
    cells: sum(({ cells }) => cells),
    square: sum(({ square }) => square),
    explanations: [],
    rest: [],
    found: { ...first.found, square: sum(({ square }) => square) },
  };
  const size = s.rows * s.D;
  const { layout } = s.problem;
  const exact = (k: number, into: Float64Array): void => void gatherColumn(layout, gradients.dx, k, into);
  const local = deviations(s.problem, candidate.values, exact, (k) => SURE * noise(k));
  if (isFew(local.count, size)) return { ...whole, rest: [describeDeviatingCells(whole.found, local, size)] };
  if (off.length === 0) return whole;
  const common = [
    ...first.explanations.flatMap((explanation) => inAll(explanation, off, findings)),
    ...across.filter((explanation) => isWhole(explanation, whole.cells)),
  ];
  if (common.length > 0) return { ...whole, explanations: sortByScore(common, whole.cells, whole.floor) };
  const where = off.length < findings.length ? `In ${partsNamed(off)} of the split: ` : "";
  return { ...whole, rest: first.rest.map((rest) => ({ ...rest, text: where + rest.text })) };
}

const isRight = ({ square, cells, rest }: Finding): boolean => isWhole({ left: square }, cells) && rest.length === 0;

const idsOf = ({ mistakes }: Explanation): string => mistakes.map(({ id }) => id).join();

/** The explanation over all parts, where each part that is off has it, too. */
function inAll(explanation: Explanation, off: readonly number[], findings: readonly Finding[]): Explanation[] {
  const same = findings.map(({ explanations }, place) =>
    off.includes(place) ? explanations.find((other) => idsOf(other) === idsOf(explanation)) : undefined,
  );
  const found = same.filter((one) => one !== undefined);
  if (found.length < off.length) return [];
  const left = findings.reduce((sum, { square }, place) => sum + (same[place]?.left ?? square), 0);
  const others = off.length < findings.length ? `So in ${partsNamed(off)} of the split; the others are right.` : "";
  const said = [explanation.said ?? "", others].filter((text) => text !== "").join(" ");
  const assumed = Math.max(...found.map((one) => one.assumed));
  return [{ ...explanation, left, assumed, ...(said === "" ? {} : { said }) }];
}

function partsNamed(parts: readonly number[]): string {
  if (parts.length > 4) return `${parts.length} parts`;
  return `part${parts.length === 1 ? "" : "s"} ${listed(parts.map(String))}`;
}
