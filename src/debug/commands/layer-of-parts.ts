import type { NamedDescription } from "../readers/reader";
import type { Matches } from "./usual-names";

/**
 * The layer that a part was taken from, such as ln of ln.weight, where it is another than batch norm: its weight and its
 * eps alone would pass for a batch norm's. (What else a module of batch norm says, its mode, need not be the backward's.)
 */
export function layerOfParts(parts: Matches, list: readonly NamedDescription[]): NamedDescription | undefined {
  const { gamma, beta, eps } = parts;
  const taken = [gamma, eps, beta].filter((entry) => entry !== undefined);
  const layers = list.filter(({ description }) => (description.extras.module?.says.norm ?? "batch") !== "batch");
  for (const part of taken) {
    const layer = layers.find(({ expression, frame }) => isWithin(part, expression) && part.frame === frame);
    if (layer) return layer;
  }
  return undefined;
}

function isWithin({ expression }: NamedDescription, layer: string): boolean {
  return expression.startsWith(`${layer}.`);
}

/** "LayerNorm": the type of a layer without its module. */
export function layerName({ typeName }: NamedDescription["description"]): string {
  return typeName.slice(typeName.lastIndexOf(".") + 1);
}
