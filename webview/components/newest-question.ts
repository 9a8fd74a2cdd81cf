import type { ReadonlySignal } from "@preact/signals-core";
import { Asked, type Answer } from "../page/asked-answer";

interface Question<T> {
  readonly key: string;
  readonly put: () => Promise<T>;
}

/**
 * A question that changes faster than it is answered. One is under way at a time, and of those that come meanwhile only
 * the newest is put next: what costs the worker long never queues up there.
 */
export class Newest<T> {
  private readonly asked = new Asked<T>();
  private key: string | null = null;
  private next: Question<T> | null = null;
  private busy = false;

  get answer(): ReadonlySignal<Answer<T>> {
    return this.asked.answer;
  }

  ask(key: string, put: () => Promise<T>): void {
    if (key === this.key) return;
    this.key = key;
    this.next = { key, put };
    if (!this.busy) this.go(this.next);
  }

  private go({ key, put }: Question<T>): void {
    this.next = null;
    this.busy = true;
    this.asked.ask(key, async () => {
      try {
        return await put();
      } finally {
        this.busy = false;
        // What was asked before another and again is answered now.
        if (this.next?.key === key) this.next = null;
        if (this.next) this.go(this.next);
      }
    });
  }
}
