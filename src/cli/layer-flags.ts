import { failure, success, type Result } from "../core/fault";
import { NORMS } from "../core/normalization-layer";
import type { ProblemInput } from "../core/problem";
import { listed } from "../input/listed";
import { readParameter } from "../input/vector";

/** Flags that say which layer it is. */
export const LAYER_FLAGS = ["norm", "groups", "normalized-shape", "axes", "gamma-offset"] as const;
export type LayerFlag = (typeof LAYER_FLAGS)[number];

type Layer = Pick<ProblemInput, "norm" | "axis" | "groups" | "normalizedShape" | "axes" | "gammaOffset">;

export function isLayerFlag(flag: string): flag is LayerFlag {
  return LAYER_FLAGS.some((name) => name === flag);
}

/** Lays what is said of the layer over a file's input. Another layer than the file's has nothing of its keys. */
export function withLayer(input: ProblemInput, said: readonly (readonly [string, string])[]): Result<ProblemInput> {
  let layer: Layer = {};
  for (const [flag, text] of said) {
    if (!isLayerFlag(flag)) continue;
    const read = readFlag(flag, text.trim());
    if (!read.ok) return failure(read.fault.code, `--${flag}: ${read.fault.text}`);
    layer = { ...layer, ...read.value };
  }
  const isOther = layer.norm !== undefined && layer.norm !== (input.norm ?? "batch");
  const none = { axis: undefined, groups: undefined, normalizedShape: undefined, axes: undefined };
  const over = layer.axes ? { normalizedShape: undefined } : layer.normalizedShape ? { axes: undefined } : {};
  return success({ ...input, ...(isOther && none), ...over, ...layer });
}

function readGroups(text: string): Result<Layer> {
  const groups = text === "" ? NaN : Number(text);
  if (!Number.isNaN(groups)) return success({ groups });
  return failure("groups", `groups is ${text === "" ? "empty" : `"${text}"`}, expected a number.`);
}

function readFlag(flag: LayerFlag, text: string): Result<Layer> {
  switch (flag) {
    case "norm": {
      const norm = NORMS.find((name) => name === text);
      return norm ? success({ norm }) : failure("norm", `norm is "${text}", expected ${listed(NORMS, "or")}.`);
    }
    case "groups":
      return readGroups(text);
    case "gamma-offset": {
      const offset = text === "0" ? 0 : text === "1" ? 1 : undefined;
      if (offset !== undefined) return success({ gammaOffset: offset });
      return failure("gamma-offset", `gammaOffset is "${text}", expected 0, or 1 where gamma - 1 is stored.`);
    }
    case "normalized-shape":
    case "axes": {
      const read = readParameter(text);
      if (!read.ok) return read;
      const list = typeof read.value === "number" ? [read.value] : Array.from(read.value.values);
      return success(flag === "axes" ? { axes: list } : { normalizedShape: list });
    }
  }
}
