import type { StripName } from "../strips";
import type { PictureView } from "../view";

/** The gradient that comes in from above. */
export const dout: PictureView<"dout", StripName> = {
  name: "dout",
  label: "dout",
  title: "upstream gradient",
  symbol: "dout",
  kind: "gradient",
  centre: "zero",
  listed: "forward",
  strips: ["gamma", "beta"],
  shown: "at first",
  numbers: ({ problem }) => ({ stored: problem.dout, dtype: "float64" }),
};
