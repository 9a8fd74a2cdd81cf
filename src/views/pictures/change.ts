import type { StripName } from "../strips";
import type { PictureView } from "../view";

/** What became of x since the program's stop before. */
export const change: PictureView<"change", StripName> = {
  name: "change",
  label: "change",
  title: "x since the stop before",
  symbol: "change",
  kind: "gradient",
  centre: "zero",
  comparedAs: "x",
  listed: "candidate",
  strips: ["mean", "variance"],
  shown: "on demand",
  numbers: ({ problem, previous }) =>
    previous && !problem.kept ? { at: (offset) => (problem.x[offset] ?? NaN) - (previous[offset] ?? NaN) } : undefined,
};
