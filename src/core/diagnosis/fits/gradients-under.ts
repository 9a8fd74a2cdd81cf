import { batchnormGradients } from "../../batchnorm/batchnorm";
import type { Gradients } from "../../batchnorm/gradients";
import type { Problem } from "../../problem";
import { numberAt } from "../../item-at";
import { problemWith, type Setting } from "./setting";

/** The gradients of a problem under another setting. */
export function gradientsUnder(problem: Problem, setting: Setting): Gradients {
  const gradients = batchnormGradients(problemWith(problem, setting), "standard");
  const { dgammaSigns } = setting;
  if (!dgammaSigns) return gradients;
  return { ...gradients, dgamma: gradients.dgamma.map((value, k) => value * numberAt(dgammaSigns, k)) };
}
