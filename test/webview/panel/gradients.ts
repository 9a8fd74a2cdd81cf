import { selectEngine } from "../../../src/compute/engine/select-engine";
import type { Gradients } from "../../../src/core/batchnorm/gradients";
import { createProblem, type ProblemInput } from "../../../src/core/problem";
import { problemNamed } from "./problems";

const { engine } = await selectEngine();

/** What the panel must show of a problem, to the last digit: by the kernels that its worker has. */
export function gradientsOfInput(input: ProblemInput): Gradients {
  const problem = createProblem(input);
  if (!problem.ok) throw new Error(problem.fault.text);
  const adopted = engine.adopt(problem.value);
  const gradients = engine.gradients(adopted, "standard");
  // The kernels' memory is given to the next problem.
  const copies = Object.entries(gradients).map(([name, values]: [string, unknown]) => [
    name,
    values instanceof Float64Array ? values.slice() : values,
  ]);
  engine.dispose(adopted);
  return Object.fromEntries(copies) as Gradients;
}

export function gradientsOf(name: string): Gradients {
  return gradientsOfInput(problemNamed(name).input);
}
