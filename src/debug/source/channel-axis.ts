import { DEFAULT_AXIS } from "../../core/layout";
import { itemAt } from "../../core/item-at";
import type { LayerKeys } from "../../core/normalization-layer";
import type { Tensor } from "../../core/tensor";
import type { DebugRole } from "./debug-problem";

type RolesGiven = Readonly<Partial<Record<DebugRole, Tensor | number>>>;

/** Parts of one value a channel, and how a sentence calls them. */
const PER_CHANNEL = { gamma: "gamma", beta: "beta", "candidate.dgamma": "dgamma", "candidate.dbeta": "dbeta" } as const;

/** Whether sizes are the last extents of x, two at least: what layer norm has in place of channels. */
export function isNormalizedShape(shape: readonly number[], x: readonly number[]): boolean {
  const isPart = shape.length < x.length && x.slice(-shape.length).join() === shape.join();
  return isPart && shape.filter((extent) => extent > 1).length > 1;
}

/** What sizes alone say of the layer: which axes it has, and a sentence. undefined: nothing. */
type SaidBySizes =
  { readonly keys: Pick<LayerKeys, "norm" | "axis" | "normalizedShape">; readonly text: string } | undefined;

/** Where nobody has said which layer it is: a layer norm by gamma's shape, else the channels' axis by its size. */
export function layerBySizes(x: readonly number[], roles: RolesGiven): SaidBySizes {
  const given = (Object.keys(PER_CHANNEL) as (keyof typeof PER_CHANNEL)[]).flatMap((role) => {
    const value = roles[role];
    return value === undefined || typeof value === "number" ? [] : [{ role, shape: value.shape }];
  });
  const [first] = given;
  if (!first || given.some(({ shape }) => shape.join() !== first.shape.join())) return axisBySizes(x, roles);
  if (!isNormalizedShape(first.shape, x)) return axisBySizes(x, roles);
  const extents = first.shape.join(" x ");
  const text = `x is read as a layer norm's over its last ${first.shape.length} axes: ${PER_CHANNEL[first.role]} is ${extents}.`;
  return { keys: { norm: "layer", normalizedShape: first.shape }, text };
}

/**
 * The last axis of x, where gamma, beta and their gradients have its extent and not that of axis 1: nothing else can be
 * meant. `text` says so. undefined: the sizes say nothing.
 */
function axisBySizes(x: readonly number[], roles: RolesGiven): SaidBySizes {
  const given = (Object.keys(PER_CHANNEL) as (keyof typeof PER_CHANNEL)[]).flatMap((role) => {
    const value = roles[role];
    return value === undefined || typeof value === "number" ? [] : [{ role, size: value.values.length }];
  });
  const axis = x.length - 1;
  const extent = itemAt(x, axis);
  const [first] = given;
  if (!first || extent === x[DEFAULT_AXIS] || given.some(({ size }) => size !== extent)) return undefined;
  const text = `The channels are read on the last axis of x: ${PER_CHANNEL[first.role]} has its ${extent} values.`;
  return { keys: { axis }, text };
}
