/**
 * When a check of all cells is done at once, when a sample of them comes first, and when the user is asked. The speed of
 * the machine is measured by a first part of the work; the clock is the caller's.
 */
import type { CheckCost } from "./check-cost";

export interface CheckLimits {
  /** Visits that take no ten seconds on any machine: nothing is measured. */
  readonly shortVisits: number;
  /** Time of work by which the speed is known. What comes before counts for nothing: a column is set up, code warms up. */
  readonly measureMilliseconds: number;
  /** A check that takes longer answers by a sample first. */
  readonly longMilliseconds: number;
  /** What takes longer is not begun before somebody says so. */
  readonly consentMilliseconds: number;
  /** A sample has so many cells, or half of them, a quarter ... where they would take longer than sampleMilliseconds. */
  readonly sampleCells: number;
  readonly sampleMilliseconds: number;
}

export const LIMITS: CheckLimits = {
  shortVisits: 4e8,
  measureMilliseconds: 100,
  longMilliseconds: 10_000,
  consentMilliseconds: 120_000,
  sampleCells: 40_000,
  sampleMilliseconds: 5_000,
};

export const SAMPLE_SEED = 1;
/** Time after which what was done tells more of the time left than the estimate before it. */
const SETTLED_MILLISECONDS = 2_000;

/** Work that was done, and how long it took. */
interface Pace {
  readonly visits: number;
  readonly milliseconds: number;
}

export type Stage =
  /** A first part is measured. */
  | "measuring"
  | "sampling"
  /** The sample is done, and the rest waits for a word. */
  | "asking"
  | "all";

/** One check's way through its stages. `workers`: how many share the work on all cells. */
export class CheckSchedule {
  private at: Stage;
  private pace: Pace = { visits: 0, milliseconds: 0 };
  private rest: { readonly since: number; readonly from: number; readonly expected: number } | undefined;

  constructor(
    private readonly cost: CheckCost,
    private readonly workers: number,
    private readonly now: () => number,
    private readonly limits: CheckLimits = LIMITS,
  ) {
    this.at = cost.total > limits.shortVisits ? "measuring" : "all";
  }

  get stage(): Stage {
    return this.at;
  }

  /** Whether all cells would take so long that the user is asked first. `visits`: what is done of them. */
  needsConsent(visits: number): boolean {
    return this.millisecondsFrom(visits) > this.limits.consentMilliseconds;
  }

  /** Cells of each column that a sample has. */
  get perColumn(): number {
    const { cells: all, columns } = this.cost;
    const { sampleCells, sampleMilliseconds } = this.limits;
    let cells = sampleCells;
    while (cells > columns && millisecondsFor(this.cost.ofSome(cells), this.pace) > sampleMilliseconds) cells /= 2;
    return Math.min(all / columns, Math.max(1, Math.floor(cells / columns)));
  }

  /** Does some of the work on all cells, of which `visits` tells how much there is done. */
  measure<T>(work: () => T, visits: () => number): T {
    if (this.at !== "measuring") return work();
    const [started, before] = [this.now(), visits()];
    const result = work();
    if (before > 0) {
      const { visits: counted, milliseconds } = this.pace;
      this.pace = { visits: counted + visits() - before, milliseconds: milliseconds + this.now() - started };
      if (this.pace.milliseconds >= this.limits.measureMilliseconds)
        this.at = this.millisecondsFrom(visits()) > this.limits.longMilliseconds ? "sampling" : "all";
    }
    return result;
  }

  /** The sample is done, and `visits` of all cells before it. */
  sampled(visits: number): void {
    if (this.needsConsent(visits)) this.at = "asking";
    else this.goOn(visits);
  }

  /** Goes on with all cells, however long they take. */
  goOn(visits: number): void {
    this.at = "all";
    this.rest = { since: this.now(), from: visits, expected: this.millisecondsFrom(visits) };
  }

  /** Time for the cells that are left, by what was measured. */
  millisecondsFrom(visits: number): number {
    return millisecondsFor(this.cost.total - visits, this.pace) / this.workers;
  }

  /** Time left of a check that answered by a sample before; undefined for any other. */
  millisecondsLeft(visits: number): number | undefined {
    if (!this.rest) return undefined;
    const { since, from, expected } = this.rest;
    const milliseconds = this.now() - since;
    if (milliseconds < SETTLED_MILLISECONDS) return Math.max(0, expected - milliseconds);
    return millisecondsFor(this.cost.total - visits, { visits: visits - from, milliseconds });
  }
}

function millisecondsFor(visits: number, pace: Pace): number {
  return pace.visits > 0 ? (visits / pace.visits) * pace.milliseconds : 0;
}
