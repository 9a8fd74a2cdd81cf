import { Script } from "node:vm";

/** Longer than any input of a fuzz takes on the slowest machine, and than many take each. */
const HANGS = 60_000; // ms
const EACH = 20; // ms

/**
 * Ends work that hangs, which a test of mocha's cannot: it runs in the same thread. The limit is for all inputs of a test
 * together, because setting one takes longer than reading most inputs.
 */
export class Watch {
  private source: string | Uint8Array = "";
  private readonly script = new Script("gradientLensWatched()");

  /** Does the work on so many inputs, and says at which it did not end. */
  over(inputs: number, work: () => void): void {
    const space = globalThis as { gradientLensWatched?: () => void };
    space.gradientLensWatched = work;
    try {
      this.script.runInThisContext({ timeout: HANGS + EACH * inputs });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw code === "ERR_SCRIPT_EXECUTION_TIMEOUT" ? this.said("It hangs", error) : error;
    } finally {
      delete space.gradientLensWatched;
    }
  }

  /** Does the work on one of them, and says of which source it was that it failed. */
  during(source: string | Uint8Array, work: () => void): void {
    this.source = source;
    try {
      work();
    } catch (error) {
      throw this.said((error as Error).message, error);
    }
  }

  private said(what: string, cause: unknown): Error {
    const { source } = this;
    const shown = typeof source === "string" ? JSON.stringify(source) : Buffer.from(source).toString("base64");
    return new Error(`${what} (reading ${shown})`, { cause });
  }
}
