/** What takes less than this is not announced as under way: the page would draw itself for nothing. */
const BUSY_MILLISECONDS = 100;

/** Decides when the page hears of a change: once for all changes of a turn, and of work only when it takes a while. */
export class Announcer {
  private isComing = false;
  private isDisposed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly announce: () => void) {}

  /** At the end of this turn. */
  soon(): void {
    if (this.isComing || this.isDisposed) return;
    this.isComing = true;
    queueMicrotask(() => {
      this.isComing = false;
      if (this.isDisposed) return;
      clearTimeout(this.timer);
      this.timer = undefined;
      this.announce();
    });
  }

  /** When nothing else has been announced in a while. */
  later(): void {
    if (this.isDisposed) return;
    this.timer ??= setTimeout(() => {
      this.soon();
    }, BUSY_MILLISECONDS);
  }

  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.timer);
  }
}
