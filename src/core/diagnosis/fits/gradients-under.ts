import { batchnormGradients } from "../../batchnorm/batchnorm";
import type { Gradients } from "../../batchnorm/gradients";
import type { Problem } from "../../problem";
import { numberAt } from "../../item-at";
import { problemWith, type Setting } from "./setting";

/** The gradients of a problem under another setting. */
export function gradientsUnder(problem: Problem, setting: Setting): Gradients {
  return gradientsOf(problemWith(problem, setting), setting);
}

/** The same of a problem that is under the setting already. */
export function gradientsOf(problem: Problem, setting: Setting): Gradients {
  const gradients = batchnormGradients(problem, "standard");
  const { dgammaSigns } = setting;
  if (!dgammaSigns) return gradients;
  return { ...gradients, dgamma: gradients.dgamma.map((value, k) => value * numberAt(dgammaSigns, k)) };
}
