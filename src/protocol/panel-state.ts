import type { Fault } from "../core/fault";
import type { ParameterName, ParameterState, TypedName } from "./parameters";
import type { AnalysisState } from "./analysis-state";
import type { HistoryEntry, Provenance } from "./provenance";

/** Everything a page needs to draw itself: sent whole, on "ready" and on every change. */
export interface PanelState {
  readonly provenance: Provenance | null; // null before the first good source
  readonly analysis: AnalysisState | null; // the last good one
  /** Why the picture is not today's, when it is not: "The document was closed." */
  readonly stale: string | null;
  /** What is wrong with the newest input; the last good analysis stays. */
  readonly fault: Fault | null;
  /** Where there is a fault and no analysis: what the user has said, which may be what is wrong. */
  readonly said?: Readonly<Partial<Record<TypedName, ParameterState>>>;
  readonly busy: string | null; // "Reading x ..."
  /** How much of a long reading has come, 0 to 1; such a reading can be cancelled. */
  readonly progress?: number;
  readonly history: readonly HistoryEntry[];
  readonly historyShown: number | null; // stop shown, null = the newest
  /** A probe stands in for what the source and the user have said; one click ends it. */
  readonly isProbed?: boolean;
  /** What one step back would bring back as it was; missing where the user has done nothing yet. */
  readonly undo?: readonly (ParameterName | "candidate")[];
  /** A step of Explain's guided tour that was asked for, from 0, until the page has taken it. */
  readonly tour?: number;
  readonly strings: Readonly<Record<string, string>>; // translations by English text
  /** To be kept as `source` in the page's own saved state: a reloaded window finds source and settings by it. */
  readonly memento: unknown;
}
