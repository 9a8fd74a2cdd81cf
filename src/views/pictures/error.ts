import type { StripName } from "../strips";
import type { PictureView } from "../view";

/** How far dx is from its numeric derivative; it comes in while the check runs. */
export const error: PictureView<"error", StripName> = {
  name: "error",
  label: "error",
  title: "relative error against the numeric derivative",
  symbol: "error",
  kind: "error",
  centre: "zero",
  checked: "cell by cell",
  mask: "dxWrong",
  strips: ["dgammaError", "dbetaError"],
  shown: "in doubt",
  numbers: ({ errors }) => errors && { stored: errors.dx },
};
