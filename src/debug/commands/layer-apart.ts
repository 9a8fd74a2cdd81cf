import { roleWord } from "../../protocol/role-word";
import type { NormalizationModule } from "../readers/reader";
import { rolesOfLayer, type DebugRole } from "../source/debug-problem";

/**
 * Why a layer cannot be used beside an x of an earlier stop, whose function has returned, and what can be: which layer it
 * is stands with x, but its tensors are read once, as they are at this stop, and its eps can be typed.
 */
export function layerApart(layer: string, module: NormalizationModule): string {
  const why = `${layer} cannot be used at this stop, where x is not on the stack`;
  if ((module.says.norm ?? "batch") !== "batch") return `${why}: go on to a stop where it is.`;
  const parts = Object.entries(rolesOfLayer(module)) as [DebugRole, string][];
  const uses = parts.map(([role, expression]) => `${expression} as ${roleWord(role)}`);
  const ways = [
    ...(uses.length > 0 ? [`use ${uses.join(", ")}`] : []),
    ...(module.eps === null ? [] : [`type ${module.eps} for eps`]),
  ];
  return `${why}: ${ways.join("; ") || "go on to a stop where it is"}.`;
}
