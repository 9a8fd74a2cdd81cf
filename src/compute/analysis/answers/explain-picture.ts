import type { Answer } from "./answer";
import { withinProblem } from "./within-problem";

/** Extents, limits and quantiles of a picture that explains. */
export const explainPicture: Answer<"explainPicture"> = ({ problem, explaining }, picture) => {
  const isThere = withinProblem(problem.layout, picture.kind === "jacobian" ? picture.column : 0);
  return isThere.ok ? explaining.summary(picture) : isThere;
};
