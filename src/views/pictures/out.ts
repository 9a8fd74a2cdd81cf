import type { StripName } from "../strips";
import type { PictureView } from "../view";

/** What the layer gives. */
export const out: PictureView<"out", StripName> = {
  name: "out",
  label: "out",
  title: "γ x̂ + β",
  symbol: "out",
  kind: "value",
  centre: "median",
  listed: "forward",
  strips: ["gamma", "beta"],
  shown: "on demand",
  numbers: ({ gradients }) => ({ stored: gradients.out }),
};
