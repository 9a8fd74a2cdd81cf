/** Offsets into a text, in as little memory as they need. */
export class Offsets {
  length = 0;
  private values = new Uint32Array(64);

  push(offset: number): void {
    if (this.length === this.values.length) {
      const wider = new Uint32Array(2 * this.length);
      wider.set(this.values);
      this.values = wider;
    }
    this.values[this.length++] = offset;
  }

  at(i: number): number {
    return this.values[i] ?? 0;
  }

  /** Forgets all from the one with this number on. */
  cut(length: number): void {
    this.length = Math.min(this.length, length);
  }

  /** The last of [from, to) that is not behind `offset`; `from` where all are. Only for rising offsets. */
  lastUpTo(offset: number, from: number, to: number): number {
    let low = from;
    let high = to;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.at(middle) <= offset) low = middle;
      else high = middle;
    }
    return low;
  }
}
