import { gatherColumn, scatterColumn } from "../../../../src/core/batchnorm/column";
import { mistakesOf, type Mistake } from "../../../../src/core/diagnosis";
import { toLayout } from "../../../../src/core/layout";
import type { Problem } from "../../../../src/core/problem";
import type { Values } from "../../../../src/core/tensor";
import { madeByHand } from "../made-by-hand";
import { problemFor, randomProblem } from "../seeded-problems";

const SEED = 5;
const MATRIX = [4, 2];
const IMAGES = [2, 2, 2]; // for mistakes that a matrix does not show: the same 4 rows and 2 columns

/** Numbers short enough to be calculated with by hand. */
function short(problem: Problem): Problem {
  const tenths = (values: Values): Float64Array => Float64Array.from(values, (value) => Math.round(value * 10) / 10);
  const { x, dout, gamma, beta, running } = problem;
  const few = { x: tenths(x), dout: tenths(dout), gamma: tenths(gamma), beta: tenths(beta), eps: 0.1 };
  return { ...problem, ...few, running: running && { mean: tenths(running.mean), variance: tenths(running.variance) } };
}

/** The same rows and columns in another layout. */
function laidOut(problem: Problem, shape: readonly number[]): Problem {
  const layout = toLayout(shape);
  if (!layout.ok) throw new Error(layout.fault.text);
  const move = (values: Values): Float64Array => {
    const moved = new Float64Array(values.length);
    for (let k = 0; k < layout.value.channels; k++) scatterColumn(layout.value, columnOf(problem, values, k), k, moved);
    return moved;
  };
  return { ...problem, layout: layout.value, x: move(problem.x), dout: move(problem.dout) };
}

const columnOf = ({ layout }: Problem, values: Values, k: number): Float64Array =>
  gatherColumn(layout, values, k, new Float64Array(layout.rows));

/** The problem that the examples are worked on, with what a mistake needs. */
function exampleProblem(mistake?: Mistake): Problem {
  if (!mistake) return short(randomProblem(SEED, { shape: MATRIX }));
  const problem = short(problemFor(mistake, SEED, MATRIX));
  return mistakesOf(problem).includes(mistake) ? problem : laidOut(problem, IMAGES);
}

const listed = (values: ArrayLike<number>, digits: number): string =>
  `(${Array.from(values, (value) => String(Number(value.toFixed(digits)) + 0)).join(", ")})`;

export function exampleText(): string {
  const problem = exampleProblem();
  const { x, dout, gamma, beta, eps } = problem;
  const columns = [0, 1].map((k) => {
    const of = (values: Values): string => listed(columnOf(problem, values, k), 1);
    return `    column ${k}   x = ${of(x)}   dout = ${of(dout)}   gamma = ${gamma[k]}   beta = ${beta[k]}`;
  });
  return `4 rows, 2 columns, eps = ${eps}; the first column of what comes out is shown.

${columns.join("\n")}

Mistakes of images see the same rows as a tensor of shape 2 x 2 x 2; a ReLU, running statistics (means
${listed(runningOf().mean, 1)}, variances ${listed(runningOf().variance, 1)}), a constant first column, a mask without row 0, a split
into two and two rows, the unbiased variance and a leaky ReLU of slope 0.1 are added where a mistake needs them.`;
}

function runningOf(): { mean: Float64Array; variance: Float64Array } {
  const { running } = short(randomProblem(SEED, { shape: MATRIX, running: true }));
  if (!running) throw new Error("expected running statistics");
  return running;
}

/** "dx = (1, 2, 3, 4) where (2, 3, 4, 5) is right", of the first column. */
export function exampleLine(mistake: Mistake): string {
  const problem = exampleProblem(mistake);
  const { tensor } = mistake;
  const of = (values: Values): string =>
    tensor === "dx" ? listed(columnOf(problem, values, 0), 3) : listed(values, 3);
  const [wrong, right] = [madeByHand(problem, mistake), madeByHand(problem)].map((made) => of(made[tensor].values));
  return wrong === right ? `${tensor} = ${right}, as it should be` : `${tensor} = ${wrong}, where ${right} is right`;
}
