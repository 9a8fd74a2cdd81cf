import { numberAt } from "../item-at";
import type { Verdict } from "../verdict";
import type { PlacementName } from "./placed-relu";
import { TOY_PARAMETERS, toyGradients, type ToySet, type ToyWeights } from "./toy-network";

/** The gradients that the experiment trains by, held against differences of its loss. */
export interface ToyCheck {
  readonly placement: PlacementName;
  readonly verdict: Verdict;
  readonly error: number; // the largest, in units of the largest gradient
}

/** Steps of the differences; a smaller one where a larger one carries a hidden unit over the kink of its ReLU. */
const STEPS = [2 ** -20, 2 ** -24, 2 ** -28];
const TOLERANCE = 1e-6;

/** Checks every parameter of the network. */
export function checkToy(set: ToySet, weights: ToyWeights, placement: PlacementName): ToyCheck {
  const { gradients } = toyGradients(set, weights, placement);
  const largest = Math.max(...TOY_PARAMETERS.flatMap((name) => [...gradients[name]].map(Math.abs)));
  const lossAt = (name: keyof ToyWeights, at: number, by: number): number => {
    const moved = weights[name].map((value, i) => (i === at ? value + by : value));
    return toyGradients(set, { ...weights, [name]: moved }, placement).loss;
  };
  const errorOf = (name: keyof ToyWeights, at: number): number => {
    let error = NaN;
    for (const h of STEPS) {
      const numeric = (lossAt(name, at, h) - lossAt(name, at, -h)) / (2 * h);
      error = Math.abs(numberAt(gradients[name], at) - numeric) / largest;
      if (error <= TOLERANCE) break;
    }
    return error;
  };
  const errors = TOY_PARAMETERS.flatMap((name) => Array.from(weights[name], (_, at) => errorOf(name, at)));
  const error = errors.reduce((most, each) => (each > most || Number.isNaN(each) ? each : most), 0);
  return { placement, verdict: Number.isNaN(error) ? "doubtful" : error <= TOLERANCE ? "correct" : "wrong", error };
}
