import type { Problem } from "../../../problem";
import type { Mask } from "../../formula/column-reader";
import { createStatistics, type Statistics } from "../../formula/column-statistics";
import type { Mistake } from "../contract/mistake";

/** out = relu(gamma * xhat + beta), or a leaky one: dout passes where out > 0, and only then through batch norm. */
export const withRelu = ({ activation }: Problem): boolean => activation === "relu" || activation === "leaky-relu";

/** The three gradients under another mask. */
export function underMask(mask: Mask): Pick<Mistake, "dgamma" | "dbeta" | "mask"> {
  return {
    mask,
    dgamma: (s: Statistics) => [createStatistics(s.problem, mask).dgamma],
    dbeta: (s: Statistics) => [createStatistics(s.problem, mask).dbeta],
  };
}
