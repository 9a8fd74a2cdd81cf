/** A Euclidean norm whose squares stay in the range of doubles. */
export class Norm {
  private unit = 0; // the largest magnitude so far
  private squares = 0; // in units of it

  add(value: number): void {
    const size = Math.abs(value);
    if (size > this.unit) {
      this.squares = 1 + this.squares * (this.unit / size) ** 2;
      this.unit = size;
    } else if (size !== 0) this.squares += size === this.unit ? 1 : (size / this.unit) ** 2;
  }
  get value(): number {
    return this.unit * Math.sqrt(this.squares);
  }
}
