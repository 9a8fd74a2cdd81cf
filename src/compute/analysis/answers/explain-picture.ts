import type { Answer } from "./answer";
import { explainablePicture } from "./explainable";

/** Extents, limits and quantiles of a picture that explains. */
export const explainPicture: Answer<"explainPicture"> = ({ problem, explaining }, picture) => {
  const isExplainable = explainablePicture(problem, picture);
  return isExplainable.ok ? explaining.summary(picture) : isExplainable;
};
