/** Hands out aligned stretches of a memory, from the bottom up. */
export class MemoryPlan {
  end = 1024;
  /** `bytes` from the next address that is `phase` above a multiple of `alignment`. */
  take(bytes: number, alignment = 64, phase = 0): number {
    const start = Math.ceil((this.end - phase) / alignment) * alignment + phase;
    this.end = start + bytes;
    return start;
  }
}
