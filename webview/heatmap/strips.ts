import type { PictureName, StripName } from "../../src/protocol";

/** Strips that stand under each picture: the numbers of its columns that belong to it. */
const STRIPS_OF: Readonly<Record<PictureName, readonly StripName[]>> = {
  x: ["mean", "variance"],
  xhat: ["mean", "variance"],
  out: ["gamma", "beta"],
  dout: ["dgamma", "dbeta"],
  dx: ["dgamma", "dbeta"],
  error: ["dgammaError", "dbetaError"],
  candidate: ["candidateDgamma", "candidateDbeta"],
  difference: ["dgamma", "dbeta"],
  relative: ["dgamma", "dbeta"],
  change: ["mean", "variance"],
};

export function stripsOf(picture: PictureName): readonly StripName[] {
  return STRIPS_OF[picture];
}
