import type { StripName } from "../strips";
import type { PictureView } from "../view";

/** The input, where it was given: what stands in its place is xhat, or says no more. */
export const x: PictureView<"x", StripName> = {
  name: "x",
  label: "x",
  title: "input",
  symbol: "x",
  kind: "value",
  centre: "median",
  comparedAs: "x",
  listed: "forward",
  strips: ["mean", "variance"],
  shown: "at first",
  numbers: ({ problem }) => (problem.kept ? undefined : { stored: problem.x, dtype: problem.dtype }),
};
