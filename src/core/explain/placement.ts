/**
 * What becomes of a problem's own x, gamma, beta and dout with batch norm before the ReLU, behind it, and without: column
 * by column, so that large problems can be left in between.
 */
import { CompensatedSum } from "../arithmetic/compensated-sum";
import { batchnormGradients } from "../batchnorm/batchnorm";
import { columnsProblem } from "../batchnorm/columns";
import { createChecker } from "../gradcheck/gradcheck";
import { itemAt, numberAt } from "../item-at";
import type { Problem } from "../problem";
import type { Values } from "../tensor";
import type { Verdict } from "../verdict";
import { worstOf } from "./numeric-column";
import { placedForward, placedProblem, PLACEMENTS, type PlacementName } from "./placed-relu";

/** What x is multiplied by, to see how each placement takes it. */
export const PLACEMENT_SCALES = [0.1, 0.2, 0.5, 1, 2, 5, 10] as const;

export interface ScaledPlacement {
  readonly scale: number; // s of x = s z, z being the problem's x
  readonly dead: number; // share of the cells whose ReLU is shut
  readonly dxNorm: number; // Euclidean, of dL/dx
  readonly dsNorm: number; // |dL/ds| = |sum dx z|
}

export interface Placement {
  readonly name: PlacementName;
  readonly dead: number;
  readonly dxNorm: number;
  readonly verdict: Verdict; // of its gradients' own check
  readonly byScale: readonly ScaledPlacement[];
}

/** Cells times rows that a check looks at: a sample of the rows is taken where all would be more. */
const CHECKED = 2 ** 25;
const SEED = 1;

export class PlacementRun {
  readonly total: number;
  done = 0;
  /** Rows of each column that are checked, of N. */
  readonly checkedRows: number;
  private readonly tallies: ReadonlyMap<PlacementName, PlacementTally>;

  constructor(private readonly problem: Problem) {
    const { rows, channels } = problem.layout;
    this.checkedRows = Math.min(rows, Math.max(4, Math.floor(CHECKED / (rows * channels))));
    this.total = channels * STEPS;
    this.tallies = new Map(PLACEMENTS.map((name) => [name, new PlacementTally()]));
  }

  /** Works for about this long. True when finished. */
  advance(milliseconds: number): boolean {
    const end = Date.now() + milliseconds;
    while (this.done < this.total) {
      this.step(Math.floor(this.done / STEPS), this.done % STEPS);
      this.done++;
      if (Date.now() >= end) break;
    }
    return this.done === this.total;
  }

  result(): readonly Placement[] {
    const cells = this.problem.x.length;
    return PLACEMENTS.map((name) => this.tally(name).result(name, cells));
  }

  /** One column at one scale, or its check. */
  private step(k: number, at: number): void {
    const column = columnsProblem(this.problem, k, k + 1);
    const scale = PLACEMENT_SCALES[at];
    for (const name of PLACEMENTS) {
      const tally = this.tally(name);
      if (scale === undefined) tally.verdicts.push(this.check(column, name, k));
      else tally.addColumn(at, column.x, scaledColumn(column, scale), name);
    }
  }

  private tally(name: PlacementName): PlacementTally {
    const tally = this.tallies.get(name);
    if (!tally) throw new Error(`expected a placement, got ${name}`);
    return tally;
  }

  private check(column: Problem, name: PlacementName, k: number): Verdict {
    const ofRelu = name === "bn-relu" ? [] : [reluVerdict(column, name)];
    if (name === "none") return worstOf(ofRelu);
    const placed = placedProblem(column, name);
    const isSample = this.checkedRows < column.layout.rows;
    const sample = isSample ? { perColumn: this.checkedRows, seed: SEED + k } : undefined;
    const options = { precision: "standard", from: 0, to: 1, sample } as const;
    const checker = createChecker(placed, batchnormGradients(placed, "standard"), options);
    while (!checker.advance(1000));
    return worstOf([checker.result().verdict, ...ofRelu]);
  }
}

const STEPS = PLACEMENT_SCALES.length + 1;

/** A column whose x is s z. */
function scaledColumn(column: Problem, scale: number): Problem {
  return { ...column, x: Float64Array.from(column.x, (value) => scale * value) };
}

/** What has been seen of one placement so far. */
class PlacementTally {
  readonly verdicts: Verdict[] = [];
  private readonly dead = new Float64Array(PLACEMENT_SCALES.length);
  private readonly norms = PLACEMENT_SCALES.map(() => new Norm());
  private readonly ds = PLACEMENT_SCALES.map(() => new CompensatedSum());

  addColumn(at: number, z: Values, scaled: Problem, name: PlacementName): void {
    const { dead, backward } = placedForward(scaled, name);
    const { dx } = backward(scaled.dout);
    this.dead[at] = numberAt(this.dead, at) + dead;
    const [norm, ds] = [itemAt(this.norms, at), itemAt(this.ds, at)];
    dx.forEach((value, i) => {
      norm.add(value);
      ds.add(value * numberAt(z, i));
    });
  }

  result(name: PlacementName, cells: number): Placement {
    const byScale = PLACEMENT_SCALES.map((scale, at) => ({
      scale,
      dead: numberAt(this.dead, at) / cells,
      dxNorm: itemAt(this.norms, at).value,
      dsNorm: Math.abs(itemAt(this.ds, at).total),
    }));
    const { dead, dxNorm } = itemAt(byScale, PLACEMENT_SCALES.indexOf(1));
    return { name, dead, dxNorm, verdict: worstOf(this.verdicts), byScale };
  }
}

/** A Euclidean norm whose squares stay in the range of doubles. */
class Norm {
  private unit = 0; // the largest magnitude so far
  private squares = 0; // in units of it

  add(value: number): void {
    const size = Math.abs(value);
    if (size > this.unit) {
      this.squares = 1 + this.squares * (this.unit / size) ** 2;
      this.unit = size;
    } else if (size !== 0) this.squares += size === this.unit ? 1 : (size / this.unit) ** 2;
  }
  get value(): number {
    return this.unit * Math.sqrt(this.squares);
  }
}

/**
 * The ReLU in front, held against differences: a step of half of |x| crosses no kink, and its difference is exact. At
 * x = 0 there is no derivative.
 */
function reluVerdict(column: Problem, name: PlacementName): Verdict {
  const inner = name === "none" ? column.dout : batchnormGradients(placedProblem(column, name), "standard").dx;
  const { dx } = placedForward(column, name).backward(column.dout);
  const relu = (value: number): number => Math.max(0, value);
  const verdicts = Array.from(column.x, (value, i): Verdict => {
    if (value === 0 || !Number.isFinite(value)) return "doubtful";
    const [above, below] = [value + Math.abs(value) / 2, value - Math.abs(value) / 2];
    const slope = (relu(above) - relu(below)) / (above - below); // NaN for the smallest subnormal
    const numeric = slope * numberAt(inner, i);
    return numeric === numberAt(dx, i) ? "correct" : Number.isFinite(numeric) ? "wrong" : "doubtful";
  });
  return worstOf(verdicts);
}
