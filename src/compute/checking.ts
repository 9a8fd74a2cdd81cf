import type { Gradients } from "../core/gradients";
import type { Problem } from "../core/problem";
import type { Check, CheckedTensor } from "../core/verdict";
import { toNumeric, type CheckState, type TensorVerdict } from "../protocol";
import type { Checker, Engine, Precision } from "./engine";

/** Time of one slice: tiles are served between slices, so the picture stays alive while the check runs. */
const SLICE_MILLISECONDS = 12;
const REPORT_MILLISECONDS = 80;

export interface CheckListener {
  progress(state: CheckState): void;
  done(check: Check, milliseconds: number): void;
  failed(error: unknown): void;
}

/** Runs a gradient check in slices between other work, until it is done or cancelled. */
export class CheckRun {
  readonly checker: Checker;
  private cancelled = false;
  private readonly started = performance.now();
  private reported = 0;

  constructor(
    engine: Engine,
    problem: Problem,
    gradients: Gradients,
    precision: Precision,
    private readonly listener: CheckListener,
  ) {
    this.checker = engine.checker(problem, gradients, { precision, from: 0, to: problem.layout.channels });
  }

  start(): void {
    breathe(() => {
      this.slice();
    });
  }

  /** Stops the work; the cells checked so far stay. */
  cancel(): void {
    this.cancelled = true;
  }

  get state(): CheckState {
    const { done, total } = this.checker;
    return { status: this.cancelled ? "cancelled" : "running", done, total };
  }

  private slice(): void {
    if (this.cancelled) return;
    try {
      const finished = this.checker.advance(SLICE_MILLISECONDS);
      if (finished) {
        const check = this.checker.result();
        this.listener.done(check, performance.now() - this.started);
        return;
      }
    } catch (error) {
      this.cancelled = true;
      this.listener.failed(error);
      return;
    }
    const now = performance.now();
    if (now - this.reported > REPORT_MILLISECONDS) {
      this.reported = now;
      this.listener.progress(this.state);
    }
    breathe(() => {
      this.slice();
    });
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

export function tensorVerdict(checked: CheckedTensor): TensorVerdict {
  const { cells, agreeing, doubtful, wrong, worst } = checked;
  return { cells, agreeing, doubtful, wrong, maxRelativeError: toNumeric(checked.maxRelativeError), worst };
}

/** Lets waiting messages in before going on; unlike a timer it does not wait. */
const breathe: (next: () => void) => void = (() => {
  const channel = new MessageChannel();
  // In Node an open channel keeps a process alive; only waiting work should. Browsers' ports have no ref.
  const receiver = channel.port1 as unknown as { onmessage: () => void; ref?: () => void; unref?: () => void };
  const waiting: (() => void)[] = [];
  receiver.onmessage = () => {
    waiting.shift()?.();
    if (waiting.length === 0) receiver.unref?.();
  };
  receiver.unref?.();
  return (next) => {
    waiting.push(next);
    receiver.ref?.();
    channel.port2.postMessage(null);
  };
})();
