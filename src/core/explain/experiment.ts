/**
 * How much does training depend on the size of the initial weights? A small network (toy-network.ts) is trained with the
 * three placements of batch norm from five initial scales, 200 steps of plain gradient descent each. Seeded: the same
 * losses to the bit on any machine. In the end the gradients are checked where training has led.
 */
import { Random } from "../arithmetic/random";
import { EXPERIMENT_SEED, EXPERIMENT_STEPS } from "../experiment-setup";
import { itemAt, numberAt } from "../item-at";
import { checkToy, type ToyCheck } from "./experiment-check";
import { PLACEMENTS, type PlacementName } from "./placed-relu";
import { TOY_PARAMETERS, toyGradients, toySet, toyWeights, type ToySet, type ToyWeights } from "./toy-network";

/** What the first layer's initial weights are multiplied by. */
export const EXPERIMENT_SCALES = [0.1, 0.3, 1, 3, 10] as const;
const RATE = 0.2;

/** The loss before each step, by placement and by the place of the scale among the scales. */
export type ExperimentLosses = Readonly<Record<PlacementName, readonly (readonly number[])[]>>;

export interface ExperimentResult {
  readonly seed: number;
  readonly scales: readonly number[];
  readonly losses: ExperimentLosses;
}

/** A network on its way. */
interface Training {
  readonly placement: PlacementName;
  readonly weights: ToyWeights;
  readonly losses: number[];
}

export class Experiment {
  readonly total: number;
  done = 0; // steps, of all trainings together, and checks
  /** Of the gradients of each placement, as far as they have come. */
  readonly checks: ToyCheck[] = [];
  private readonly set: ToySet;
  private readonly trainings: readonly Training[];

  constructor(readonly seed: number = EXPERIMENT_SEED) {
    this.set = toySet(new Random(seed));
    // Each placement starts from the same weights.
    this.trainings = EXPERIMENT_SCALES.flatMap((scale) =>
      PLACEMENTS.map((placement) => ({ placement, weights: toyWeights(new Random(seed + 1), scale), losses: [] })),
    );
    this.total = this.trainings.length * EXPERIMENT_STEPS + PLACEMENTS.length;
  }

  /** Works for about this long: all trainings take a step in turn, so that they can be seen side by side. True when finished. */
  advance(milliseconds: number): boolean {
    const end = Date.now() + milliseconds;
    while (this.done < this.total) {
      this.next();
      this.done++;
      if (Date.now() >= end) break;
    }
    return this.done === this.total;
  }

  /** The losses as far as they have come, from a step on. */
  result(from = 0): ExperimentResult {
    const of = (placement: PlacementName): number[][] =>
      this.trainings.filter((each) => each.placement === placement).map(({ losses }) => losses.slice(from));
    const losses = { "bn-relu": of("bn-relu"), "relu-bn": of("relu-bn"), none: of("none") };
    return { seed: this.seed, scales: EXPERIMENT_SCALES, losses };
  }

  private next(): void {
    const placement = PLACEMENTS[this.done - this.trainings.length * EXPERIMENT_STEPS];
    if (placement === undefined) this.step(itemAt(this.trainings, this.done % this.trainings.length));
    else this.checks.push(checkToy(this.set, this.trained(placement), placement));
  }

  /** Weights of a training that began at the usual scale. */
  private trained(placement: PlacementName): ToyWeights {
    return itemAt(this.trainings, EXPERIMENT_SCALES.indexOf(1) * PLACEMENTS.length + PLACEMENTS.indexOf(placement))
      .weights;
  }

  private step({ placement, weights, losses }: Training): void {
    const { loss, gradients } = toyGradients(this.set, weights, placement);
    losses.push(loss);
    for (const name of TOY_PARAMETERS) {
      const values = weights[name];
      gradients[name].forEach((gradient, i) => {
        values[i] = numberAt(values, i) - RATE * gradient;
      });
    }
  }
}
