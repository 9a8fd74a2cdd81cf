import { columnsGradients, columnsProblem } from "../../core/batchnorm/columns";
import { placeColumns, type CheckPart } from "../../core/gradcheck/merge";
import type { Check } from "../../core/verdict";
import type { Engine } from "../engine/engine";
import { breathe } from "./breathe";
import type { CheckPartAsk, PartChecker } from "./check-part";

/** Cells that cross to the second worker at a time. */
const PART_CELLS = 2 ** 18;
/** Time of one slice, where the columns are checked here after all. */
const SLICE_MILLISECONDS = 12;

/** The columns of a check that a second worker takes, from `first` on, some at a time: little memory is taken for them. */
export class HelpedColumns {
  readonly parts: CheckPart[] = [];
  /** Cells whose check has come in. */
  done = 0;
  private isCancelled = false;

  constructor(
    private readonly engine: Engine,
    private readonly whole: CheckPartAsk,
    private readonly partChecker: PartChecker,
    readonly first: number,
    private readonly error: Float32Array, // (N,D) where errors go
    private readonly onProgress: () => void,
  ) {}

  cancel(): void {
    this.isCancelled = true;
    this.partChecker.cancel();
  }

  /** Resolves when all are checked, or the work is cancelled. */
  async check(): Promise<void> {
    const { problem, gradients, precision } = this.whole;
    const { layout } = problem;
    const columns = Math.max(1, Math.floor(PART_CELLS / layout.rows));
    for (let from = this.first; from < layout.channels && !this.isCancelled; from += columns) {
      const to = Math.min(layout.channels, from + columns);
      const part = {
        problem: columnsProblem(problem, from, to),
        gradients: columnsGradients(problem, gradients, from, to),
        precision,
      };
      const before = this.done;
      let check: Check | undefined;
      try {
        check = await this.partChecker.check(part, ({ done, total, error }) => {
          if (this.isCancelled) return;
          placeColumns(layout, error, from, this.error);
          this.done = before + (done / total) * layout.rows * (to - from);
          this.onProgress();
        });
      } catch {
        // Whatever became of the part checker, the columns are checked.
        check = await this.checkHere(part);
      }
      if (!check || this.wasCancelled()) return;
      placeColumns(layout, check.tensors.dx.error, from, this.error);
      this.parts.push({ from, check });
      this.done = before + layout.rows * (to - from);
      this.onProgress();
    }
  }

  /** Asked after a wait, in which it may have become true. */
  private wasCancelled(): boolean {
    return this.isCancelled;
  }

  /** Checks a part in this worker, in slices; undefined when the check is cancelled meanwhile. */
  private checkHere({ problem, gradients, precision }: CheckPartAsk): Promise<Check | undefined> {
    const checker = this.engine.checker(problem, gradients, { precision, from: 0, to: problem.layout.channels });
    return new Promise((resolve, reject) => {
      const go = (): void => {
        try {
          if (this.isCancelled) resolve(undefined);
          else if (checker.advance(SLICE_MILLISECONDS)) resolve(checker.result());
          else breathe(go);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      breathe(go);
    });
  }
}
