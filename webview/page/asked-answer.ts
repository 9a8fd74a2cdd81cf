import { signal, type ReadonlySignal } from "@preact/signals-core";
import { RequestError } from "../transport";

export interface Answer<T> {
  readonly value: T | null;
  readonly fault: string | null;
  readonly waiting: boolean;
}

/**
 * The newest answer to a question that changes. The old answer stays until the new one has come, so that nothing
 * flickers; an answer that was overtaken is dropped; the same question is not asked twice.
 */
export class Asked<T> {
  private readonly held = signal<Answer<T>>({ value: null, fault: null, waiting: false });
  private key: string | null = null;
  private turn = 0;

  get answer(): ReadonlySignal<Answer<T>> {
    return this.held;
  }

  ask(key: string, question: () => Promise<T>): void {
    if (key === this.key) return;
    this.key = key;
    const turn = ++this.turn;
    // Out of the render that asks: signals may not change while one is being computed.
    queueMicrotask(() => void this.run(turn, question));
  }

  private async run(turn: number, question: () => Promise<T>): Promise<void> {
    this.held.value = { ...this.held.peek(), waiting: true };
    try {
      const value = await question();
      if (turn === this.turn) this.held.value = { value, fault: null, waiting: false };
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (turn !== this.turn) return;
      if (error.fault.code === "superseded" || error.fault.code === "closed")
        this.key = null; // the next state asks again, if there is one
      else this.held.value = { value: null, fault: error.fault.text, waiting: false };
    }
  }
}
