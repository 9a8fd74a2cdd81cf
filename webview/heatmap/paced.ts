/** Something that is done at once when it is due, but not twice within a pace: what is due in between is done at its end. */
export class Paced {
  private last = -Infinity; // ms
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly pace: number, // ms
    private readonly perform: () => void,
  ) {}

  due(): void {
    clearTimeout(this.timer);
    const wait = this.last + this.pace - performance.now();
    if (wait > 0) {
      this.timer = setTimeout(() => this.due(), wait);
      return;
    }
    this.last = performance.now();
    this.perform();
  }

  /** Drops what is due. */
  stop(): void {
    clearTimeout(this.timer);
  }
}
