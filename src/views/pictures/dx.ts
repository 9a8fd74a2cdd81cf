import type { StripName } from "../strips";
import type { PictureView } from "../view";

/** The gradient of the loss by x. */
export const dx: PictureView<"dx", StripName> = {
  name: "dx",
  label: "dx",
  title: "gradient of the loss by x",
  symbol: "dx",
  kind: "gradient",
  centre: "zero",
  comparedAs: "dx",
  mask: "dxWrong",
  strips: ["dgamma", "dbeta"],
  shown: "at first",
  numbers: ({ gradients }) => ({ stored: gradients.dx }),
};
