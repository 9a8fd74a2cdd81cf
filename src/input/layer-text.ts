import { failure, success, type Result } from "../core/fault";
import { NORMS, type LayerKeys } from "../core/normalization-layer";
import type { ProblemInput } from "../core/problem";
import { listed } from "./listed";
import { readParameter } from "./vector";

/** What says which layer it is, and how it stores its weight. */
export type LayerSaid = LayerKeys & Pick<ProblemInput, "gammaOffset">;

/** Reads what a flag or a box of a panel says of the layer, by the key of a problem file. */
export function readLayerText(key: Exclude<keyof LayerSaid, "axis">, text: string): Result<LayerSaid> {
  switch (key) {
    case "norm": {
      const norm = NORMS.find((name) => name === text);
      return norm ? success({ norm }) : failure("norm", `norm is "${text}", expected ${listed(NORMS, "or")}.`);
    }
    case "groups": {
      const groups = text === "" ? NaN : Number(text);
      if (!Number.isNaN(groups)) return success({ groups });
      return failure("groups", `groups is ${text === "" ? "empty" : `"${text}"`}, expected a number.`);
    }
    case "gammaOffset": {
      const offset = text === "0" ? 0 : text === "1" ? 1 : undefined;
      if (offset !== undefined) return success({ gammaOffset: offset });
      return failure("gamma-offset", `gammaOffset is "${text}", expected 0, or 1 where gamma - 1 is stored.`);
    }
    case "normalizedShape":
    case "axes": {
      const read = readParameter(text);
      if (!read.ok) return read;
      const list = typeof read.value === "number" ? [read.value] : Array.from(read.value.values);
      return success(key === "axes" ? { axes: list } : { normalizedShape: list });
    }
  }
}
