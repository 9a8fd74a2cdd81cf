import type { TensorName } from "../views";
import type { CheckState } from "./analysis-state";
import type { PageCommand } from "./page-commands";
import type { PanelState } from "./panel-state";
import type { WholeTiles } from "./picture";

export type PanelEvent =
  /** Draw this. `tiles` are of its analysis: what is small comes along, so that nobody has to ask. */
  | { readonly event: "state"; readonly state: PanelState; readonly tiles?: WholeTiles }
  /** The check has come this far; tiles of `tensors` have new values. */
  | {
      readonly event: "progress";
      readonly generation: number;
      readonly check: CheckState;
      readonly tensors: readonly TensorName[];
    }
  /** The cursor in the source stands in this cell: move the panel's cursor there. */
  | { readonly event: "cursor"; readonly row: number; readonly column: number }
  | { readonly event: "command"; readonly command: PageCommand };
