import { failure, success, type Result } from "../core/fault";
import type { ProblemInput } from "../core/problem";
import { readLayerText, type LayerSaid } from "../input/layer-text";

/** Flags that say which layer it is, with the key of a problem file that each stands for. */
const KEYS = {
  norm: "norm",
  groups: "groups",
  "normalized-shape": "normalizedShape",
  axes: "axes",
  "gamma-offset": "gammaOffset",
} as const;
export type LayerFlag = keyof typeof KEYS;
export const LAYER_FLAGS = Object.keys(KEYS) as readonly LayerFlag[];

export function isLayerFlag(flag: string): flag is LayerFlag {
  return Object.hasOwn(KEYS, flag);
}

/** Lays what is said of the layer over a file's input. Another layer than the file's has nothing of its keys. */
export function withLayer(input: ProblemInput, said: readonly (readonly [string, string])[]): Result<ProblemInput> {
  let layer: LayerSaid = {};
  for (const [flag, text] of said) {
    if (!isLayerFlag(flag)) continue;
    const read = readLayerText(KEYS[flag], text.trim());
    if (!read.ok) return failure(read.fault.code, `--${flag}: ${read.fault.text}`);
    layer = { ...layer, ...read.value };
  }
  const isOther = layer.norm !== undefined && layer.norm !== (input.norm ?? "batch");
  const none = { axis: undefined, groups: undefined, normalizedShape: undefined, axes: undefined };
  const over = layer.axes ? { normalizedShape: undefined } : layer.normalizedShape ? { axes: undefined } : {};
  return success({ ...input, ...(isOther && none), ...over, ...layer });
}
