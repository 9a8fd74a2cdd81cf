import type { Problem } from "../../problem";
import { listed } from "../wording";

/** Whether the source leaves a key of the problem open: it does not give it, or gives what a step may have changed. */
export function isOpen({ stated }: Problem, key: string): boolean {
  return !stated.includes(key) && !(key === "dout" && stated.includes("doutSeed"));
}

/** What a source says against keys: "but norm and eps say otherwise". */
export function againstWords(keys: readonly string[]): string {
  return `but ${listed(keys)} ${keys.length === 1 ? "says" : "say"} otherwise`;
}

/** Why keys are open: "variance and gamma are not given". */
export function openWords({ readAtStop }: Problem, keys: readonly string[]): string {
  const missing = keys.filter((key) => !readAtStop.includes(key));
  const changed = keys.filter((key) => readAtStop.includes(key));
  const are = (those: readonly string[], one: string, several: string): string =>
    `${listed(those)} ${those.length === 1 ? one : several}`;
  return [
    ...(changed.length > 0
      ? [`${are(changed, "was", "were")} read at the stop, and may have changed since the forward pass`]
      : []),
    ...(missing.length > 0 ? [`${are(missing, "is", "are")} not given`] : []),
  ].join("; ");
}
