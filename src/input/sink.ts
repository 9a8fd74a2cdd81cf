/** Collects numbers whose count is not known beforehand, straight into one Float64Array that grows. */
export class Sink {
  length = 0;
  private values: Float64Array;

  constructor(capacity = 64) {
    this.values = new Float64Array(Math.max(capacity, 16));
  }

  push(value: number): void {
    if (this.length === this.values.length) this.reserve(Math.ceil(this.length * 1.5));
    this.values[this.length++] = value;
  }

  /** Makes room for this many numbers in all, so that a good guess saves the copies of growing. */
  reserve(capacity: number): void {
    if (capacity <= this.values.length) return;
    const larger = new Float64Array(capacity);
    larger.set(this.values.subarray(0, this.length));
    this.values = larger;
  }

  /** Appends an array of finite numbers. False, with nothing appended, when one of them is something else. */
  pushFinite(numbers: readonly unknown[]): boolean {
    const count = numbers.length;
    if (this.length + count > this.values.length)
      this.reserve(Math.max(this.length + count, Math.ceil(this.length * 1.5)));
    const { values, length } = this;
    for (let i = 0; i < count; i++) {
      const value = numbers[i];
      if (typeof value !== "number" || value - value !== 0) return false;
      values[length + i] = value;
    }
    this.length += count;
    return true;
  }

  /** Appends the numbers from `start` on once more, so many times. */
  repeat(start: number, times: number): void {
    const size = this.length - start;
    this.reserve(this.length + size * times);
    for (let i = 0; i < times; i++) this.values.copyWithin(this.length + i * size, start, start + size);
    this.length += size * times;
  }

  /** The numbers so far, in an array of exactly that size. */
  take(): Float64Array {
    return this.length === this.values.length ? this.values : this.values.slice(0, this.length);
  }
}
