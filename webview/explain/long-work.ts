import { signal, type ReadonlySignal } from "@preact/signals-core";
import { RequestError } from "../transport";

/** How far work has come that goes on for as long as one asks. */
interface Progress {
  readonly done: number;
  readonly total: number;
}

export interface WorkState<T> {
  readonly report: T | null; // the newest
  readonly isGoing: boolean;
  readonly fault: string | null;
}

/** Work of the worker that goes on by being asked for: asking again until it is done, and not any more is a cancel. */
export class LongWork<T extends Progress> {
  private readonly held = signal<WorkState<T>>({ report: null, isGoing: false, fault: null });
  private turn = 0;

  get state(): ReadonlySignal<WorkState<T>> {
    return this.held;
  }

  /** Forgets what has come. */
  reset(): void {
    this.turn++;
    this.held.value = { report: null, isGoing: false, fault: null };
  }

  stop(): void {
    this.turn++;
    this.held.value = { ...this.held.peek(), isGoing: false };
  }

  /** Asks until it is done or stopped; `ask` is told what has come. */
  async go(ask: (before: T | null) => Promise<T>): Promise<void> {
    const turn = ++this.turn;
    const mine = (): boolean => turn === this.turn;
    this.held.value = { ...this.held.peek(), isGoing: true, fault: null };
    try {
      while (mine()) {
        const report = await ask(this.held.peek().report);
        if (!mine()) return;
        this.held.value = { report, isGoing: report.done < report.total, fault: null };
        if (report.done === report.total) return;
      }
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (!mine()) return;
      const { code, text } = error.fault;
      const isOver = code === "superseded" || code === "closed"; // whoever shows the next state begins anew
      this.held.value = { ...this.held.peek(), isGoing: false, fault: isOver ? null : text };
    }
  }
}
