/** The layer that the user says it is, laid over the source's. */
import { failure, success, type Result } from "../../core/fault";
import { channelAxis, DEFAULT_AXIS, layoutOn, type Layout } from "../../core/layout";
import { belongsTo } from "../../core/layer-parameters";
import { isKeyOf, normalizesAxes, toLayerLayout, type LayerKeys, type Norm } from "../../core/normalization-layer";
import type { ProblemInput } from "../../core/problem";
import { readLayerText, type LayerSaid } from "../../input/layer-text";
import { PARAMETERS, type ParameterName, type TypedName } from "../../protocol/parameters";

/** A layout by which words are judged, and the layer that it is of where that is known. */
export interface SaidLayout extends Layout {
  readonly norm?: Norm;
}

const NAMES = ["norm", "axis", "groups", "normalizedShape", "gammaOffset"] as const satisfies readonly ParameterName[];
export type LayerName = (typeof NAMES)[number];

export const isOfLayer = (name: TypedName): name is LayerName => NAMES.some((of) => of === name);

/** What a text says of the layer, when an x of this layout can have such a layer. */
export function fitLayer(name: LayerName, text: string, x: Layout | null): Result<LayerSaid> {
  if (name === "axis") return fitAxis(text, x);
  const said = name === "normalizedShape" ? readExtents(text) : readLayerText(name, text);
  if (!said.ok || !x || name === "gammaOffset") return said;
  const { norm } = said.value;
  const keys: LayerKeys =
    name === "norm"
      ? { norm, ...(norm === "group" && { groups: 1 }) }
      : name === "groups"
        ? { ...said.value, norm: "group", axis: x.axis }
        : { ...said.value, norm: "layer" };
  const layout = toLayerLayout(x.shape, keys);
  return layout.ok ? said : layout;
}

function fitAxis(text: string, x: Layout | null): Result<LayerSaid> {
  const axis = Number(text);
  if (text === "" || !Number.isSafeInteger(axis)) {
    return failure("axis", `axis is ${text || "empty"}, expected a whole number: 1 the second axis, -1 the last.`);
  }
  const channels = x ? channelAxis(x.shape, axis) : success(axis);
  return channels.ok ? success({ axis }) : channels;
}

/** "4, 4" or "4 x 4", the extents that are normalized, or "axes 1, 2": which axes these are. Each takes the other's place. */
function readExtents(text: string): Result<LayerSaid> {
  const [, axes] = /^ax[ei]s\s*(.*)$/i.exec(text) ?? [];
  if (axes === undefined) {
    const shape = readLayerText("normalizedShape", text.replace(/(\d)\s*[x×]\s*(?=\d)/g, "$1, "));
    return shape.ok ? success({ ...shape.value, axes: undefined }) : shape;
  }
  const read = readLayerText("axes", axes);
  return read.ok ? success({ ...read.value, normalizedShape: undefined }) : read;
}

/** How the box of the normalized extents says what a source does. */
export function extentsText({ norm, normalizedShape, axes, x }: Pick<ProblemInput, keyof LayerKeys | "x">): string {
  if (!normalizesAxes({ norm })) return "";
  return axes ? `axes ${axes.join(", ")}` : (normalizedShape ?? x.shape.slice(-1)).join(", ");
}

interface SaidLayer {
  readonly keys: LayerKeys | null; // in force; null where the user says nothing of it
  readonly assumed: readonly ParameterName[]; // that nobody has said
  /** Of another layer than the one in force: what was said of them says nothing. */
  readonly silent: readonly ParameterName[];
}

/**
 * The layer that counts. Of the source's keys those stay that the chosen layer has, too. `word`: what the user says of a
 * parameter of an x of this layout.
 */
export function saidLayer(
  source: ProblemInput,
  own: Layout | null,
  word: (name: LayerName, x: Layout | null) => LayerSaid | undefined,
): SaidLayer {
  const norm = word("norm", own)?.norm;
  const inForce = norm ?? source.norm ?? "batch";
  const isSilent = (name: ParameterName): boolean => !belongsTo(inForce, name);
  const silent = PARAMETERS.filter(isSilent);
  const said = (name: LayerName, x: Layout | null): LayerSaid | undefined =>
    isSilent(name) ? undefined : word(name, x);
  const { axis } = said("axis", own) ?? {};
  const over = said("normalizedShape", own);
  const has = (key: Parameters<typeof isKeyOf>[1]): boolean => norm === undefined || isKeyOf(inForce, key);
  const keys: LayerKeys = {
    norm: norm ?? source.norm,
    axis: axis ?? (has("axis") ? source.axis : undefined),
    normalizedShape: over ? over.normalizedShape : has("normalizedShape") ? source.normalizedShape : undefined,
    axes: over ? over.axes : has("axes") ? source.axes : undefined,
  };
  const channels = channelAxis(source.x.shape, keys.axis ?? DEFAULT_AXIS);
  const base = channels.ok ? layoutOn(channels.value, source.x.shape) : own;
  const ofGroups = said("groups", base)?.groups;
  const isSaid = norm !== undefined || axis !== undefined || over !== undefined || ofGroups !== undefined;
  if (!isSaid) return { keys: null, assumed: [], silent };
  const groups = ofGroups ?? (has("groups") ? source.groups : undefined);
  const isAssumed = norm === "group" && groups === undefined && base !== null;
  return {
    keys: { ...keys, groups: isAssumed ? usualGroups(base.channels) : groups },
    assumed: isAssumed ? ["groups"] : [],
    silent,
  };
}

/** Groups where nobody says how many: the most up to 32, the usual number, that leave more than one channel in each. */
function usualGroups(channels: number): number {
  for (let groups = Math.min(32, Math.floor(channels / 2)); groups > 1; groups--)
    if (channels % groups === 0) return groups;
  return 1;
}

/** What a source gives beside its layer, but for what the layer in force has none of. */
export function givenUnder(norm: Norm | undefined, source: ProblemInput): ProblemInput {
  if (norm === undefined || norm === (source.norm ?? "batch")) return source;
  return norm === "batch"
    ? { ...source, gammaOffset: undefined }
    : { ...source, runningMean: undefined, runningVar: undefined };
}
