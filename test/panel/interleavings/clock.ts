type Timer = ReturnType<typeof setTimeout>;

/** Time that a test moves: stands in for setTimeout and clearTimeout while a sequence runs, and knows what is pending. */
export class Clock {
  private now = 0;
  private next = 1;
  private readonly timers = new Map<number, { readonly at: number; readonly run: () => void }>();
  private readonly real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };

  install(): void {
    globalThis.setTimeout = ((run: () => void, milliseconds = 0): Timer => {
      const id = this.next++;
      this.timers.set(id, { at: this.now + milliseconds, run });
      return id as unknown as Timer;
    }) as typeof setTimeout;
    globalThis.clearTimeout = ((id: Timer | undefined) => {
      if (id !== undefined) this.timers.delete(id as unknown as number);
    }) as typeof clearTimeout;
  }

  uninstall(): void {
    Object.assign(globalThis, this.real);
  }

  pass(milliseconds: number): void {
    this.now += milliseconds;
    for (const [id, { at, run }] of [...this.timers]) {
      if (at > this.now || !this.timers.delete(id)) continue;
      run();
    }
  }

  get pending(): number {
    return this.timers.size;
  }
}
