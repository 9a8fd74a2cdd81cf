import { mergeChecks } from "../../core/gradcheck/merge";
import type { Check, CheckedTensor, Verdict } from "../../core/verdict";
import type { CheckState } from "../../protocol/analysis-state";
import type { Checker, Engine } from "../engine/engine";
import { breathe } from "./breathe";
import { CheckCost } from "./check-cost";
import type { CheckPartAsk, PartChecker } from "./check-part";
import { CheckSchedule, LIMITS, SAMPLE_SEED, type CheckLimits } from "./check-schedule";
import { foundState } from "./check-state";
import { HelpedColumns } from "./helped-columns";

/** Time of one slice: tiles are served between slices, so the picture stays alive while the check runs. */
const SLICE_MILLISECONDS = 12;
/** Time between reports: after each one the page asks for the error map again, and making its levels takes time too. */
const REPORT_MILLISECONDS = 80;
const REPORT_MILLISECONDS_PER_CELL = 1 / 20_000;
/** Visits below which a second worker does not pay its start. */
const SHARE_VISITS = 1e8;
/** Up to so many visits the check begins at once, and is mostly done before the first picture is drawn. */
const QUICK_VISITS = 2 ** 21;
/** Any other waits until the pictures stand: it takes both processors from them. A page that nobody sees says nothing. */
const PATIENCE_MILLISECONDS = 1500;

export interface CheckListener {
  progress(state: CheckState): void;
  done(check: Check, milliseconds: number): void;
  failed(error: unknown): void;
}

/** When a check is long, and by which clock. */
export interface CheckTiming {
  readonly limits?: CheckLimits | undefined;
  readonly now?: () => number;
}

/** All cells at once, however long they take: neither a sample comes first, nor is anybody asked. */
export const WHOLE: CheckTiming = { limits: { ...LIMITS, shortVisits: Infinity } };

/** Runs a gradient check in slices between other work, until it is done, waits for a word, or is cancelled. */
export class CheckRun {
  /** Relative error of every cell of dx, in the layout of x; UNCHECKED where it has not come to. */
  readonly error: Float32Array; // (N,D)
  private readonly own: Checker;
  private readonly helped: HelpedColumns | undefined;
  private readonly cost: CheckCost;
  private readonly schedule: CheckSchedule;
  private helping: Promise<void> | undefined;
  private sampler: Checker | undefined;
  private sample: Check | undefined;
  private waiting: ReturnType<typeof setTimeout> | undefined; // for the pictures to stand
  private begun = false;
  private cancelled = false;
  private readonly now: () => number;
  private started = 0; // time of the first slice: waiting for the pictures is no part of the check
  private reported = 0;

  constructor(
    private readonly engine: Engine,
    private readonly ask: CheckPartAsk,
    private readonly listener: CheckListener,
    partChecker: PartChecker | undefined,
    { limits, now = () => performance.now() }: CheckTiming = {},
  ) {
    const { problem, gradients, precision } = ask;
    this.now = now;
    const { channels, cells } = problem.layout;
    this.cost = new CheckCost(problem);
    // What an entry of gamma adds up lies in the sets of both halves: one checker sums it.
    const helper = !cells && channels > 1 && this.cost.total > SHARE_VISITS ? partChecker : undefined;
    const middle = helper ? Math.ceil(channels / 2) : channels;
    this.own = engine.checker(problem, gradients, { precision, from: 0, to: middle });
    this.error = this.own.error;
    this.helped =
      helper &&
      new HelpedColumns(engine, ask, helper, middle, this.error, () => {
        this.report();
      });
    this.schedule = new CheckSchedule(this.cost, helper ? 2 : 1, now, limits);
  }

  /** Begins at once, but for a check that `waits` and is not quick: that one begins when the pictures stand. */
  start(waits: boolean): void {
    if (!waits || this.cost.total <= QUICK_VISITS) this.begin();
    else
      this.waiting = setTimeout(() => {
        this.begin();
      }, PATIENCE_MILLISECONDS);
  }

  /** Begins now, if it has not begun: the first slice is done when this returns. */
  begin(): void {
    clearTimeout(this.waiting);
    if (this.begun || this.cancelled) return;
    this.begun = true;
    this.started = this.now();
    this.slice();
  }

  /** Stops the work; the cells checked so far stay. */
  cancel(): void {
    this.cancelled = true;
    clearTimeout(this.waiting);
    this.helped?.cancel();
  }

  /** Goes on with all cells, where the check waits for this word. */
  checkAll(): void {
    if (this.cancelled || this.schedule.stage !== "asking") return;
    this.schedule.goOn(this.visits);
    this.listener.progress(this.state);
    breathe(this.slice);
  }

  /** What is known of the cells looked at, where that is worth a word before all of them are. */
  get found(): Check | undefined {
    const { sample } = this;
    const part = this.own.done > 0 ? this.partial() : undefined;
    if (!sample) return part?.verdict === "wrong" || this.cancelled ? part : undefined;
    return part ? moreTelling(part, sample) : sample;
  }

  get state(): CheckState {
    const done = Math.min(this.cost.cells, Math.round(this.cellsDone + (this.sampler?.done ?? 0)));
    const counts = { done, total: this.cost.cells };
    const check = this.found;
    const found = check && { found: foundState(check, this.engine) };
    if (this.cancelled) return { status: "cancelled", ...counts, ...found };
    if (found && this.schedule.stage === "asking")
      return {
        status: "sampled",
        ...counts,
        ...found,
        millisecondsForAll: this.schedule.millisecondsFrom(this.visits),
      };
    const millisecondsLeft = this.schedule.millisecondsLeft(this.visits);
    return { status: "running", ...counts, ...found, ...(millisecondsLeft !== undefined && { millisecondsLeft }) };
  }

  /** Cells of dx that the check of all of them has done. */
  private get cellsDone(): number {
    return this.own.done + (this.helped?.done ?? 0);
  }

  private get visits(): number {
    return this.cost.upTo(this.own.done) + this.cost.ofSome(this.helped?.done ?? 0);
  }

  private readonly slice = (): void => {
    if (this.cancelled) return;
    try {
      if (this.schedule.stage === "sampling") this.sampleSlice();
      else if (this.ownSlice()) return;
    } catch (error) {
      this.fail(error);
      return;
    }
    if (this.schedule.stage === "asking") return; // a word sets it going again
    this.report();
    breathe(this.slice);
  };

  /** Checks some of all cells; true when nothing is left to do here. */
  private ownSlice(): boolean {
    if (this.schedule.stage === "all") this.helping ??= this.helped?.check();
    const isDone = this.schedule.measure(
      () => this.own.advance(SLICE_MILLISECONDS),
      () => this.visits,
    );
    if (!isDone) return false;
    this.helping ??= this.helped?.check();
    if (this.helping) void this.helping.then(this.finish);
    else this.finish();
    return true;
  }

  /** Checks some of the sample's cells. Its errors come into the same picture. */
  private sampleSlice(): void {
    const { problem, gradients, precision } = this.ask;
    this.sampler ??= this.engine.checker(problem, gradients, {
      precision,
      from: 0,
      to: problem.layout.channels,
      sample: { perColumn: this.schedule.perColumn, seed: SAMPLE_SEED },
      error: this.error,
    });
    if (!this.sampler.advance(SLICE_MILLISECONDS)) return;
    this.sample = this.sampler.result();
    this.sampler = undefined;
    this.schedule.sampled(this.visits);
    this.listener.progress(this.state);
  }

  private readonly finish = (): void => {
    if (this.cancelled) return;
    try {
      this.listener.done(this.partial(), this.now() - this.started);
    } catch (error) {
      this.fail(error);
    }
  };

  /** The check of all cells as far as it has come: its own columns, and those that the second worker is done with. */
  private partial(): Check {
    const own = this.own.result();
    const { helped } = this;
    if (!helped) return own;
    const from = helped.first;
    const cut = (name: "dgamma" | "dbeta"): CheckedTensor => ({
      ...own.tensors[name],
      error: own.tensors[name].error.slice(0, from),
      wrongCells: own.tensors[name].wrongCells?.slice(0, from),
    });
    const tensors = { ...own.tensors, dgamma: cut("dgamma"), dbeta: cut("dbeta") };
    const parts = [{ from: 0, check: { ...own, tensors } }, ...helped.parts];
    return mergeChecks(this.ask.problem.layout, parts, this.error);
  }

  private report(): void {
    const now = this.now();
    if (now - this.reported < REPORT_MILLISECONDS + this.cost.cells * REPORT_MILLISECONDS_PER_CELL) return;
    this.reported = now;
    this.listener.progress(this.state);
  }

  private fail(error: unknown): void {
    this.cancel();
    this.listener.failed(error);
  }
}

const RANKS: Readonly<Record<Verdict, number>> = { correct: 0, doubtful: 1, wrong: 2 };

/** The worse of two checks of parts; of two alike the one that has looked at more. */
function moreTelling(one: Check, other: Check): Check {
  const worse = RANKS[one.verdict] - RANKS[other.verdict];
  if (worse !== 0) return worse > 0 ? one : other;
  return (one.coverage?.cells ?? Infinity) >= (other.coverage?.cells ?? Infinity) ? one : other;
}
