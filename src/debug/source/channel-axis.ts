import { DEFAULT_AXIS } from "../../core/layout";
import { itemAt } from "../../core/item-at";
import type { Tensor } from "../../core/tensor";
import type { DebugRole } from "./debug-problem";

/** Parts of one value a channel, and how a sentence calls them. */
const PER_CHANNEL = { gamma: "gamma", beta: "beta", "candidate.dgamma": "dgamma", "candidate.dbeta": "dbeta" } as const;

/**
 * The last axis of x, where gamma, beta and their gradients have its extent and not that of axis 1: nothing else can be
 * meant. `text` says so. undefined: the sizes say nothing.
 */
export function axisBySizes(
  x: readonly number[],
  roles: Readonly<Partial<Record<DebugRole, Tensor | number>>>,
): { readonly axis: number; readonly text: string } | undefined {
  const given = (Object.keys(PER_CHANNEL) as (keyof typeof PER_CHANNEL)[]).flatMap((role) => {
    const value = roles[role];
    return value === undefined || typeof value === "number" ? [] : [{ role, size: value.values.length }];
  });
  const axis = x.length - 1;
  const extent = itemAt(x, axis);
  const [first] = given;
  if (!first || extent === x[DEFAULT_AXIS] || given.some(({ size }) => size !== extent)) return undefined;
  const text = `The channels are read on the last axis of x: ${PER_CHANNEL[first.role]} has its ${extent} values.`;
  return { axis, text };
}
