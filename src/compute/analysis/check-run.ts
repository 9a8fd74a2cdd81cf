import type { Gradients } from "../../core/batchnorm/gradients";
import { mergeChecks, placeColumns, type CheckPart } from "../../core/gradcheck/merge";
import type { Problem } from "../../core/problem";
import type { Check, CheckedTensor, Diagnosis } from "../../core/verdict";
import type { CheckState, DiagnosisState, TensorVerdict } from "../../protocol/analysis-state";
import { toNumeric } from "../../protocol/json-number";
import { columnsGradients, columnsProblem } from "../../core/batchnorm/columns";
import type { Checker, Engine, Precision } from "../engine/engine";
import type { CheckPartAsk, PartChecker } from "./check-part";
import { itemAt } from "../../core/item-at";

/** Time of one slice: tiles are served between slices, so the picture stays alive while the check runs. */
const SLICE_MILLISECONDS = 12;
/** Time between reports: after each one the page asks for the error map again, and making its levels takes time too. */
const REPORT_MILLISECONDS = 80;
const REPORT_MILLISECONDS_PER_CELL = 1 / 20_000;
/** Cell visits (each row perturbed in a forward of N rows) below which a second worker does not pay its start. */
const SHARE_VISITS = 1e8;
/** Up to so many visits the check begins at once, and is mostly done before the first picture is drawn. */
const QUICK_VISITS = 2 ** 21;
/** Any other waits until the pictures stand: it takes both processors from them. A page that nobody sees says nothing. */
const PATIENCE_MILLISECONDS = 1500;
/** Cells that cross to the second worker at a time. */
const PART_CELLS = 2 ** 18;

export interface CheckListener {
  progress(state: CheckState): void;
  done(check: Check, milliseconds: number): void;
  failed(error: unknown): void;
}

/** Runs a gradient check in slices between other work, until it is done or cancelled. */
export class CheckRun {
  /** Relative error of every cell of dx, in the layout of x; UNCHECKED where it has not come to. */
  readonly error: Float32Array; // (N,D)
  private readonly own: Checker;
  private readonly parts: CheckPart[] = [];
  private helped = 0; // work done by the part checker
  private readonly shared: { readonly partChecker: PartChecker; readonly from: number } | undefined;
  private helping: Promise<void> | undefined;
  private waiting: ReturnType<typeof setTimeout> | undefined; // for the pictures to stand
  private begun = false;
  private cancelled = false;
  private readonly total: number;
  private started = 0; // time of the first slice: waiting for the pictures is no part of the check
  private reported = 0;

  constructor(
    private readonly engine: Engine,
    private readonly problem: Problem,
    private readonly gradients: Gradients,
    private readonly precision: Precision,
    private readonly listener: CheckListener,
    private readonly partChecker: PartChecker | undefined,
  ) {
    const { rows, channels } = problem.layout;
    const shared = partChecker !== undefined && channels > 1 && rows * rows * channels > SHARE_VISITS;
    const middle = shared ? Math.ceil(channels / 2) : channels;
    this.own = engine.checker(problem, gradients, { precision, from: 0, to: middle });
    this.error = this.own.error;
    this.total = rows * channels;
    this.shared = shared ? { partChecker, from: middle } : undefined;
  }

  /** Begins at once, but for a check that `waits` and is not quick: that one begins when the pictures stand. */
  start(waits: boolean): void {
    const { rows, channels } = this.problem.layout;
    if (!waits || rows * rows * channels <= QUICK_VISITS) this.begin();
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
    this.started = performance.now();
    if (this.shared) this.helping = this.share(this.shared.partChecker, this.shared.from);
    this.slice();
  }

  /** Stops the work; the cells checked so far stay. */
  cancel(): void {
    this.cancelled = true;
    clearTimeout(this.waiting);
    this.partChecker?.cancel();
  }

  get state(): CheckState {
    const { done: mine, total: whole } = this.own;
    const { rows, channels } = this.problem.layout;
    const cells = rows * (this.shared ? this.shared.from : channels);
    const done = Math.min(this.total, Math.round((whole ? mine / whole : 1) * cells + this.helped));
    return { status: this.cancelled ? "cancelled" : "running", done, total: this.total };
  }

  /** Hands the columns from `first` on to the part checker, some at a time, so that little memory is taken for them. */
  private async share(partChecker: PartChecker, first: number): Promise<void> {
    const { problem, gradients, precision } = this;
    const { layout } = problem;
    const columns = Math.max(1, Math.floor(PART_CELLS / layout.rows));
    for (let from = first; from < layout.channels && !this.cancelled; from += columns) {
      const to = Math.min(layout.channels, from + columns);
      const part = {
        problem: columnsProblem(problem, from, to),
        gradients: columnsGradients(problem, gradients, from, to),
        precision,
      };
      const before = this.helped;
      let check: Check | undefined;
      try {
        check = await partChecker.check(part, ({ done, total, error }) => {
          if (this.cancelled) return;
          placeColumns(layout, error, from, this.error);
          this.helped = before + (done / total) * layout.rows * (to - from);
          this.report();
        });
      } catch {
        // Whatever became of the part checker, the columns are checked.
        check = await this.checkHere(part);
      }
      if (!check) return;
      placeColumns(layout, check.tensors.dx.error, from, this.error);
      this.parts.push({ from, check });
      this.helped = before + layout.rows * (to - from);
      this.report();
    }
  }

  /** Checks a part in this worker, in slices; undefined when the check is cancelled meanwhile. */
  private checkHere({ problem, gradients, precision }: CheckPartAsk): Promise<Check | undefined> {
    const checker = this.engine.checker(problem, gradients, { precision, from: 0, to: problem.layout.channels });
    return new Promise((resolve, reject) => {
      const go = (): void => {
        try {
          if (this.cancelled) resolve(undefined);
          else if (checker.advance(SLICE_MILLISECONDS)) resolve(checker.result());
          else breathe(go);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      breathe(go);
    });
  }

  private slice(): void {
    if (this.cancelled) return;
    try {
      if (this.own.advance(SLICE_MILLISECONDS)) {
        if (this.helping) void this.helping.then(this.finish);
        else this.finish();
        return;
      }
    } catch (error) {
      this.fail(error);
      return;
    }
    this.report();
    breathe(() => {
      this.slice();
    });
  }

  private readonly finish = (): void => {
    if (this.cancelled) return;
    try {
      const own = this.own.result();
      const check = this.parts.length ? this.merge(own) : own;
      this.listener.done(check, performance.now() - this.started);
    } catch (error) {
      this.fail(error);
    }
  };

  private merge(own: Check): Check {
    const { from } = itemAt(this.parts, 0);
    const cut = (name: "dgamma" | "dbeta"): CheckedTensor => ({
      ...own.tensors[name],
      error: own.tensors[name].error.slice(0, from),
      wrongCells: own.tensors[name].wrongCells?.slice(0, from),
    });
    const tensors = { ...own.tensors, dgamma: cut("dgamma"), dbeta: cut("dbeta") };
    return mergeChecks(this.problem.layout, [{ from: 0, check: { ...own, tensors } }, ...this.parts], this.error);
  }

  private report(): void {
    const now = performance.now();
    if (now - this.reported < REPORT_MILLISECONDS + this.total * REPORT_MILLISECONDS_PER_CELL) return;
    this.reported = now;
    this.listener.progress(this.state);
  }

  private fail(error: unknown): void {
    this.cancel();
    this.listener.failed(error);
  }
}

/** A finished check as the page shows it. */
export function checkState(check: Check, milliseconds: number): CheckState {
  const { dx, dgamma, dbeta } = check.tensors;
  return {
    status: "done",
    verdict: check.verdict,
    reason: check.reason,
    method: check.method,
    tolerance: check.tolerance,
    floor: check.floor,
    tensors: { dx: tensorVerdict(dx), dgamma: tensorVerdict(dgamma), dbeta: tensorVerdict(dbeta) },
    milliseconds,
  };
}

/** A diagnosis as the page shows it. */
export function diagnosisState(diagnosis: Diagnosis): DiagnosisState {
  const { cells, signature, ...rest } = diagnosis;
  return {
    ...rest,
    ...(cells && {
      cells: cells.map(({ index, given, expected }) => ({
        index,
        given: toNumeric(given),
        expected: toNumeric(expected),
      })),
    }),
    ...(signature && {
      signature: {
        a: toNumeric(signature.a),
        b: toNumeric(signature.b),
        k: toNumeric(signature.k),
        residual: toNumeric(signature.residual),
      },
    }),
  };
}

export function tensorVerdict(checked: CheckedTensor): TensorVerdict {
  const { cells, agreeing, doubtful, wrong, worst } = checked;
  return { cells, agreeing, doubtful, wrong, maxRelativeError: toNumeric(checked.maxRelativeError), worst };
}

/** Lets waiting messages in before going on; unlike a timer it does not wait. */
const breathe: (next: () => void) => void = (() => {
  const { setImmediate } = globalThis as { setImmediate?: (next: () => void) => unknown };
  // A Node port hands over up to a thousand messages before any other port has its turn, so it cannot be used there.
  if (setImmediate) return setImmediate;
  const channel = new MessageChannel();
  const waiting: (() => void)[] = [];
  const receiver = channel.port1 as unknown as { onmessage: () => void }; // Node's types know the port by its events
  receiver.onmessage = () => waiting.shift()?.();
  return (next) => {
    waiting.push(next);
    channel.port2.postMessage(null);
  };
})();
