import { itemAt } from "../../item-at";
import type { Layout } from "../../layout";
import type { Fit } from "../../verdict";

/** A setting's keys and values as a problem file spells them. */
export function spelled(set: Fit["set"], { shape }: Layout): Fit["set"] {
  const entries = Object.entries(set).map(([key, value]) => {
    if (key === "activation" && value === "leaky_relu") return [key, "leaky-relu"];
    if (key === "split" && typeof value === "number")
      return [key, new Array<number>(value).fill(itemAt(shape, 0) / value)];
    return [key, value];
  });
  return Object.fromEntries(entries) as Fit["set"];
}
