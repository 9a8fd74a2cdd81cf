/**
 * A network of two layers on a toy set: two inputs, H hidden units with a ReLU and batch norm somewhere, one output. Points
 * inside a ring are to come out above 0, those outside below.
 *
 * Numbers are made by +, -, *, / and square roots alone, which every engine rounds alike: no exponential, no sine. So a
 * seed gives the same losses to the bit on any machine.
 */
import type { Random } from "../arithmetic/random";
import { numberAt } from "../item-at";
import { createProblem, type Problem } from "../problem";
import { placedForward, type PlacementName } from "./placed-relu";

/** Points and on which side of the ring they lie. */
export interface ToySet {
  readonly points: Float64Array; // (N,2)
  readonly target: Float64Array; // (N) 1 inside, -1 outside
}

export const TOY_POINTS = 64;
export const TOY_UNITS = 16;
const RADIUS_SQUARED = 0.6; // about half of the points lie inside

export function toySet(random: Random): ToySet {
  const points = Float64Array.from({ length: 2 * TOY_POINTS }, () => 2 * random.uniform() - 1);
  const target = Float64Array.from({ length: TOY_POINTS }, (_, i) => {
    const [x, y] = [numberAt(points, 2 * i), numberAt(points, 2 * i + 1)];
    return x * x + y * y < RADIUS_SQUARED ? 1 : -1;
  });
  return { points, target };
}

/** The parameters of the network, or the gradients by them. */
export interface ToyWeights {
  readonly w1: Float64Array; // (2,H)
  readonly b1: Float64Array; // (H)
  readonly gamma: Float64Array; // (H) not used without batch norm, as beta
  readonly beta: Float64Array; // (H)
  readonly w2: Float64Array; // (H)
  readonly b2: Float64Array; // (1)
}
export const TOY_PARAMETERS = ["w1", "b1", "gamma", "beta", "w2", "b2"] as const;

/** Uniform weights with He's variance; the first layer times `scale`. */
export function toyWeights(random: Random, scale: number): ToyWeights {
  const draw = (length: number, width: number): Float64Array =>
    Float64Array.from({ length }, () => width * (2 * random.uniform() - 1));
  const he = (inputs: number): number => Math.sqrt(6 / inputs);
  return {
    w1: draw(2 * TOY_UNITS, scale * he(2)),
    b1: draw(TOY_UNITS, scale),
    gamma: new Float64Array(TOY_UNITS).fill(1),
    beta: new Float64Array(TOY_UNITS),
    w2: draw(TOY_UNITS, he(TOY_UNITS)),
    b2: new Float64Array(1),
  };
}

/** The first layer, h = points w1 + b1 (N,H), as a problem of batch norm. */
function hiddenLayer({ points }: ToySet, { w1, b1, gamma, beta }: ToyWeights): Problem {
  const [N, H] = [TOY_POINTS, TOY_UNITS];
  const h = new Float64Array(N * H);
  for (let i = 0; i < N; i++) {
    const [x, y] = [numberAt(points, 2 * i), numberAt(points, 2 * i + 1)];
    for (let j = 0; j < H; j++) h[i * H + j] = x * numberAt(w1, j) + y * numberAt(w1, H + j) + numberAt(b1, j);
  }
  const tensor = (values: Float64Array, shape: readonly number[]) => ({ shape, values, dtype: "float64" as const });
  const problem = createProblem({
    x: tensor(h, [N, H]),
    dout: tensor(new Float64Array(N * H), [N, H]), // backward is given its own
    gamma: tensor(gamma, [H]),
    beta: tensor(beta, [H]),
  });
  if (!problem.ok) throw new Error(problem.fault.text);
  return problem.value;
}

/** A hinge with its corner rounded, (u + sqrt(u^2 + 1)) / 2 of u = 1 - margin, and its slope by u. */
function softHinge(u: number): { value: number; slope: number } {
  const root = Math.sqrt(u * u + 1);
  // The difference of the two large ones would cancel below 0.
  return { value: u > 0 ? (u + root) / 2 : 1 / (2 * (root - u)), slope: (1 + u / root) / 2 };
}

/** The mean loss over the set, and the gradients by every parameter: batch norm's are the product's own backward. */
export function toyGradients(
  set: ToySet,
  weights: ToyWeights,
  placement: PlacementName,
): { readonly loss: number; readonly gradients: ToyWeights } {
  const [N, H] = [TOY_POINTS, TOY_UNITS];
  const { w2, b2 } = weights;
  const hidden = hiddenLayer(set, weights);
  const { out, backward } = placedForward(hidden, placement);
  const [dw2, db2, dout] = [new Float64Array(H), new Float64Array(1), new Float64Array(N * H)];
  let loss = 0;
  for (let i = 0; i < N; i++) {
    let score = numberAt(b2, 0);
    for (let j = 0; j < H; j++) score += numberAt(out, i * H + j) * numberAt(w2, j);
    const target = numberAt(set.target, i);
    const { value, slope } = softHinge(1 - target * score);
    loss += value / N;
    const dscore = (-target * slope) / N;
    db2[0] = numberAt(db2, 0) + dscore;
    for (let j = 0; j < H; j++) {
      dw2[j] = numberAt(dw2, j) + dscore * numberAt(out, i * H + j);
      dout[i * H + j] = dscore * numberAt(w2, j);
    }
  }
  const { dx: dh, dgamma, dbeta } = backward(dout);
  return { loss, gradients: { ...firstLayer(set, dh), gamma: dgamma, beta: dbeta, w2: dw2, b2: db2 } };
}

/** dw1 and db1 of dh (N,H). */
function firstLayer({ points }: ToySet, dh: Float64Array): Pick<ToyWeights, "w1" | "b1"> {
  const H = TOY_UNITS;
  const [dw1, db1] = [new Float64Array(2 * H), new Float64Array(H)];
  dh.forEach((value, at) => {
    const [i, j] = [Math.floor(at / H), at % H];
    dw1[j] = numberAt(dw1, j) + value * numberAt(points, 2 * i);
    dw1[H + j] = numberAt(dw1, H + j) + value * numberAt(points, 2 * i + 1);
    db1[j] = numberAt(db1, j) + value;
  });
  return { w1: dw1, b1: db1 };
}
