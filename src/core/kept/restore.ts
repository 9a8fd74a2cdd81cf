import { halfUnit, printedDigits } from "../printed-digits";
import { failure, success, type Result } from "../fault";
import { numberAt } from "../item-at";
import { rowAt } from "../layout";
import { setOfRow } from "../sets";
import { fitRoot, rootWithout, rstdBehind, shareOf, USUAL_EPS } from "./fit-root";
import { short, type Kept, type Keeping, type Restored, type Root } from "./kept";
import { measureSets, scaled, type SetMoments } from "./set-moments";

/** |mean(xhat)| beyond it, or mean(xhat^2) so far above 1, is no rounding: these numbers are no xhat. */
const FAR = 0.1;

/**
 * The x of a forward with the batch's own statistics. Faults "xhat" and "xmu" where the values are none, "eps" and "rstd"
 * where they contradict those.
 */
export function restoreTraining(keeping: Keeping): Result<Restored> {
  const { what, given, rstd, asked } = keeping;
  const isXhat = what === "xhat";
  const moments = measureSets(keeping);
  const ofXhat = (r: Float64Array): SetMoments[] =>
    isXhat ? moments : moments.map((set, i) => scaled(set, numberAt(r, i)));
  const early = isXhat || rstd ? notKept(ofXhat(rstd ?? new Float64Array(0)), keeping) : undefined;
  if (early) return early;
  const fits = rstd
    ? fitRoot({ sets: ofXhat(rstd), r: rstd, dtype: given.dtype, lost: lostInPrint(keeping, rstd) }, asked)
    : isXhat
      ? rootWithout(moments, asked)
      : success(rootOf(asked));
  if (!fits.ok) return fits;
  const root = fits.value;
  const r = rstd ?? Float64Array.from(moments, (set) => (isXhat ? rstdBehind(set, root) : rstdOf(set, root)));
  const late = isXhat || rstd ? undefined : notKept(ofXhat(r), keeping);
  if (late) return late;
  const state = rstd ? "given" : isXhat ? "unknown" : "follows";
  const kept: Kept = { what, values: given.values, r, rstd: state, said: trainingSaid(what, state, root, asked) };
  return success({ ...root, x: isXhat ? divided(keeping, r) : given.values, kept });
}

/** Half a unit of the last digit that was printed of xhat or r, in units of xhat; 0 where none was printed. */
export function lostInPrint({ what, given }: Pick<Keeping, "what" | "given">, r: Float64Array): number {
  const [ofX, ofR] = [printedDigits(given.values, given.dtype), printedDigits(r, "float64")];
  const largest = r.reduce((most, value) => (value > most && value < Infinity ? value : most), 0);
  const relative = ofR ? Math.max(...Array.from(r, (value) => halfUnit(ofR, value) / value)) : 0;
  return (ofX ? halfUnit(ofX, 1) * (what === "xhat" ? 1 : largest) : 0) + relative;
}

/** What is given of the running statistics, (D) each. */
interface Running {
  readonly mean?: Float64Array;
  readonly variance?: Float64Array;
}

/**
 * The x of a forward with running statistics, and the statistics themselves, of which rstd and xhat tell enough. The sums
 * of xhat tell nothing there.
 */
export function restoreEvaluation(
  keeping: Keeping,
  given: Running,
): Result<Restored & { readonly running: Required<Running> }> {
  const { what, layout, rstd, asked } = keeping;
  if (what === "xmu" && !rstd && !given.variance) {
    return failure("running-missing", "Evaluation mode needs runningVar or rstd beside xmu, got neither.");
  }
  const largest = rstd?.reduce((most, value) => (value > most ? value : most), 0) ?? 0;
  const fits = Math.sqrt(USUAL_EPS) * largest <= 1;
  const root = rootOf({ ...asked, eps: asked.eps ?? (rstd || given.variance ? (fits ? USUAL_EPS : 0) : 0) });
  const off = rstd && given.variance && apart(rstd, given.variance, root);
  if (off !== undefined) return failure("rstd", off);
  const variance =
    rstd?.map((value) => varianceBehind(value, root)) ?? given.variance ?? new Float64Array(layout.channels).fill(1);
  const column = variance.findIndex((value) => value < 0);
  if (rstd && column >= 0) {
    const text = `rstd[${column}] is ${short(numberAt(rstd, column))}, expected at most ${short(1 / distanceOf(0, root))} with eps = ${root.eps}.`;
    return failure("rstd", text);
  }
  const r = rstd ?? variance.map((value) => 1 / distanceOf(value, root));
  const state = rstd ? "given" : given.variance ? "follows" : "unknown";
  const mean = given.mean ?? new Float64Array(layout.channels);
  const kept: Kept = { what, values: keeping.given.values, r, rstd: state, said: evaluationSaid(what, state) };
  return success({ ...root, x: shifted(keeping, r, mean), kept, running: { mean, variance } });
}

/** Where rstd and the running variance contradict each other. */
function apart(rstd: Float64Array, variance: Float64Array, root: Root): string | undefined {
  const column = rstd.findIndex((value, k) => Math.abs(value * distanceOf(numberAt(variance, k), root) - 1) > FAR);
  if (column < 0) return undefined;
  const other = short(1 / distanceOf(numberAt(variance, column), root));
  return `rstd[${column}] is ${short(numberAt(rstd, column))}, and runningVar with eps = ${root.eps} gives ${other}: expected the same.`;
}

function rootOf({ eps = USUAL_EPS, variance = "biased", epsPlacement = "inside" }: Partial<Root>): Root {
  return { eps, variance, epsPlacement };
}

/** What a variance divides by. */
function distanceOf(variance: number, { eps, epsPlacement }: Root): number {
  return epsPlacement === "outside" ? Math.sqrt(variance) + eps : Math.sqrt(variance + eps);
}

/** Below 0 where there is none. */
function varianceBehind(r: number, { eps, epsPlacement }: Root): number {
  if (epsPlacement === "inside") return 1 / r ** 2 - eps;
  return 1 / r < eps ? -1 : (1 / r - eps) ** 2;
}

/** r of the values themselves. */
function rstdOf(set: SetMoments, root: Root): number {
  return 1 / distanceOf(shareOf(set, root.variance), root);
}

/** One sentence where the sums over a set are not those of what was said to be kept. */
function notKept(sets: readonly SetMoments[], { what }: Keeping): Result<never> | undefined {
  const far = sets.find(({ mean, square }) => Math.abs(mean) > FAR && Math.abs(mean) > FAR * Math.sqrt(square));
  const hint = "of running statistics they are kept in evaluation mode";
  if (far) {
    const of = what === "xhat" ? "xhat" : "xmu, in units of 1 / rstd,";
    return failure(what, `The mean of ${of} is ${short(far.mean)} in column ${far.column}, expected 0; ${hint}.`);
  }
  const large = sets.find(({ square }) => square > 1 + FAR);
  if (!large) return undefined;
  const of = what === "xhat" ? "xhat^2" : "(xmu rstd)^2";
  const text = `The mean of ${of} is ${short(large.square)} in column ${large.column}, expected 1 or a little less; ${hint}.`;
  return failure(what, text);
}

/** The values divided by r of their set. */
function divided({ given, layout, sets }: Keeping, r: Float64Array): Float64Array {
  const { channels, inner } = layout;
  const only = sets.length === 1;
  return Float64Array.from(given.values, (value, offset) => {
    const k = Math.floor(offset / inner) % channels;
    return value / numberAt(r, only ? k : k * sets.length + setOfRow(sets, rowAt(layout, offset)));
  });
}

function shifted({ what, given, layout }: Keeping, r: Float64Array, mean: Float64Array): Float64Array {
  const { channels, inner } = layout;
  return Float64Array.from(given.values, (value, offset) => {
    const k = Math.floor(offset / inner) % channels;
    return (what === "xhat" ? value / numberAt(r, k) : value) + numberAt(mean, k);
  });
}

function trainingSaid(what: Kept["what"], state: Kept["rstd"], root: Root, asked: Partial<Root>): string[] {
  if (what === "xmu")
    return [
      "x is not given: x - mu stands in its place, and has the same gradients.",
      ...inferred(what, state, root, asked),
    ];
  if (state === "given") {
    return [
      "x is not given: xhat / rstd stands in its place, with mean 0, and has the same gradients.",
      ...inferred(what, state, root, asked),
    ];
  }
  const text = `Neither x nor rstd is given: dgamma and dbeta are exact, and each column of dx is known up to a positive factor. It is shown for the rstd that follows from 1 - mean(xhat^2) = eps rstd^2 with eps = ${root.eps}.`;
  return [text, ...inferred(what, state, root, asked)];
}

/** What of the root the numbers have told. */
function inferred(what: Kept["what"], state: Kept["rstd"], root: Root, asked: Partial<Root>): string[] {
  const { eps, variance, epsPlacement } = root;
  const other = asked.eps !== undefined && asked.eps !== eps;
  const told = [
    ...(state === "given" && (asked.eps === undefined || other) ? [`eps = ${short(eps)}`] : []),
    ...(asked.variance === undefined && variance === "unbiased" ? ["the unbiased variance"] : []),
    ...(asked.epsPlacement === undefined && epsPlacement === "outside" ? ["an eps outside of the root"] : []),
  ];
  if (told.length === 0) return [];
  const from = state === "given" ? `${what} and rstd agree on` : "The mean of xhat^2 tells of";
  const but = other ? `, which counts here, and not on the ${asked.eps} that is said` : "";
  return [`${from} ${told.join(" and ")}${but}.`];
}

function evaluationSaid(what: Kept["what"], state: Kept["rstd"]): string[] {
  if (state === "unknown") {
    return [
      "Neither x nor rstd nor runningVar is given: dgamma and dbeta are exact, and each column of dx is known up to a positive factor. It is shown for rstd = 1.",
    ];
  }
  const made = what === "xhat" ? "xhat / rstd + runningMean" : "xmu + runningMean";
  return [`x is not given: ${made} stands in its place, and has the same gradients.`];
}
