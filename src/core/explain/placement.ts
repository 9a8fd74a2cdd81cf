/**
 * What becomes of a problem's own x, gamma, beta and dout with batch norm before the ReLU, behind it, and without: column
 * by column, so that large problems can be left in between.
 */
import { CompensatedSum } from "../arithmetic/compensated-sum";
import { Norm } from "../arithmetic/norm";
import { columnsProblem } from "../batchnorm/columns";
import type { Precision } from "../checker";
import { itemAt, numberAt } from "../item-at";
import type { Problem } from "../problem";
import type { Doubts, Verdict } from "../verdict";
import { worstOf } from "./numeric-column";
import { placedForward, PLACEMENTS, rectified, type PlacementName } from "./placed-relu";
import { addDoubts, checkPlaced, NO_DOUBTS, type PlacementCheck } from "./placement-check";

/** What x is multiplied by, to see how each placement takes it. */
export const PLACEMENT_SCALES = [0.1, 0.2, 0.5, 1, 2, 5, 10] as const;
const OWN_SCALE = PLACEMENT_SCALES.indexOf(1);

export interface ScaledPlacement {
  readonly scale: number; // s of x = s z, z being the problem's x
  readonly dead: number; // share of the cells whose ReLU is shut
  readonly dxNorm: number; // Euclidean, of dL/dx
  readonly dsNorm: number; // |dL/ds| = |sum dx z|, without its cancellation (scale-derivative.ts)
}

export interface Placement {
  readonly name: PlacementName;
  readonly dead: number;
  readonly dxNorm: number;
  readonly verdict: Verdict; // of its gradients' own check
  readonly doubts: Readonly<Doubts>; // that it has, where x is not 0
  readonly byScale: readonly ScaledPlacement[];
}

/** A column as it leaves a placement, x being the problem's own. */
export interface PlacedColumn {
  readonly name: PlacementName;
  readonly k: number;
  readonly out: Float64Array; // (N)
  readonly dx: Float64Array; // (N)
}

/** Cells times rows that a check looks at: a sample of the rows is taken where all would be more. */
const CHECKED = 2 ** 23;
const SEED = 1;

export class PlacementRun {
  readonly total: number;
  done = 0;
  /** Rows of each column that are checked, of N. */
  readonly checkedRows: number;
  private readonly tallies: ReadonlyMap<PlacementName, PlacementTally>;
  /** The one under way, and its x through a ReLU. */
  private column: { readonly k: number; readonly problem: Problem; readonly positive: Float64Array } | undefined;

  /** `keep` is handed every column under every placement, once. */
  constructor(
    private readonly problem: Problem,
    private readonly precision: Precision,
    private readonly keep: (column: PlacedColumn) => void = () => undefined,
  ) {
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
    if (this.column?.k !== k) {
      const one = columnsProblem(this.problem, k, k + 1);
      this.column = { k, problem: one, positive: rectified(one.x) };
    }
    const { problem, positive } = this.column;
    const scale = PLACEMENT_SCALES[at];
    if (scale === undefined) {
      const isSample = this.checkedRows < problem.layout.rows;
      const sample = isSample ? { perColumn: this.checkedRows, seed: SEED + k } : undefined;
      for (const name of PLACEMENTS) this.tally(name).addCheck(checkPlaced(problem, name, this.precision, sample));
      return;
    }
    const scaled = scaledColumn(problem, scale);
    for (const name of PLACEMENTS) {
      if (!feels(name, at)) continue;
      const { out, dead, backward, byScale } = placedForward(scaled, name, this.precision, positive);
      const { dx } = backward(scaled.dout);
      this.tally(name).addColumn(at, { scale: name === "none" ? 1 : scale, dx, ds: byScale(scaled.dout), dead });
      if (at === OWN_SCALE) this.keep({ name, k, out, dx });
    }
  }

  private tally(name: PlacementName): PlacementTally {
    const tally = this.tallies.get(name);
    if (!tally) throw new Error(`expected a placement, got ${name}`);
    return tally;
  }
}

const STEPS = PLACEMENT_SCALES.length + 1;

/** A ReLU alone lets through what is above 0, at every scale s > 0 the same: its dx is looked at once. */
function feels(name: PlacementName, at: number): boolean {
  return name !== "none" || at === OWN_SCALE;
}

/**
 * A column whose x is s z, in units of s: (s z - s mu) / sqrt(s^2 v + eps) is (z - mu) / sqrt(v + eps / s^2), and z is not
 * rounded for it.
 */
function scaledColumn(column: Problem, scale: number): Problem {
  const { eps, epsPlacement } = column;
  return { ...column, eps: epsPlacement === "inside" ? eps / (scale * scale) : eps / scale };
}

/** What a placement makes of a column at a scale. */
interface ScaledColumn {
  readonly scale: number;
  readonly dx: Float64Array; // (N)
  readonly ds: readonly number[];
  readonly dead: number;
}

/** What has been seen of one placement so far. */
class PlacementTally {
  private readonly verdicts = new Set<Verdict>();
  private doubts = NO_DOUBTS;
  private readonly dead = new Float64Array(PLACEMENT_SCALES.length);
  private readonly norms = PLACEMENT_SCALES.map(() => new Norm());
  private readonly ds = PLACEMENT_SCALES.map(() => new CompensatedSum());

  /** `dx` and the terms of dL/ds in units of the scale. */
  addColumn(at: number, { scale, dx, ds, dead }: ScaledColumn): void {
    this.dead[at] = numberAt(this.dead, at) + dead;
    const [norm, sum] = [itemAt(this.norms, at), itemAt(this.ds, at)];
    for (const value of dx) norm.add(value / scale);
    for (const term of ds) sum.add(term / scale);
  }

  addCheck({ verdict, doubts }: PlacementCheck): void {
    this.verdicts.add(verdict);
    this.doubts = addDoubts(this.doubts, doubts);
  }

  result(name: PlacementName, cells: number): Placement {
    const byScale = PLACEMENT_SCALES.map((scale, each) => {
      const at = feels(name, each) ? each : OWN_SCALE;
      const [norm, ds] = [itemAt(this.norms, at), itemAt(this.ds, at)];
      return { scale, dead: numberAt(this.dead, at) / cells, dxNorm: norm.value, dsNorm: Math.abs(ds.total) };
    });
    const { dead, dxNorm } = itemAt(byScale, OWN_SCALE);
    return { name, dead, dxNorm, verdict: worstOf([...this.verdicts]), doubts: this.doubts, byScale };
  }
}
