import { batchnormGradients } from "../../batchnorm/batchnorm";
import type { Gradients } from "../../batchnorm/gradients";
import type { Problem } from "../../problem";
import { problemWith, type Setting } from "./setting";

/** The gradients of a problem under another setting. */
export function gradientsUnder(problem: Problem, setting: Setting): Gradients {
  return batchnormGradients(problemWith(problem, setting), "standard");
}
