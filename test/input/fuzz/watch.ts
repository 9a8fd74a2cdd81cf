import { Script } from "node:vm";

/** Longer than any input of a fuzz takes on the slowest machine: who takes longer hangs. */
const HANGS = 60_000; // ms

/** Ends work that hangs, which a test of mocha's cannot: it runs in the same thread. */
export class Watch {
  private hangs = false;
  private readonly script = new Script("gradientLensWatched()");

  /** Does the work, and says of which source it was that it failed or did not end. */
  during(source: string | Uint8Array, work: () => void): void {
    if (this.hangs) return; // a smaller source that hangs too is not looked for
    const space = globalThis as { gradientLensWatched?: () => void };
    space.gradientLensWatched = work;
    try {
      this.script.runInThisContext({ timeout: HANGS });
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      this.hangs = code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
      const what = this.hangs ? "It hangs" : message;
      const shown = typeof source === "string" ? JSON.stringify(source) : Buffer.from(source).toString("base64");
      throw new Error(`${what} (reading ${shown})`, { cause: error });
    } finally {
      delete space.gradientLensWatched;
    }
  }
}
