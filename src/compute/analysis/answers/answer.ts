import type { Result } from "../../../core/fault";
import type { Gradients } from "../../../core/batchnorm/gradients";
import type { Layout } from "../../../core/layout";
import type { Problem } from "../../../core/problem";
import type { Check, Comparison } from "../../../core/verdict";
import type { AnalysisRequests } from "../../../protocol/analysis-requests";
import type { MaskName, TensorName, Tile, TileQuery } from "../../../protocol/picture";
import type { Precision } from "../../engine/engine";
import type { Marginals } from "../../picture/marginal-sums";
import type { CellReader } from "../cell-reader";
import type { CheckRun } from "../check-run";
import type { Explaining } from "../explain/explaining";
import type { ShownCells, ShownTensor } from "../../picture/shown-tensors";

/** An analysis, as its answers see it: one problem with everything that is known of it. */
export interface Analysed {
  readonly problem: Problem;
  readonly shown: Layout; // the matrix that the page counts rows and columns of
  readonly gradients: Gradients;
  readonly precision: Precision;
  readonly comparison: Comparison | undefined;
  readonly check: Check | undefined;
  readonly run: CheckRun | undefined;
  readonly cells: CellReader;
  readonly marginals: Marginals;
  readonly explaining: Explaining;
  /** A tensor that is shown, or undefined when there is none of this name. */
  tensor(name: TensorName): ShownTensor | undefined;
  /** The cells that a verdict counts as wrong, or undefined when there are none, or no such verdict. */
  mask(name: MaskName): ShownCells | undefined;
  tile(query: TileQuery): Tile | null;
}

/**
 * Answers one of the page's requests, whose ask and reply stand in AnalysisRequests. An answer is a file of this folder
 * and a row in `index.ts`; docs/extending.md adds one step by step.
 */
export type Answer<K extends keyof AnalysisRequests> = (
  analysis: Analysed,
  ask: AnalysisRequests[K]["ask"],
) => Result<AnalysisRequests[K]["reply"]>;
