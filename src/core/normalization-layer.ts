/**
 * What a normalization layer does with the axes of x. Two words for each axis tell all of it: whether a set, which shares
 * a mean and a variance, runs along it, and whether gamma has an entry for each place on it.
 *
 *   norm         a set runs along              gamma and beta have an entry for each
 *   batch        all axes but the channels     channel
 *   layer, rms   the normalized axes           place on the normalized axes
 *   group        all but samples and groups    channel: the axis of channels is cut into groups x channels of a group
 *   instance     all but samples, channels     channel
 */
import { failure, success, type Result } from "./fault";
import { itemAt } from "./item-at";
import { layerAxes, type LayerAxis } from "./layer-axes";
import { channelAxis, checkExtents, DEFAULT_AXIS, toLayout, type Layout, type SetCells } from "./layout";
import { normalizesAxes, normalizesSamples, type Norm } from "./norms";
import { sizeOf } from "./tensor";

export { isCentred, NORMS, normalizesAxes, normalizesSamples, type Norm } from "./norms";

/** What says which layer it is, by the keys of a problem file. */
export interface LayerKeys {
  readonly norm?: Norm;
  readonly axis?: number; // that holds the channels of batch, group and instance norm
  readonly groups?: number;
  readonly normalizedShape?: readonly number[]; // trailing extents of x, of layer and RMS norm
  readonly axes?: readonly number[]; // in its place: the axes that are normalized
}

/** The most axes that x may have where no axis of images is looked for. */
const MOST_AXES = 6;

/** The matrix of sets, one in each column, that a layer reads a shape as. Faults are named by the key that they are of. */
export function toLayerLayout(shape: readonly number[], keys: LayerKeys): Result<Layout> {
  const { norm = "batch" } = keys;
  const foreign = foreignKey(norm, keys);
  if (foreign) return foreign;
  if (norm === "batch") return toLayout(shape, keys.axis);
  const rank = shape.length;
  const fewest = normalizesSamples({ norm }) ? 2 : 1;
  if (rank < fewest || rank > MOST_AXES) {
    return failure("rank", `Expected a tensor of rank ${fewest} to ${MOST_AXES} for ${norm} norm, got rank ${rank}.`);
  }
  const filled = checkExtents(shape);
  if (!filled.ok) return filled;
  if (normalizesSamples({ norm })) return channelsLayout(shape, norm, keys);
  const axes = normalizedAxes(shape, keys);
  if (!axes.ok) return axes;
  const last = Math.max(...axes.value);
  const cut = { norm, axis: last, groups: 1, normalizedAxes: axes.value };
  return success(layoutOfSets(shape, last, layerAxes(shape, cut)));
}

/** Whose key each is that not every layer has. */
const OWNERS: Readonly<Record<Exclude<keyof LayerKeys, "norm">, readonly Norm[]>> = {
  axis: ["batch", "group", "instance"],
  groups: ["group"],
  normalizedShape: ["layer", "rms"],
  axes: ["layer", "rms"],
};

/** Whether a key says something of a layer. */
export function isKeyOf(norm: Norm, key: keyof typeof OWNERS): boolean {
  return OWNERS[key].includes(norm);
}

/** A key that says nothing of this layer. */
function foreignKey(norm: Norm, keys: LayerKeys): Result<never> | undefined {
  for (const [key, owners] of Object.entries(OWNERS) as [keyof typeof OWNERS, readonly Norm[]][]) {
    if (keys[key] === undefined || owners.includes(norm)) continue;
    const others = owners.length === 1 ? owners[0] : `${owners.slice(0, -1).join(", ")} and ${owners.at(-1)}`;
    return failure(key, `${key} belongs to ${others} norm, and norm is "${norm}": expected no ${key}.`);
  }
  if (norm === "group" && keys.groups === undefined) {
    return failure("groups", "Group norm needs groups, the number of groups of channels, got none.");
  }
  return undefined;
}

/** Group and instance norm. */
function channelsLayout(shape: readonly number[], norm: Norm, keys: LayerKeys): Result<Layout> {
  const { axis: said = DEFAULT_AXIS, groups = 1 } = keys;
  const found = channelAxis(shape, said);
  if (!found.ok) return found;
  const axis = found.value;
  const channels = itemAt(shape, axis);
  if (!Number.isInteger(groups) || groups < 1 || channels % groups !== 0) {
    const text = `groups is ${groups}, expected a whole number that divides the ${channels} channels of x (axis ${axis}).`;
    return failure("groups", text);
  }
  return success(layoutOfSets(shape, axis, layerAxes(shape, { norm, axis, groups, normalizedAxes: [] })));
}

/** The axes that layer and RMS norm run along, rising; none of other layers, and where what is said does not fit. */
export function normalizedAxesOf(shape: readonly number[], keys: LayerKeys): readonly number[] {
  const axes = normalizesAxes(keys) ? normalizedAxes(shape, keys) : undefined;
  return axes?.ok ? axes.value : [];
}

/** The last axis where nothing is said. */
function normalizedAxes(shape: readonly number[], { normalizedShape, axes }: LayerKeys): Result<readonly number[]> {
  const rank = shape.length;
  const extents = shape.join(" x ");
  if (normalizedShape && axes) {
    return failure("axes", "normalizedShape and axes both say what is normalized: expected one of them.");
  }
  if (axes) {
    const found = axes.map((axis) => (axis < 0 ? axis + rank : axis));
    const bad = found.findIndex((axis) => !Number.isInteger(axis) || axis < 0 || axis >= rank);
    if (bad >= 0 || found.length === 0) {
      const got = found.length === 0 ? "axes is empty" : `axes[${bad}] is ${axes[bad]}`;
      return failure("axes", `${got}, expected whole numbers from ${-rank} to ${rank - 1} (x is ${extents}).`);
    }
    if (new Set(found).size < found.length) {
      return failure("axes", `axes is ${axes.join(", ")}, expected each axis once.`);
    }
    return success(found.sort((one, other) => one - other));
  }
  const tail = normalizedShape ?? shape.slice(-1);
  const from = rank - tail.length;
  if (tail.length === 0 || from < 0 || tail.some((extent, i) => extent !== shape[from + i])) {
    const got = tail.length === 0 ? "empty" : tail.join(" x ");
    return failure(
      "normalizedShape",
      `normalizedShape is ${got}, expected trailing extents of x, which is ${extents}.`,
    );
  }
  return success(tail.map((_, i) => from + i));
}

/** The matrix whose columns are the sets of these axes, in row-major order of the axes that no set runs along. */
function layoutOfSets(shape: readonly number[], axis: number, axes: readonly LayerAxis[]): Layout {
  const rows = sizeOf(axes.flatMap(({ extent, inSet }) => (inSet ? [extent] : [])));
  const channels = sizeOf(shape) / rows;
  const closed = { outer: 1, channels, inner: rows, rows, samples: channels, positions: rows };
  return { shape, axis, ...closed, cells: cellsOf(axes) };
}

/** Where the cells of these axes lie, and which entry of gamma acts on each. */
export function cellsOf(axes: readonly LayerAxis[]): SetCells {
  const strides = stridesOf(axes, () => true);
  const affine = stridesOf(axes, ({ inAffine }) => inAffine);
  const inSet = axes.map((axis) => axis.inSet);
  const outside = inSet.map((is) => !is);
  return {
    ofRow: placesAlong(axes, inSet, strides),
    ofSet: placesAlong(axes, outside, strides),
    affineOfRow: placesAlong(axes, inSet, affine),
    affineOfSet: placesAlong(axes, outside, affine),
    affineShape: affineShape(axes),
  };
}

/** How far apart neighbours on each axis are where only some of the axes are counted; 0 along the others. */
function stridesOf(axes: readonly LayerAxis[], counts: (axis: LayerAxis) => boolean): number[] {
  let stride = 1;
  return axes
    .toReversed()
    .map((axis) => {
      if (!counts(axis)) return 0;
      const own = stride;
      stride *= axis.extent;
      return own;
    })
    .reverse();
}

/** The sum of index times stride, for every index along the chosen axes in row-major order. */
function placesAlong(axes: readonly LayerAxis[], chosen: readonly boolean[], strides: readonly number[]): Uint32Array {
  let places = Uint32Array.of(0);
  axes.forEach(({ extent }, at) => {
    if (chosen[at] !== true) return;
    const next = new Uint32Array(places.length * extent);
    let to = 0;
    for (const place of places) for (let i = 0; i < extent; i++) next[to++] = place + i * itemAt(strides, at);
    places = next;
  });
  return places;
}

/** The shape of gamma: the two halves of an axis of channels are one extent. */
function affineShape(axes: readonly LayerAxis[]): number[] {
  const shape: number[] = [];
  axes.forEach(({ extent, inSet, inAffine }, at) => {
    const before = axes[at - 1];
    const isSecondHalf = inSet && before?.inAffine === true && !before.inSet;
    if (!inAffine) return;
    if (isSecondHalf) shape.push((shape.pop() ?? 1) * extent);
    else shape.push(extent);
  });
  return shape;
}

/** "RMS norm over 3 x 4", "group norm of 2 groups", "batch norm over axis 1". */
export function describeLayer({ norm, layout, groups, normalizedAxes: axes }: Described): string {
  const { shape, axis } = layout;
  if (normalizesAxes({ norm })) {
    const name = norm === "rms" ? "RMS norm" : "layer norm";
    const isTail = axes[0] === shape.length - axes.length;
    const extents = axes.map((at) => shape[at]).join(" x ");
    if (!isTail) return `${name} over ${axes.length === 1 ? "axis" : "axes"} ${axes.join(", ")} (${extents})`;
    return axes.length === 1 ? `${name} over the last axis (${extents})` : `${name} over ${extents}`;
  }
  const where = axis === DEFAULT_AXIS ? "" : `, channels on axis ${axis}`;
  if (norm === "group") return `group norm, ${groups} group${groups === 1 ? "" : "s"}${where}`;
  return `${norm} norm${where}`;
}

interface Described {
  readonly norm: Norm;
  readonly layout: Layout;
  readonly groups: number;
  readonly normalizedAxes: readonly number[];
}
