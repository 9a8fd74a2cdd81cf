import { itemAt } from "../../core/item-at";
import type { Span } from "./fields";

/** Stretches of a text in as little memory as they need: a long table has one for each of its lines. */
export class Spans {
  length = 0;
  private bounds = new Uint32Array(16); // start and end, in turn

  push({ start, end }: Span): void {
    const at = 2 * this.length++;
    if (at === this.bounds.length) {
      const wider = new Uint32Array(2 * at);
      wider.set(this.bounds);
      this.bounds = wider;
    }
    this.bounds[at] = start;
    this.bounds[at + 1] = end;
  }

  at(i: number): Span | undefined {
    return i >= 0 && i < this.length ? { start: this.startOf(i), end: this.endOf(i) } : undefined;
  }

  startOf(i: number): number {
    return itemAt(this.bounds, 2 * i);
  }

  endOf(i: number): number {
    return itemAt(this.bounds, 2 * i + 1);
  }

  every(test: (span: Span) => boolean): boolean {
    for (const span of this) if (!test(span)) return false;
    return true;
  }

  /** The first of them, so many. */
  head(count: number): Span[] {
    const some: Span[] = [];
    for (const span of this) {
      if (some.length === count) break;
      some.push(span);
    }
    return some;
  }

  /** All of them but the first, so many. */
  tail(count = 1): Spans {
    const rest = new Spans();
    rest.bounds = this.bounds.subarray(2 * count);
    rest.length = Math.max(0, this.length - count);
    return rest;
  }

  map(change: (span: Span) => Span): Spans {
    const changed = new Spans();
    for (const span of this) changed.push(change(span));
    return changed;
  }

  *[Symbol.iterator](): IterableIterator<Span> {
    for (let i = 0; i < this.length; i++) yield { start: this.startOf(i), end: this.endOf(i) };
  }
}

/** All of several, one behind the other. */
export function joined(all: readonly Spans[]): Spans {
  const [first] = all;
  if (first && all.length === 1) return first;
  const whole = new Spans();
  for (const spans of all) for (const span of spans) whole.push(span);
  return whole;
}
