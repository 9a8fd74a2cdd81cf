/** Which threads of a program stand still, as far as its messages tell. */
export class StandingThreads {
  private areAll = false;
  private readonly others = new Set<number>(); // those that run while all stand, or stand while all run

  /** Whether any does. */
  get some(): boolean {
    return this.areAll || this.others.size > 0;
  }

  has(threadId: number): boolean {
    return this.areAll !== this.others.has(threadId);
  }

  /** One thread has stopped, and maybe all; undefined: the message names none. */
  stop(threadId: number | undefined, areAll: boolean): void {
    if (areAll || threadId === undefined) this.set(true);
    else if (this.areAll) this.others.delete(threadId);
    else this.others.add(threadId);
  }

  /** One thread runs on alone; undefined: all do. */
  run(threadId: number | undefined): void {
    if (threadId === undefined) this.set(false);
    else if (this.areAll) this.others.add(threadId);
    else this.others.delete(threadId);
  }

  isSame(other: StandingThreads): boolean {
    const { others, areAll } = this;
    if (areAll !== other.areAll || others.size !== other.others.size) return false;
    return [...others].every((threadId) => other.others.has(threadId));
  }

  copy(): StandingThreads {
    const copy = new StandingThreads();
    copy.areAll = this.areAll;
    for (const threadId of this.others) copy.others.add(threadId);
    return copy;
  }

  private set(areAll: boolean): void {
    this.areAll = areAll;
    this.others.clear();
  }
}
