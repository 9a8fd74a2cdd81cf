/** Which layer and which conventions a forward followed that is not the problem's. */
import { ACTIVATIONS, DENOMINATORS, EPS_PLACEMENTS, type Activation } from "../../conventions";
import type { Forward } from "../../forward";
import { createProblem, type Problem } from "../../problem";
import {
  canTry,
  inputWith,
  keysOf,
  layerSaid,
  maskIn,
  otherLayers,
  USUAL_EPS,
  type Other,
  type SaidLayer,
} from "../layer/other-layers";
import { forwardAgreements, isFollowed, isFollowedClosely } from "./forward-agreement";
import { PlainForward, type PlainConvention } from "./plain-forward";

/** A larger problem's forward is not looked for under other layers. */
const MOST_CELLS = 2 ** 20;
/** A forward of half numbers is as far from the exact one. */
const NEAR = 2 ** -6;
/** So many conventions at once differ from what the problem says. */
const MOST_CHANGES = 3;
const CHANGEABLE = ["eps", "variance", "epsPlacement", "activation", "gammaOffset"] as const;

export interface FollowedForward extends SaidLayer {
  readonly problem: Problem; // under that layer; what the source leaves open beside it is open still
  readonly isClose: boolean; // it agrees as far as careful arithmetic goes
}

/** A layer under one mixture of conventions. */
type Convention = Other & Required<Pick<Other, (typeof CHANGEABLE)[number]>>;

interface Tried {
  readonly other: Convention;
  readonly changes: number;
  readonly distance: number;
}

/** The layer that differs least from the problem of those that a forward agrees with to its last digits; none may. */
export function followedForward(problem: Problem, forward: Forward): FollowedForward | undefined {
  if (problem.x.length > MOST_CELLS || !canTry(problem)) return undefined;
  const layers: Other[] = [
    keysOf(problem),
    ...(maskIn(problem) ? [{ ...keysOf(problem), unmasked: true } as const] : []),
    ...otherLayers(problem),
  ];
  const near = layers.flatMap((layer, i) => conventionsNear(problem, forward, layer, i === 0 ? 0 : 1));
  let loose: FollowedForward | undefined;
  for (const { other } of worthTrying(near, Math.floor(2 ** 21 / problem.x.length))) {
    const found = underLayer(problem, forward, other);
    if (found?.isClose) return found;
    loose ??= found;
  }
  return loose;
}

/**
 * Those that are nearest, and as many that change least: of printed numbers dozens of mixtures come nearer by chance than
 * the one that was followed.
 */
function worthTrying(near: readonly Tried[], room: number): Tried[] {
  const half = Math.max(3, Math.min(16, Math.floor(room / 2)));
  const nearest = near.toSorted((one, other) => one.distance - other.distance);
  const leastChanged = nearest.toSorted((one, other) => one.changes - other.changes);
  const tried = new Set([...nearest.slice(0, half), ...leastChanged.slice(0, half)]);
  return leastChanged.filter((one) => tried.has(one));
}

function underLayer(problem: Problem, forward: Forward, other: Other): FollowedForward | undefined {
  const made = createProblem(inputWith(problem, problem.candidate ?? {}, other));
  if (!made.ok) return undefined;
  const agreements = forwardAgreements(made.value, forward);
  if (!isFollowed(agreements)) return undefined;
  const said = layerSaid(problem, made.value, other);
  const stated = [...new Set([...problem.stated, ...said.changed])];
  return { ...said, problem: { ...made.value, stated }, isClose: isFollowedClosely(agreements) };
}

/** The conventions of a layer that come near, with how much they differ from what the problem says. */
function conventionsNear(problem: Problem, forward: Forward, layer: Other, differs: number): Tried[] {
  const made = createProblem(inputWith(problem, {}, layer));
  // What sets of one element leave of x is nothing: it agrees with little by chance.
  if (!made.ok || (differs > 0 && made.value.layout.rows === 1)) return [];
  const plain = new PlainForward(made.value, forward);
  return conventions(problem, made.value, plain, layer)
    .map(({ other, changes }) => ({ other, changes: differs + changes }))
    .filter(({ changes }) => changes <= MOST_CHANGES)
    .map((tried) => ({ ...tried, distance: plain.distance({ ...tried.other, ...gammaOf(problem, tried.other) }) }))
    .filter(({ distance }) => distance <= NEAR);
}

/** What a convention makes of the problem's gamma. */
function gammaOf({ gammaOffset }: Problem, other: Convention): Pick<PlainConvention, "gammaShift" | "plain"> {
  return { gammaShift: other.gammaOffset - gammaOffset, plain: other.plain === true };
}

/** Every mixture of conventions that a layer can have. */
function conventions(
  problem: Problem,
  { norm }: Problem,
  plain: PlainForward,
  layer: Other,
): Pick<Tried, "other" | "changes">[] {
  const isAffine = problem.stated.includes("gamma") || problem.stated.includes("beta");
  const shifts = norm !== "batch" && problem.stated.includes("gamma") ? ([0, 1] as const) : [problem.gammaOffset];
  const epsOf = (one: Pick<Problem, "variance" | "epsPlacement">): number[] => [
    ...new Set([problem.eps, ...USUAL_EPS, ...rounded(plain.epsOf(one))]),
  ];
  const all = DENOMINATORS.flatMap((variance) => EPS_PLACEMENTS.map((epsPlacement) => ({ variance, epsPlacement })))
    .flatMap((one) => epsOf(one).map((eps) => ({ ...one, eps })))
    .flatMap((one) => activationsOf(problem, layer).map((activation) => ({ ...one, activation })))
    .flatMap((one) => shifts.map((gammaOffset) => ({ ...one, gammaOffset })));
  return all.flatMap((one) => {
    const changes = CHANGEABLE.filter((key) => one[key] !== problem[key]).length;
    const other: Convention = { ...layer, ...one };
    const plainToo = isAffine && one.gammaOffset === problem.gammaOffset;
    return [
      { other, changes },
      ...(plainToo ? [{ other: { ...other, plain: true } as const, changes: changes + 1 }] : []),
    ];
  });
}

/** Behind the layer itself every activation; behind others the frequent ones, each of which is tried with everything else. */
function activationsOf(problem: Problem, layer: Other): readonly Activation[] {
  const own = keysOf(problem);
  const isOwn = (Object.keys(own) as (keyof typeof own)[]).every((key) => String(own[key]) === String(layer[key]));
  return isOwn ? ACTIVATIONS : [...new Set(["none", "relu", "leaky-relu", problem.activation] as const)];
}

/** An eps that was read off, as it may have been written. */
function rounded(eps: number): number[] {
  return eps > 0 && Number.isFinite(eps) ? [1, 2, 3].map((digits) => Number(eps.toPrecision(digits))) : [];
}
