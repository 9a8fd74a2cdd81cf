import { ACTIVATION_WORDS } from "./conventions";
import { describeLayer } from "./normalization-layer";
import { DEFAULT_AXIS } from "./layout";
import type { Problem } from "./problem";

/** What a problem's conventions are where they are not the usual ones, a few words each: "channels on axis 2". */
export function describeConventions(problem: Problem): string[] {
  const { layout, variance, epsPlacement, setMask, split, activation, slope, kept, norm } = problem;
  const mask = problem.mask ?? setMask?.rows;
  const left = mask ? mask.reduce((count, value) => count + 1 - value, 0) : 0;
  return [
    ...(kept ? [`${kept.what}${kept.rstd === "given" ? " and rstd" : ""} in place of x`] : []),
    ...(norm === "batch" ? [] : [describeLayer(problem)]),
    ...(norm !== "batch" || layout.axis === DEFAULT_AXIS ? [] : [`channels on axis ${layout.axis}`]),
    ...(problem.gammaOffset === 1 ? ["gamma stored as gamma - 1"] : []),
    ...(variance === "unbiased" ? ["unbiased variance"] : []),
    ...(epsPlacement === "outside" ? ["eps outside the root"] : []),
    ...(mask ? [`${left} of ${mask.length} ${setMask ? "places" : "rows"} masked`] : []),
    ...(split.length > 1 ? [`${split.length} parts (${shown(split)})`] : []),
    ...(activation === "none"
      ? []
      : [`${ACTIVATION_WORDS[activation]}${activation === "leaky-relu" ? ` ${slope}` : ""}`]),
  ];
}

/** "3 + 4"; of many parts the first. */
function shown(split: readonly number[]): string {
  return split.length > 6 ? `${split.slice(0, 5).join(" + ")} + ...` : split.join(" + ");
}
