import { DEFAULT_AXIS, type Layout } from "../../core/layout";
import { sizeOf } from "../../core/tensor";
import { gradientsByAutograd } from "./autograd-gradients";
import { leafOf } from "./leaf-of";
import { isNormalizedShape } from "../source/channel-axis";
import type { DebugRole } from "../source/debug-problem";
import type { NamedDescription } from "../readers/reader";

/** Names that the parts of a hand-written backward usually have, the usual one first. */
const NAMES: Readonly<
  Record<"x" | "xhat" | Exclude<DebugRole, "runningMean" | "runningVar" | "mask">, readonly string[]>
> = {
  x: ["x", "X", "inputs", "input", "hprebn"],
  // What a backward keeps in the place of x, and what x is made of it with.
  xhat: ["xhat", "x_hat", "xHat", "x_norm", "xnorm", "xn", "x_normalized", "x_normed", "normalized", "normed"],
  rstd: ["rstd", "inv_std", "invstd", "ivar", "istd", "inv_stddev", "std_inv", "invStd"],
  gamma: ["gamma", "weight", "scale", "g", "bngain"],
  beta: ["beta", "bias", "shift", "bnbias"],
  dout: ["dout", "dy", "grad_output", "grad_out", "gradOutput", "dL_dout", "upstream", "dO", "dhpreact"],
  eps: ["eps", "epsilon"],
  "candidate.dx": ["dx", "dX", "grad_input", "grad_x", "gradInput", "dinputs", "dhprebn"],
  "candidate.dgamma": ["dgamma", "dGamma", "grad_gamma", "grad_weight", "dweight", "dg", "dbngain"],
  "candidate.dbeta": ["dbeta", "dBeta", "grad_beta", "grad_bias", "dbias", "db", "dbnbias"],
};
export type BackwardRole = keyof typeof NAMES;
/** Names that x often has, and other tensors as often: they are offered first, and taken by nobody but the user. */
const WEAK_NAMES_OF_X: readonly string[] = ["inp", "a", "h", "z", "data"];
/** Names that a linear layer's matrix and bias have too: a batch norm's are of rank 1. */
const NAMES_OF_ANY_LAYER = /weight|(?<!bn)bias|^d?b$|^d?g$/;
const FLOATS = /float|double|half|\bf\d/i;
const FLOATS_IN_ROWS = /float|double|half|number|\bf\d/i;
const INTEGERS = /int|long|short|char|bool|\b[iu](8|16|32|64)\b|^[<>|=]?[iub]\d/i;
const AFFINE: readonly string[] = ["gamma", "beta", "candidate.dgamma", "candidate.dbeta"];
const PER_CHANNEL: readonly BackwardRole[] = ["rstd", "gamma", "beta", "candidate.dgamma", "candidate.dbeta"];

export const BACKWARD_ROLES = Object.keys(NAMES) as readonly BackwardRole[];

/** Whether a tensor's shape is possible in a role; x itself may have any shape of rank 2 to 5. */
export function fits(role: BackwardRole | DebugRole, shape: readonly number[] | null, x: Columns | undefined): boolean {
  if (!shape) return false;
  if (isBatch(role)) return shape.length >= 2 && shape.length <= 5 && !shape.includes(0);
  if (!x) return true;
  if (role === "dout" || role === "candidate.dx") return shape.join() === x.shape.join();
  if (role === "eps") return sizeOf(shape) === 1;
  if (x.shape.length === 1) return isWholePart(sizeOf(shape), sizeOf(x.shape));
  if (isAffine(role) && !x.cells && isNormalizedShape(shape, x.shape)) return true;
  return role === "mask" ? sizeOf(shape) === rowsOf(x) : columnsOf(role, x).includes(sizeOf(shape));
}

/** Whether a part is x, or stands in its place: the others take their sizes from it. */
export function isBatch(role: BackwardRole | DebugRole): boolean {
  return role === "x" || role === "xhat";
}

/** An x, and the axis that holds its channels, where somebody has said which: else it is the second or the last one. */
interface Columns extends Pick<Layout, "shape">, Partial<Pick<Layout, "axis" | "channels" | "cells">> {}

/** Whether so many values may be one for each channel, or each row, of an x whose sizes are not known yet. */
function isWholePart(values: number, all: number): boolean {
  return values > 0 && values < all && all % values === 0;
}

function isAffine(role: BackwardRole | DebugRole): boolean {
  return AFFINE.includes(role);
}

/** How many values a part may have: one for each channel or, of a layer whose sets are none, each entry of gamma or each set. */
function columnsOf(role: BackwardRole | DebugRole, { shape, axis, channels = 0, cells }: Columns): readonly number[] {
  if (cells) return [isAffine(role) ? sizeOf(cells.affineShape) : channels];
  const axes = axis === undefined ? [DEFAULT_AXIS, shape.length - 1] : [axis];
  return [...new Set(axes.map((one) => shape[one] ?? 0))];
}

function rowsOf({ shape, axis = DEFAULT_AXIS }: Columns): number {
  return sizeOf(shape) / (shape[axis] ?? 0);
}

/** What a tensor in a role must be beside x: "64 x 128", "128 values". */
export function sizeWanted(role: DebugRole, x: Columns): string {
  if (role === "dout" || role === "candidate.dx") return x.shape.join(" x ");
  if (role === "eps") return "one value";
  return `${role === "mask" ? rowsOf(x) : columnsOf(role, x).join(" or ")} values`;
}

/** The tensor that has one of a role's usual names, and a shape that fits x's. */
export function findByName(
  role: BackwardRole,
  list: readonly NamedDescription[],
  x: readonly number[],
): string | undefined {
  return nearest(role, list, { shape: x })?.expression;
}

/** What stands for which part of a backward. */
export type Matches = Partial<Record<BackwardRole, NamedDescription>>;

/** Parts with one more. Of x and the xhat in its place the newest word counts, and rstd stands beside xhat alone. */
export function withPart<T>(
  { x, xhat, rstd, ...rest }: Partial<Record<BackwardRole, T>>,
  role: BackwardRole,
  part: T,
): Partial<Record<BackwardRole, T>> {
  const kept = role === "x" ? {} : { ...(xhat !== undefined && { xhat }), ...(rstd !== undefined && { rstd }) };
  return { ...(role !== "xhat" && x !== undefined && { x }), ...kept, ...rest, [role]: part };
}

/** As what the user's answer for a role is used: what is called xhat is no x, but stands in its place. */
export function roleOfAnswer(role: BackwardRole, expression: string): BackwardRole {
  return role === "x" && isNamed("xhat", expression) ? "xhat" : role;
}

/** The tensor that all other parts take their sizes from. */
export function batchOf({ x, xhat }: Matches): NamedDescription | undefined {
  return x ?? xhat;
}

/**
 * Finds the parts of a backward by name. What has a name and cannot be the part, by its shape or its type, is not taken;
 * nor is a weight or bias of rank 2, which belongs to a linear layer. The channels lie on axis 1, or on the last axis
 * where that has more parts of one value a channel. What autograd has computed stands for a gradient that has no name.
 * Where no x is found, xhat with rstd stands in its place. `known` is what the user has said.
 */
export function matchByName(list: readonly NamedDescription[], known: Matches = {}): Matches {
  const second = matchAlong(list, known, DEFAULT_AXIS);
  const last = matchAlong(list, known, -1);
  const perChannel = (found: Matches): number => PER_CHANNEL.filter((role) => found[role] !== undefined).length;
  const found = perChannel(last) > perChannel(second) ? last : second;
  return { ...gradientsByAutograd(list, found), ...found };
}

/** `axis` is the one of x that holds its channels. */
function matchAlong(list: readonly NamedDescription[], known: Matches, axis: number): Matches {
  const found = { ...known };
  for (const role of BACKWARD_ROLES) {
    const left = list.filter((entry) => !Object.values(found).includes(entry));
    const entry = found[role] ?? nearestPart(role, left, found, axis);
    if (entry) found[role] = entry;
  }
  return found;
}

function nearestPart(
  role: BackwardRole,
  list: readonly NamedDescription[],
  found: Matches,
  axis: number,
): NamedDescription | undefined {
  if (role === "x") return found.xhat ? undefined : nearestX(list);
  if (role === "xhat") return found.x ? undefined : nearestXhat(list, axis);
  if (role === "rstd") return found.xhat && nearestRstd(found.xhat, list, axis);
  return nearest(role, list, columnsAlong(batchOf(found), axis));
}

function columnsAlong(batch: NamedDescription | undefined, axis: number): Columns | undefined {
  const shape = batch?.description.shape;
  return shape ? { shape, axis: axis < 0 ? shape.length + axis : axis } : undefined;
}

/** xhat in the place of x: with its rstd, and where the numbers do not show that an x is there under another name. */
function nearestXhat(list: readonly NamedDescription[], axis: number): NamedDescription | undefined {
  if (list.some(({ explains }) => explains !== undefined)) return undefined;
  const xhat = nearest("xhat", list, undefined);
  return xhat && nearestRstd(xhat, list, axis) ? xhat : undefined;
}

/** rstd by its name, from the frame of its xhat. */
function nearestRstd(
  xhat: NamedDescription,
  list: readonly NamedDescription[],
  axis: number,
): NamedDescription | undefined {
  const ofFrame = list.filter(({ frame }) => frame?.frameId === xhat.frame?.frameId);
  return nearest("rstd", ofFrame, columnsAlong(xhat, axis));
}

/** Whether another tensor explains xhat or out, and this one does not, although it has x's name. */
function isOutdone(found: NamedDescription, list: readonly NamedDescription[]): boolean {
  return found.explains === undefined && list.some(({ explains }) => explains !== undefined);
}

/**
 * x by its name, unless the numbers speak for another. Where there is none, a list of numbers in a row that a dout of the
 * same length stands beside.
 */
function nearestX(list: readonly NamedDescription[]): NamedDescription | undefined {
  const found = nearest("x", list, undefined);
  if (found) return isOutdone(found, list) ? undefined : found;
  const inRows = list.filter(
    ({ frame, description: { shape, dtype } }) => !frame && shape?.length === 1 && FLOATS_IN_ROWS.test(dtype),
  );
  const sizeOfDout = inRows.find(({ expression }) => isNamed("dout", expression))?.description.shape?.[0] ?? 0;
  const [only, ...others] = inRows.filter(
    ({ expression, description }) => isNamed("x", expression) && description.shape?.[0] === sizeOfDout,
  );
  return sizeOfDout > 1 && others.length === 0 ? only : undefined;
}

/**
 * The tensor with the most usual name of a role: a variable of the frame, else the only one that a variable holds, such
 * as cache["x"] or self.layer.gamma, else the same of the callers, the nearest first. The gradients of a program's own are
 * not taken from callers, which may hold those of an earlier call, nor is anything of the module taken unasked.
 */
function nearest(
  role: BackwardRole,
  list: readonly NamedDescription[],
  x: Columns | undefined,
): NamedDescription | undefined {
  const fitting = list.filter((entry) => !entry.isOfModule && isOf(role, entry, x));
  const frames = new Set(fitting.map(({ frame }) => frame?.frameId));
  for (const frameId of role.startsWith("candidate.") ? [undefined] : [undefined, ...frames]) {
    const ofFrame = fitting.filter(({ frame }) => frame?.frameId === frameId);
    for (const isVariable of [true, false]) {
      for (const name of NAMES[role]) {
        const [only, ...others] = ofFrame.filter(
          ({ expression }) => leafOf(expression) === name && (expression === name) === isVariable,
        );
        if (others.length > 0) return undefined; // which of them, only the user knows
        if (only) return only;
      }
    }
  }
  return undefined;
}

/** Whether the last name of an expression is a usual one of a role. */
export function isNamed(role: BackwardRole, expression: string): boolean {
  return NAMES[role].includes(leafOf(expression));
}

/** Whether a tensor with a usual name of a role can be taken for it unasked. Integers are ids or labels, no batch. */
function isOf(role: BackwardRole, { expression, description }: NamedDescription, x: Columns | undefined): boolean {
  const { shape, dtype, number, sizesAsked } = description;
  if (role === "eps" && number !== null) return number >= 0;
  if (sizesAsked && role !== "eps") return FLOATS.test(dtype);
  if (!fits(role, shape, x)) return false;
  if (PER_CHANNEL.includes(role)) return shape?.length !== 2 || !NAMES_OF_ANY_LAYER.test(leafOf(expression));
  return role === "eps" || FLOATS.test(dtype) || !INTEGERS.test(dtype);
}

/** What a name is usual for: x alone, x among others, another part, or nothing. */
export function usualFor(name: string): "x" | "x among others" | "another part" | undefined {
  if (NAMES.x.includes(name)) return "x";
  if (WEAK_NAMES_OF_X.includes(name)) return "x among others";
  // xhat may be asked for in the place of x.
  return BACKWARD_ROLES.some((role) => !isBatch(role) && NAMES[role].includes(name)) ? "another part" : undefined;
}

export const EPS_NAMES = NAMES.eps;
