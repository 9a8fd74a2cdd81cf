/**
 * Which other layer a candidate is right for. A backward that is right for another forward than the one that is told is
 * the most frequent wrong alarm there is, so the layers, denominators and eps that people use are tried before a formula
 * is blamed.
 */
import { batchnormGradients } from "../../batchnorm/batchnorm";
import { gatherAffine } from "../../batchnorm/affine-rows";
import { columnMembers } from "../../batchnorm/column";
import { slopeAt } from "../../activation/acting";
import { ACTIVATIONS, type Activation, type Denominator, type EpsPlacement } from "../../conventions";
import { itemAt, numberAt } from "../../item-at";
import { describeLayer, normalizesAxes, type LayerKeys } from "../../normalization-layer";
import { createProblem, type Candidate, type Problem, type ProblemInput } from "../../problem";
import { maskOf } from "../../sets";
import type { Dtype, Tensor, Values } from "../../tensor";
import { precisionsOf } from "../evidence/given-precision";
import type { Fit } from "../../verdict";
import { isZero } from "../judgement/all-zero";
import { againstWords, isOpen, openWords } from "../fits/open-keys";
import { exactly, listed } from "../wording";
import { sharp, type Case } from "../judgement/case";
import { layerHolds } from "./layer-agreement";

/** Larger problems are not tried under other layers: each takes the gradients of the whole. */
const MOST_CELLS = 2 ** 20;
/** What libraries add to the variance. */
export const USUAL_EPS = [1e-5, 1e-6, 1e-3, 1e-8, 1e-12];
/** What may differ beside the layer itself. */
const CONVENTIONS = ["eps", "variance", "epsPlacement", "gammaOffset", "activation"] as const;
const USUAL_GROUPS = [1, 2, 4, 8, 16, 32];

/** What is tried in the place of what the problem says, in the keys of a problem file. */
export interface Other extends LayerKeys {
  readonly eps?: number;
  readonly variance?: Denominator;
  readonly epsPlacement?: EpsPlacement;
  readonly gammaOffset?: 0 | 1;
  readonly activation?: Activation;
  /** Without gamma and beta. */
  readonly plain?: true;
  /** All elements make the statistics. */
  readonly unmasked?: true;
}

/** A layer that makes every given gradient right. */
export interface LayerFit {
  readonly fit: Fit; // its sentence: "dx and dgamma are right for RMS norm over 7; norm is not given."
  readonly open: boolean; // the source says nothing else
}

export function fittingLayer(problem: Problem, candidate: Candidate): LayerFit | undefined {
  const { dx } = candidate;
  // A dx of 0 is any layer's whose sets are small enough.
  if (!dx || isZero({ candidate }) || problem.x.length > MOST_CELLS || !canTry(problem)) return undefined;
  const isNearLayer = (layer: Other): boolean => {
    const made = createProblem(inputWith(problem, candidate, layer));
    return made.ok && isNear(made.value, dx.values);
  };
  const layers = otherLayers(problem);
  const near = layers.filter(isNearLayer);
  const shifted = layers.flatMap((layer) => otherGamma(problem, layer)).filter(isNearLayer);
  const withEps = [...near, ...shifted].flatMap((layer) => otherEps(problem.eps).map((eps) => ({ ...layer, eps })));
  return firstFitting(problem, candidate, [...near, ...ownConventions(problem), ...shifted, ...withEps]);
}

function firstFitting(problem: Problem, candidate: Candidate, tried: readonly Other[]): LayerFit | undefined {
  const known = new Map<boolean, Case["precisions"]>(); // what few digits tell depends on whether it is batch norm
  for (const other of tried) {
    const made = createProblem(inputWith(problem, candidate, other));
    if (!made.ok) continue;
    const isBatch = made.value.norm === "batch";
    const precisions = known.get(isBatch) ?? sharp(precisionsOf(made.value, candidate));
    known.set(isBatch, precisions);
    // Most are found out by their first sets: the gradients of the whole are made of few.
    if (!firstSetsHold(made.value, candidate, precisions)) continue;
    const gradients = batchnormGradients(made.value, "exact");
    if (layerHolds(made.value, gradients, candidate, precisions)) return told(problem, candidate, made.value, other);
  }
  return undefined;
}

/** Whether dx of the first sets is that of a layer. By itself each is one of layer norm, or of RMS norm. */
function firstSetsHold(problem: Problem, { dx }: Candidate, precisions: Case["precisions"]): boolean {
  const { layout, norm, dtype, eps, variance, epsPlacement, activation, slope, tolerance } = problem;
  // By itself a set of another layer has no mask.
  if (!dx || problem.mask || problem.setMask) return true;
  const M = layout.rows;
  const tensor = (values: Float64Array, as: Dtype = "float64"): Tensor => ({ shape: [1, M], values, dtype: as });
  const vector = (values: Float64Array, k: number): Tensor => ({
    ...tensor(gatherAffine(layout, values, k, new Float64Array(M))),
    shape: [M],
  });
  for (let k = 0; k < Math.min(FIRST_SETS, layout.channels); k++) {
    const made = createProblem({
      norm: norm === "rms" ? "rms" : "layer",
      x: tensor(columnMembers(layout, problem.x, k), dtype),
      dout: tensor(columnMembers(layout, problem.dout, k)),
      gamma: vector(problem.gamma, k),
      beta: vector(problem.beta, k),
      ...{ eps, variance, epsPlacement, activation, slope, tolerance },
    });
    if (!made.ok) return true;
    const given = { dx: tensor(columnMembers(layout, dx.values, k), dx.dtype) };
    if (!layerHolds(made.value, batchnormGradients(made.value, "exact"), given, { dx: precisions.dx })) return false;
  }
  return true;
}

/** What a batch alone can have no other layer takes over. */
export function canTry({ mode, kept, split, parts }: Problem): boolean {
  return mode === "train" && !kept && split.length === 0 && parts.length < 2;
}

/** What a problem's mask leaves: one for each place of each sample. */
export function maskIn({ mask, setMask }: Problem): Uint8Array | undefined {
  return mask ?? setMask?.rows;
}

/** The layer itself under other conventions, and under another eps with each; batch norm has fits of its own. */
function ownConventions(problem: Problem): Other[] {
  const { norm, variance, epsPlacement, eps, activation } = problem;
  if (norm === "batch") return [];
  const layer = keysOf(problem);
  const others: Other[] = [
    { ...layer, variance: variance === "biased" ? "unbiased" : "biased" },
    { ...layer, epsPlacement: epsPlacement === "inside" ? "outside" : "inside" },
    ...otherGamma(problem, layer),
  ];
  return [
    ...(maskIn(problem) ? [{ ...layer, unmasked: true } as const] : []),
    ...otherEps(eps).map((value) => ({ ...layer, eps: value })),
    ...others,
    ...ACTIVATIONS.filter((other) => other !== activation).map((other) => ({ ...layer, activation: other })),
    ...others.flatMap((other) => otherEps(eps).map((value) => ({ ...other, eps: value }))),
  ];
}

/** A layer with gamma read the other way: as it is, or as gamma - 1. */
function otherGamma({ stated, gammaOffset }: Problem, layer: LayerKeys): Other[] {
  if (layer.norm === "batch" || !stated.includes("gamma")) return [];
  return [{ ...layer, gammaOffset: gammaOffset === 0 ? 1 : 0 }];
}

const otherEps = (eps: number): number[] => USUAL_EPS.filter((value) => value !== eps);

/** The layers that a shape can have, but for the problem's own. */
export function otherLayers(problem: Problem): LayerKeys[] {
  const { norm, layout, groups, normalizedAxes } = problem;
  const { shape } = layout;
  const rank = shape.length;
  const tails = [...new Set([1, rank - 1])].filter((length) => length >= 1 && length < rank);
  const channelAxes = rank === 2 ? [1] : rank > 2 ? [1, rank - 1] : [];
  const counts = norm === "group" ? [...new Set([groups, ...USUAL_GROUPS])] : USUAL_GROUPS;
  const over = (kind: "layer" | "rms"): LayerKeys[] => [
    ...tails.map((length) => ({ norm: kind, normalizedShape: shape.slice(rank - length) })),
    ...(rank > 2 ? [{ norm: kind, axes: [1] }] : []),
  ];
  const all: LayerKeys[] = [
    ...over("layer"),
    ...over("rms"),
    ...channelAxes.flatMap((axis): LayerKeys[] => [
      ...(rank <= 5 ? [{ norm: "batch" as const, axis }] : []),
      ...(rank > 2 ? [{ norm: "instance" as const, axis }] : []),
      ...counts.map((count) => ({ norm: "group" as const, groups: count, axis })),
    ]),
  ];
  const isOwn = (keys: LayerKeys): boolean => {
    if (keys.norm !== norm) return false;
    if (normalizesAxes(keys)) {
      const tail = keys.normalizedShape?.length;
      const axes = keys.axes ?? shape.map((_, at) => at).slice(rank - (tail ?? 1));
      return axes.join() === normalizedAxes.join();
    }
    return keys.axis === layout.axis && (norm !== "group" || keys.groups === groups);
  };
  // A mask is of the places beside the channels: with these on another axis it says something else.
  const canHave = (keys: LayerKeys): boolean => !maskIn(problem) || (keys.axis ?? layout.axis) === layout.axis;
  return all.filter((keys) => !isOwn(keys) && canHave(keys));
}

/** What says which layer a problem has. */
export function keysOf({ norm, layout, groups, normalizedAxes }: Problem): LayerKeys {
  if (normalizesAxes({ norm })) return { norm, axes: normalizedAxes };
  return { norm, axis: layout.axis, ...(norm === "group" && { groups }) };
}

export function inputWith(problem: Problem, candidate: Candidate, { plain, unmasked, ...other }: Other): ProblemInput {
  const { layout, x, dtype, dout, eps, variance, epsPlacement, activation, slope, tolerance } = problem;
  const vector = (key: "gamma" | "beta", values: Float64Array): Pick<ProblemInput, "gamma" | "beta"> => {
    if (!problem.stated.includes(key) || plain) return {};
    const offset = key === "gamma" ? problem.gammaOffset : 0;
    const [first = 0] = values;
    const given = values.map((value) => value - offset);
    if (values.every((value) => value === first)) return { [key]: first - offset };
    return { [key]: { shape: [values.length], values: given, dtype: "float64" } };
  };
  const doutTensor = { shape: layout.shape, values: dout, dtype: "float64" as const };
  const { gammaOffset = problem.gammaOffset } = other;
  const rows = unmasked || normalizesAxes(other) ? undefined : maskIn(problem);
  return {
    x: { shape: layout.shape, values: x, dtype },
    dout: doutTensor,
    ...vector("gamma", problem.gamma),
    ...vector("beta", problem.beta),
    ...{ eps, variance, epsPlacement, activation, slope, tolerance, candidate },
    ...other,
    ...(rows && { mask: { shape: [rows.length], values: Float64Array.from(rows), dtype: "float64" as const } }),
    ...(other.norm !== "batch" && { gammaOffset }),
  };
}

/** Sets that are looked at before the gradients of a whole layer are made. */
const FIRST_SETS = 4;
/** The share of dx that another eps, or few bits, may move. */
const LOOSE = 0.05;

/** Whether dx of the first sets is about that of a layer: in plain arithmetic, so that most layers cost nothing. */
function isNear(problem: Problem, dx: Values): boolean {
  const { layout, norm, eps } = problem;
  const { rows: N, channels } = layout;
  const of = (values: Values, k: number): Float64Array => columnMembers(layout, values, k);
  let [off, all] = [0, 0];
  for (let k = 0; k < Math.min(FIRST_SETS, channels); k++) {
    const [x, given] = [of(problem.x, k), of(dx, k)];
    const mask = maskOf(problem, k);
    const member = (i: number): number => (mask ? itemAt(mask, i) : 1);
    const M = x.reduce((count, _, i) => count + member(i), 0);
    const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / M;
    const mu = norm === "rms" ? 0 : mean(x.map((value, i) => member(i) * value));
    const r = 1 / Math.sqrt(mean(x.map((value, i) => member(i) * (value - mu) ** 2)) + eps);
    const xhat = x.map((value) => (value - mu) * r);
    const gamma = gatherAffine(layout, problem.gamma, k, new Float64Array(N));
    const beta = gatherAffine(layout, problem.beta, k, new Float64Array(N));
    const slope = slopeAt(problem);
    const u = of(problem.dout, k).map((value, i) => {
      const [weight, shift] = [numberAt(gamma, i), numberAt(beta, i)];
      return weight * value * slope(weight * numberAt(xhat, i) + shift);
    });
    const ubar = norm === "rms" ? 0 : mean(u);
    const c = mean(u.map((value, i) => value * numberAt(xhat, i)));
    u.forEach((value, i) => {
      const paths = member(i) * (ubar + numberAt(xhat, i) * c);
      off += (r * (value - paths) - numberAt(given, i)) ** 2;
      all += numberAt(given, i) ** 2;
    });
  }
  return off <= LOOSE * LOOSE * all;
}

function told(problem: Problem, candidate: Candidate, made: Problem, other: Other): LayerFit {
  const names = (["dx", "dgamma", "dbeta"] as const).filter((name) => candidate[name]);
  const { layer, changed, open, why } = layerSaid(problem, made, other);
  const right = `${listed(names)} ${names.length === 1 ? "is" : "are"} right for ${layer}`;
  const fit = {
    set: settingOf(problem, made, changed),
    sentence: `${right}${why}.`,
    right,
    open: why.replace(/^[;,] /, ""),
  };
  return { open, fit };
}

/** What is to be said in a problem file, of the keys under which a layer was made that fits. */
function settingOf(problem: Problem, made: Problem, changed: readonly string[]): Fit["set"] {
  const { norm, axes, axis, groups } = keysOf(made);
  const isOther = changed.includes("norm");
  const ofShape = changed.includes("normalizedShape") && normalizesTail(made);
  return {
    ...(isOther && { norm: norm ?? "batch" }),
    ...(axes &&
      (isOther || ((changed.includes("axes") || changed.includes("normalizedShape")) && !ofShape)) && { axes }),
    ...(axes && ofShape && { normalizedShape: axes.map((at) => itemAt(made.layout.shape, at)) }),
    ...(axis !== undefined && (isOther || changed.includes("axis")) && { axis }),
    ...(groups !== undefined && (isOther || changed.includes("groups")) && { groups }),
    ...Object.fromEntries(CONVENTIONS.filter((key) => changed.includes(key)).map((key) => [key, made[key]])),
    ...(changed.includes("mask") && { mask: Array.from(maskIn(problem) ?? [], () => 1) }),
    ...(changed.includes("gamma") && { gamma: 1 }),
    ...(changed.includes("beta") && { beta: 0 }),
  };
}

/** How a layer that was tried is called, and what the source says to it. */
export interface SaidLayer {
  readonly layer: string; // "RMS norm over 7 with eps 1e-6"
  readonly changed: readonly string[]; // keys that it has another value of than the problem
  readonly open: boolean; // the source says nothing else
  readonly why: string; // "; norm is not given", ", but eps says otherwise"
}

/** Which keys say that it is another layer: the norm itself, or what the same norm is taken over. */
function layerKeysChanged({ norm, layout, groups, normalizedAxes, stated }: Problem, made: Problem): string[] {
  if (made.norm !== norm) return ["norm"];
  if (!normalizesAxes({ norm })) {
    return [...(made.layout.axis === layout.axis ? [] : ["axis"]), ...(made.groups === groups ? [] : ["groups"])];
  }
  if (made.normalizedAxes.join() === normalizedAxes.join()) return [];
  const byShape = stated.includes("normalizedShape") || (!stated.includes("axes") && normalizesTail(made));
  return [byShape ? "normalizedShape" : "axes"];
}

function normalizesTail({ layout, normalizedAxes: axes }: Problem): boolean {
  return axes[0] === layout.shape.length - axes.length;
}

export function layerSaid(problem: Problem, made: Problem, other: Other): SaidLayer {
  const changed = [
    ...layerKeysChanged(problem, made),
    ...CONVENTIONS.filter((key) => made[key] !== problem[key]),
    ...(maskIn(problem) && !maskIn(made) ? ["mask"] : []),
    ...(other.plain ? (["gamma", "beta"] as const).filter((key) => problem.stated.includes(key)) : []),
  ];
  const conventions = [
    ...(changed.includes("eps") ? [`eps ${exactly(made.eps)}`] : []),
    ...(changed.includes("variance") ? [`the ${made.variance} variance`] : []),
    ...(changed.includes("epsPlacement") ? [`eps ${made.epsPlacement} the root`] : []),
    ...(changed.includes("gammaOffset") ? [`gammaOffset ${made.gammaOffset}`] : []),
    ...(changed.includes("activation") ? [`activation ${made.activation}`] : []),
    ...(changed.includes("mask") ? ["no mask"] : []),
    ...(other.plain ? ["no gamma and beta"] : []),
  ];
  const withWhat = conventions.length > 0 ? ` with ${listed(conventions)}` : "";
  const stated = changed.filter((key) => !isOpen(problem, key));
  const open = stated.length === 0;
  return {
    ...{ layer: `${describeLayer(made)}${withWhat}`, changed, open },
    why: open ? `; ${openWords(problem, changed)}` : `, ${againstWords(stated)}`,
  };
}
