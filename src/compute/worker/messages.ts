/** Messages between a host and its compute worker. The worker is a pure function of what `load` and `configure` give. */
import type { Fault, Result } from "../../core/fault";
import type { Layout } from "../../core/layout";
import type { Check } from "../../core/verdict";
import type { AnalysisRequests } from "../../protocol/analysis-requests";
import type { AnalysisState, CheckState } from "../../protocol/analysis-state";
import type { TensorName, WholeTiles } from "../../protocol/picture";
import type { HistoryEntry } from "../../protocol/provenance";
import type { CheckPartAsk, CheckPartProgress } from "../analysis/check-part";
import type { SettingsAction } from "../settings/reduce-settings";
import type { AnalysisSettings } from "../settings/settings";
import type { PicksAlong } from "./picks";
import type { FileOnDisk, ProblemSource } from "../source/problem-source";
import type { TextMessage, TextReply } from "./editor-texts";

export type { FileOnDisk, ProblemSource } from "../source/problem-source";
export { DEFAULT_SETTINGS, type AnalysisSettings } from "../settings/settings";

/** Marks a load as one stop of a program, to be kept in the history and compared with the stop before. */
export interface StopMark {
  readonly stop: number;
  readonly title: string;
}

export interface LoadAsk {
  readonly generation: number;
  readonly source: ProblemSource | FileOnDisk;
  readonly settings: AnalysisSettings;
  readonly stop?: StopMark;
  /** Bytes that this analysis may take; a problem that needs more is refused with the figures. */
  readonly memoryLimit: number;
}

/** What an analysis is made of and what belongs to it: these travel together. */
export interface Made {
  readonly state: AnalysisState;
  readonly history: readonly HistoryEntry[]; // the stops that are kept, this one among them
}

/** An x that was read, and its layer (batch norm where it says none): where its channels are, or the axes normalized. */
export type ReadX = Pick<AnalysisState, "shape" | "axis"> & Partial<Pick<AnalysisState, "norm" | "columnAxes">>;

/** The fault of an input whose x was read: with other settings there may be a picture of it. */
interface UnusableInput extends Fault {
  readonly x: ReadX;
}

export function unusable(fault: Fault, x: ReadX): Result<never> {
  const unusableInput: UnusableInput = { ...fault, x };
  return { ok: false, fault: unusableInput };
}

/** The x of an input that could not be used; undefined where none was read. */
export function xOf(fault: Fault): ReadX | undefined {
  return "x" in fault ? (fault as UnusableInput).x : undefined;
}

export interface WorkerRequests extends AnalysisRequests {
  load: { ask: LoadAsk; reply: Made };
  /** The same x, with other settings. When they cannot be used, the analysis before stays. */
  configure: { ask: { readonly generation: number; readonly settings: AnalysisSettings }; reply: Made };
  /** Whether a thing that was picked or typed fits an x of this layout. It depends on nothing else and changes nothing. */
  judge: { ask: { readonly action: SettingsAction; readonly x: Layout | null }; reply: null };
  cancelCheck: { ask: null; reply: null };
  restartCheck: { ask: null; reply: null };
  /** Goes on with all cells of this generation, where the check waits for that word. */
  checkAll: { ask: null; reply: null };
  /** Analyses an earlier stop again. */
  showStop: {
    ask: { readonly generation: number; readonly stop: number; readonly settings: AnalysisSettings };
    reply: Made;
  };
  /** Checks columns for another worker; "part" events follow until the reply. */
  checkPart: { ask: CheckPartAsk; reply: Check };
  /** Holds a text of an editor and searches it; the reply is that of the query. */
  text: { ask: TextMessage; reply: TextReply };
}
export type WorkerRequestName = keyof WorkerRequests;

export interface WorkerRequestOf<K extends WorkerRequestName> {
  readonly id: number;
  readonly name: K;
  readonly generation: number;
  readonly ask: WorkerRequests[K]["ask"];
  /** Where the ask names things that were picked. */
  readonly picks?: PicksAlong;
}
/** Any request; its name tells what it asks. */
export type WorkerRequest = { [K in WorkerRequestName]: WorkerRequestOf<K> }[WorkerRequestName];

export type WorkerEvent =
  /** The worker can be talked to; `engine` and `log` say what it runs on. */
  | { readonly event: "started"; readonly engine: string; readonly log: string }
  | {
      readonly event: "progress";
      readonly generation: number;
      readonly check: CheckState;
      readonly tensors: readonly TensorName[];
    }
  /** For the log: what the user is told in one sentence, in full. */
  | { readonly event: "log"; readonly text: string }
  | { readonly event: "part"; readonly part: CheckPartProgress }
  /** Tiles that go with the state of this generation which follows. */
  | { readonly event: "tiles"; readonly generation: number; readonly tiles: WholeTiles }
  /** The check is done: the whole state again. */
  | { readonly event: "state"; readonly generation: number; readonly state: AnalysisState };
