import { DENOMINATORS, EPS_PLACEMENTS, type Denominator } from "../conventions";
import { failure, success, type Result } from "../fault";
import { numberAt } from "../item-at";
import type { Dtype } from "../tensor";
import { short, type Asked, type Root } from "./kept";
import type { SetMoments } from "./set-moments";

/** The eps of a source that says none, where the numbers leave it open. */
export const USUAL_EPS = 1e-5;
const USUAL = [USUAL_EPS, 1e-3, 1e-6, 1e-8, 1e-12, 1e-7, 1e-4, 1e-10, 1e-2, 0];

/** The most that xhat may be off by what a careless variance lost: then eps says nothing. */
const CARELESS = 0.02;

/** Half of the last place, relative to 1. */
const ROUNDING: Readonly<Record<Dtype, number>> = {
  float64: 2 ** -53,
  float32: 2 ** -24,
  float16: 2 ** -11,
  bfloat16: 2 ** -8,
};

/** How far the mean of xhat^2 of a set of so many members may be off. */
type Room = (members: number) => number;

/** xhat, or x - mu times r, and r, with the numbers that were given of them. */
export interface Fitting {
  readonly sets: readonly SetMoments[]; // (D, sets) of xhat
  readonly r: Float64Array; // (D, sets)
  readonly dtype: Dtype;
  readonly lost: number; // half a unit of the last digit that was printed of either, in units of xhat; 0 where none was
}

/** From arithmetic that is surely good enough to what a program of the dtype does: in print, to the digits that are left. */
function roomsOf({ dtype, lost }: Fitting): Room[] {
  const stored = 4 * ROUNDING[dtype] + 4 * lost;
  const of = (u: number) => (members: number) => 4 * (8 + Math.sqrt(members)) * u + stored;
  return [...(dtype === "float64" && lost === 0 ? [of(2 ** -53)] : []), of(2 ** -24)];
}

/** Whether some eps goes with r and xhat, where nothing but rounding comes between. */
export function canBeRstd(fitting: Fitting): boolean {
  return roomsOf(fitting).some((room) => rangesOf(fitting, {}, room).length > 0);
}

interface Range {
  readonly root: Omit<Root, "eps">;
  readonly low: number; // of eps
  readonly high: number;
}

/**
 * The eps, and the denominator, and the place of eps, with which xhat and r belong together in every set: mean(xhat^2) =
 * 1 - eps r^2 for the biased variance and an eps inside the root. What the source says of the conventions is kept, and of eps where it makes no difference that shows. Fault "eps" where
 * only a very different one fits, "rstd" where none does.
 */
export function fitRoot(fitting: Fitting, asked: Asked): Result<Root> {
  const { eps } = asked;
  const careful = roomsOf(fitting).map((room) => rangesOf(fitting, asked, room));
  const careless = rangesOf(fitting, asked, () => CARELESS);
  const holds = ({ low, high }: Range): boolean => eps === undefined || (low <= eps && eps <= high);
  for (const ranges of careful) {
    const found = bestOf(ranges.filter(holds));
    if (found) return success({ ...found.root, eps: eps ?? epsIn(found) });
  }
  const told = bestOf(careful.find((ranges) => ranges.length > 0) ?? []);
  const near = bestOf(careless.filter(holds));
  // Where doubles are off by that much, rstd is of another forward: its inverse, its square, or of other columns.
  const isCareful = fitting.dtype === "float64" && fitting.lost === 0;
  // The gradients are made of xhat and r as they are, and need no eps: what they tell of it counts.
  if (near && (told !== undefined || !isCareful))
    return success({ ...(told ?? near).root, eps: told ? epsIn(told) : (eps ?? epsIn(near)) });
  const other = told ?? (isCareful ? undefined : bestOf(careless));
  if (!other) return failure("rstd", `Expected xhat and rstd of one forward, got some of which ${apart(fitting)}.`);
  const text = `eps is ${eps}, and mean(xhat^2) = 1 - eps rstd^2 asks for eps = ${short(epsIn(other))}: expected the eps that xhat and rstd were made with.`;
  return failure("eps", text);
}

/** No single eps: the two columns that ask for the most different ones. */
function apart({ sets, r }: Fitting): string {
  const asked = sets
    .map(({ column, square }, i) => ({ column, eps: (1 - square) / numberAt(r, i) ** 2 }))
    .filter(({ eps }) => Number.isFinite(eps))
    .sort((one, other) => one.eps - other.eps);
  const [least, most] = [asked[0], asked.at(-1)];
  if (!least || !most) return "mean(xhat^2) = 1 - eps rstd^2 asks for no finite eps";
  return `mean(xhat^2) = 1 - eps rstd^2 asks for eps = ${short(least.eps)} in column ${least.column}, and for ${short(most.eps)} in column ${most.column}`;
}

function rangesOf({ sets, r }: Fitting, asked: Asked, room: Room): Range[] {
  const roots = EPS_PLACEMENTS.flatMap((epsPlacement) => DENOMINATORS.map((variance) => ({ variance, epsPlacement })));
  return roots.flatMap((root): Range[] => {
    if ((asked.variance ?? root.variance) !== root.variance) return [];
    if ((asked.epsPlacement ?? root.epsPlacement) !== root.epsPlacement) return [];
    let low = 0;
    let high = Infinity;
    sets.forEach((set, i) => {
      const own = numberAt(r, i);
      const square = shareOf(set, root.variance);
      if (!Number.isFinite(square) || !Number.isFinite(own)) return;
      const left = room(set.members);
      const at = (share: number): number =>
        root.epsPlacement === "inside" ? (1 - share) / own ** 2 : (1 - Math.sqrt(Math.max(0, share))) / own;
      low = Math.max(low, at(square + left));
      high = Math.min(high, at(square - left));
    });
    return low <= high && low < Infinity ? [{ root, low, high }] : [];
  });
}

/** Of several the first with an eps that people use. */
function bestOf(ranges: readonly Range[]): Range | undefined {
  return ranges.find((range) => usualIn(range) !== undefined) ?? ranges[0];
}

const usualIn = ({ low, high }: Range): number | undefined => USUAL.find((eps) => low <= eps && eps <= high);

/** An eps that people use, or the shortest number. */
function epsIn(range: Range): number {
  const { low, high } = range;
  const usual = usualIn(range);
  if (usual !== undefined) return usual;
  const middle = high === Infinity ? low : (low + high) / 2;
  for (let digits = 1; digits <= 16; digits++) {
    const value = Number(middle.toPrecision(digits));
    if (low <= value && value <= high) return value;
  }
  return middle;
}

/** v / (v + eps) by the sum of xhat^2: with the denominator of the variance. */
export function shareOf({ square, members }: SetMoments, variance: Denominator): number {
  return variance === "unbiased" ? (square * members) / (members - 1) : square;
}

/**
 * Of an xhat without r: an unbiased variance where every set says so, whose r cannot tell otherwise. Fault "eps" where
 * the sums ask for one, and the source says 0.
 */
export function rootWithout(sets: readonly SetMoments[], asked: Asked): Result<Root> {
  const told = sets.filter(({ square, members }) => Number.isFinite(square) && members > 1);
  const isFull = (variance: Denominator): boolean =>
    told.every((set) => Math.abs(shareOf(set, variance) - 1) <= 4 * (8 + Math.sqrt(set.members)) * 2 ** -24);
  const unbiased = told.length > 0 && isFull("unbiased") && !isFull("biased");
  const variance = asked.variance ?? (unbiased ? "unbiased" : "biased");
  const eps = asked.eps ?? USUAL_EPS;
  const short0 = sets.find((set) => 1 - shareOf(set, variance) > CARELESS);
  if (eps === 0 && short0) {
    const text = `eps is 0, and mean(xhat^2) is ${short(shareOf(short0, variance))} in column ${short0.column}: expected 1, or the eps that xhat was made with.`;
    return failure("eps", text);
  }
  return success({ eps, variance, epsPlacement: asked.epsPlacement ?? "inside" });
}

/** An r with which a set has this xhat: of 1 - mean(xhat^2) = eps r^2 what rounding leaves. */
export function rstdBehind(set: SetMoments, { eps, variance, epsPlacement }: Root): number {
  if (eps === 0) return 1;
  const share = shareOf(set, variance);
  const left = Math.max(Number.isFinite(share) ? 1 - share : 1, 4 * (8 + Math.sqrt(set.members)) * 2 ** -53);
  return epsPlacement === "inside" ? Math.sqrt(left / eps) : (1 - Math.sqrt(1 - left)) / eps;
}
