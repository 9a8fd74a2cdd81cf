/** Messages between a host and its compute worker. The worker is a pure function of what `load` and `configure` give. */
import type { Gradients } from "../../core/gradients";
import type { Problem, ProblemInput } from "../../core/problem";
import type { Tensor } from "../../core/tensor";
import type { Check } from "../../core/verdict";
import type {
  AnalysisRequests,
  AnalysisState,
  CheckState,
  HistoryEntry,
  ParameterName,
  TensorName,
  WholeTiles,
} from "../../protocol";
import type { Precision } from "../engine/engine";

/** Bytes that an analysis takes for each cell of x at its peak: x, dout, out, dx in float64, the error map and levels. */
export const BYTES_PER_CELL = 48;

/** What a problem is read from. */
export type ProblemSource =
  /** Text or bytes that input/ understands; `name` helps to tell the format. `range`: a selection inside a text. */
  | {
      readonly kind: "text";
      readonly content: string | Uint8Array;
      readonly name: string;
      readonly range?: readonly [number, number];
    }
  /** Tensors that somebody else has read, such as a debugger's reader. */
  | { readonly kind: "input"; readonly input: ProblemInput };

/** A file that the worker reads itself: its bytes do not go through the host. */
export interface FileOnDisk {
  readonly kind: "file";
  readonly path: string;
  readonly name: string;
}

/** A parameter that the user set in the panel. */
export type ParameterOverride =
  | { readonly from: "typed"; readonly text: string }
  | { readonly from: "picked"; readonly title: string; readonly value: ProblemSource | Tensor };

/** Gradients of the user's own, picked in the panel. */
export interface CandidateOverride {
  readonly title: string;
  readonly dx?: ProblemSource | Tensor;
  readonly dgamma?: ProblemSource | Tensor;
  readonly dbeta?: ProblemSource | Tensor;
}

export interface AnalysisSettings {
  readonly parameters: Readonly<Partial<Record<ParameterName | "seed", ParameterOverride>>>;
  readonly candidate: CandidateOverride | null;
  readonly precision: Precision;
  /** Seed of a probe that separates all mistakes; it stands in for gamma, beta, dout and eps. */
  readonly probeSeed: number | null;
}

export const DEFAULT_SETTINGS: AnalysisSettings = {
  parameters: {},
  candidate: null,
  precision: "standard",
  probeSeed: null,
};

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

/** Columns that a second worker checks, as a problem of their own. */
export interface CheckPartAsk {
  readonly problem: Problem;
  readonly gradients: Gradients;
  readonly precision: Precision;
}
export interface CheckPartProgress {
  readonly done: number;
  readonly total: number;
  readonly error: Float32Array; // in the part's layout; -1 where not checked yet
}

export interface WorkerRequests extends AnalysisRequests {
  load: { ask: LoadAsk; reply: AnalysisState };
  /** The same x, with other settings. */
  configure: { ask: { readonly generation: number; readonly settings: AnalysisSettings }; reply: AnalysisState };
  cancelCheck: { ask: null; reply: null };
  restartCheck: { ask: null; reply: null };
  /** Analyses an earlier stop again. */
  showStop: {
    ask: { readonly generation: number; readonly stop: number; readonly settings: AnalysisSettings };
    reply: AnalysisState;
  };
  history: { ask: null; reply: readonly HistoryEntry[] };
  /** Checks columns for another worker; "part" events follow until the reply. */
  checkPart: { ask: CheckPartAsk; reply: Check };
}
export type WorkerRequestName = keyof WorkerRequests;

export interface WorkerRequest<K extends WorkerRequestName = WorkerRequestName> {
  readonly id: number;
  readonly name: K;
  readonly generation: number;
  readonly ask: WorkerRequests[K]["ask"];
}

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
