/**
 * Every message between the page (webview), its host (extension host or a report) and the compute worker.
 *
 * Three directions, one shape: a request carries an id, and exactly one reply with that id comes back, with a value or
 * with a fault. Events carry no id and want no reply. Numbers that may be NaN or infinite travel in typed arrays or as
 * Numeric, because the way to the page turns a bare NaN into null.
 */
import type { Fault, Place, Result } from "./core/fault";
import type { Activation, Alternative, Denominator, EpsPlacement, Mode, Part } from "./core/problem";
import type { BlindSpot, Diagnosis, Fit, GradientName, Verdict } from "./core/verdict";
import type { ExportsBy } from "./exports";
import type { PictureName, StripName, TensorName } from "./views";

/** A number as text where it is not finite, so that JSON carries it. */
export type Numeric = number | "NaN" | "Infinity" | "-Infinity";

export function toNumeric(value: number): Numeric {
  return Number.isFinite(value) ? value : (String(value) as Numeric);
}
export function fromNumeric(value: Numeric): number {
  return Number(value);
}

// ---------------------------------------------------------------------------------------------------- tensors shown

export type { PictureName, StripName, TensorName };

/**
 * Which axes of the tensor are rows and columns of the picture. "matrix": all axes but the channels, flattened, are
 * rows and the channels are columns. "axes": two axes of the tensor's own shape; every other axis stands at its entry
 * of `at` (the entries of `rows` and `columns` are ignored).
 */
export type Plane =
  | { readonly kind: "matrix" }
  | { readonly kind: "axes"; readonly rows: number; readonly columns: number; readonly at: readonly number[] };

export const TILE = 256;

/**
 * A tile of one level: up to TILE x TILE numbers, each the value furthest from the tensor's origin (sign kept; NaN, then
 * Inf, wins) of 2^levelRow x 2^levelColumn cells of the plane. Tile (row, column) starts at cell (row * TILE * 2^levelRow,
 * column * TILE * 2^levelColumn).
 */
export interface TileQuery {
  readonly tensor: TensorName;
  readonly plane: Plane;
  readonly levelRow: number;
  readonly levelColumn: number;
  readonly row: number;
  readonly column: number;
}
export interface Tile extends Coding {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array; // (rows, columns)
  /**
   * False while the tensor is still being filled in (the check's error map); ask again after the next "progress". Cells
   * that are not checked yet are negative.
   */
  readonly whole: boolean;
}

/** How the numbers of a tensor stand in its tiles in single precision: value = origin + number * 2^exponent. */
export interface Coding {
  /**
   * 0, or the median of values that lie almost all to one side of 0: those far from it are what has to be seen, and
   * differences between large numbers need all of single precision.
   */
  readonly origin: number;
  /** 0 for ordinary magnitudes; huge and tiny tensors keep their range by it. */
  readonly exponent: number;
}

/** Small tensors whole, each as its one tile of level 0 of the matrix plane. */
export type WholeTiles = Readonly<Partial<Record<TensorName, Tile>>>;

/** What is known of a tensor without its cells. Quantiles come from a strided sample of at most 65,536 finite cells. */
export interface TensorSummary extends Coding {
  readonly rows: number; // of the matrix plane
  readonly columns: number;
  readonly finite: number;
  readonly nan: number;
  readonly positiveInfinite: number;
  readonly negativeInfinite: number;
  readonly zero: number;
  readonly min: number; // of the finite cells; 0 when there is none
  readonly max: number;
  readonly quantiles: readonly number[]; // at QUANTILES
  readonly dtype: string;
}
export const QUANTILES = [0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999] as const;

// -------------------------------------------------------------------------------------------------------- the state

/** Where the numbers are from, for the panel's head. */
export interface Provenance {
  readonly kind: "editor" | "file" | "debugger" | "report";
  readonly title: string; // "activations.json", "x in train.py:41"
  /** One line each: file and range, or session, thread, frame and expression. */
  readonly details: readonly string[];
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly how: string; // how it was read
  readonly whole: boolean;
  readonly canReveal: boolean; // "reveal in editor" works
  readonly offers?: readonly Offer[];
}

/** Something beside x that the source knows to fit a role, such as x.grad as the candidate dx: one click away. */
export interface Offer {
  readonly role: Role;
  readonly title: string; // "x.grad"
}

/** What a user can say of a problem, by the keys of a problem file. */
export const PARAMETERS = [
  "gamma",
  "beta",
  "eps",
  "dout",
  "mode",
  "runningMean",
  "runningVar",
  "axis",
  "variance",
  "epsPlacement",
  "mask",
  "split",
  "activation",
  "slope",
] as const;
export type ParameterName = (typeof PARAMETERS)[number];

export interface ParameterState {
  /** "default", "given" by the source, "typed" in the panel, "picked" from a selection, file or variable. */
  readonly from: "default" | "given" | "typed" | "picked";
  readonly text: string; // what an input box shows: "1", "[1, 2, 3]", "64 values", "train.py: gamma"
  readonly fault?: Fault; // the text typed last is not usable; the value in force is the one before
}

export interface TensorVerdict {
  readonly cells: number;
  readonly agreeing: number;
  readonly doubtful: number;
  readonly wrong: number;
  readonly maxRelativeError: Numeric;
  readonly worst: readonly number[];
}

export type CheckState =
  | { readonly status: "running"; readonly done: number; readonly total: number }
  | { readonly status: "cancelled"; readonly done: number; readonly total: number }
  | {
      readonly status: "done";
      readonly verdict: Verdict;
      readonly reason: string;
      readonly method: string;
      readonly tolerance: number;
      readonly floor: number;
      readonly tensors: Readonly<Record<GradientName, TensorVerdict>>;
      readonly milliseconds: number;
    };

export interface ComparisonState {
  readonly title: string; // where the candidate is from
  readonly verdict: Verdict;
  readonly reason: string;
  readonly tensors: Readonly<Partial<Record<GradientName, TensorVerdict>>>;
  readonly fits: readonly Fit[];
  readonly diagnoses: readonly DiagnosisState[];
  readonly blind: readonly BlindSpot[]; // that matter to the verdict
}

/** A diagnosis whose numbers may be NaN. */
export type DiagnosisState = Omit<Diagnosis, "cells" | "signature"> & {
  readonly cells?: readonly {
    readonly index: readonly number[];
    readonly given: Numeric;
    readonly expected: Numeric;
  }[];
  readonly signature?: Readonly<Record<keyof NonNullable<Diagnosis["signature"]>, Numeric>>;
};

/** The analysis of one problem, as far as it has come. Made by the worker. */
export interface AnalysisState {
  /** Rises with every run; tiles and cells of an older generation are dropped. */
  readonly generation: number;
  readonly shape: readonly number[];
  readonly rows: number; // N
  readonly columns: number; // D
  readonly dtype: string;
  readonly eps: number;
  readonly mode: Mode;
  readonly axis: number; // that holds the channels, counted from 0
  readonly variance: Denominator;
  readonly epsPlacement: EpsPlacement;
  readonly activation: Activation;
  readonly doutSeed: number | null; // null when dout was given
  readonly precision: "standard" | "exact";
  readonly parameters: Readonly<Record<ParameterName, ParameterState>>;
  readonly summaries: Readonly<Partial<Record<TensorName, TensorSummary>>>; // of the tensors there are
  readonly notes: readonly string[]; // "N = 1: dx is 0 by definition", "column 3 is constant"
  readonly alternatives: readonly Alternative[]; // as what else the source can be read
  readonly check: CheckState | null;
  readonly comparison: ComparisonState | null;
  readonly parts: readonly Part[];
  readonly partDrift: readonly PartDrift[];
}

/** How far one part's own statistics are from those of all parts together; largest over the columns, in sd. */
export interface PartDrift {
  readonly name: string;
  readonly mean: Numeric; // max |mean_part - mean| / sqrt(v + eps)
  readonly variance: Numeric; // max |v_part - v| / (v + eps)
}

/** One earlier stop of the program whose picture is kept. */
export interface HistoryEntry {
  readonly stop: number;
  readonly title: string; // "stop 3, train.py:41"
}

/** Everything a page needs to draw itself: sent whole, on "ready" and on every change. */
export interface PanelState {
  readonly provenance: Provenance | null; // null before the first good source
  readonly analysis: AnalysisState | null; // the last good one
  /** Why the picture is not today's, when it is not: "The document was closed." */
  readonly stale: string | null;
  /** What is wrong with the newest input; the last good analysis stays. */
  readonly fault: Fault | null;
  readonly busy: string | null; // "Reading x ..."
  /** How much of a long reading has come, 0 to 1; such a reading can be cancelled. */
  readonly progress?: number;
  readonly history: readonly HistoryEntry[];
  readonly historyShown: number | null; // stop shown, null = the newest
  readonly strings: Readonly<Record<string, string>>; // translations by English text
  /** To be kept as `source` in the page's own saved state: a reloaded window finds source and settings by it. */
  readonly memento: unknown;
}

// ------------------------------------------------------------------------------------------------------ cell, region

export interface CellQuery {
  readonly row: number; // of the matrix plane
  readonly column: number;
}

/** Everything about one cell. Numbers in full double precision. */
export interface CellReport {
  readonly index: readonly number[]; // in the tensor's own shape
  readonly row: number;
  readonly column: number;
  readonly values: Readonly<Partial<Record<TensorName, Numeric>>>; // of every tensor there is, strips at this column
  /** The numbered terms of dx: (1) direct, (2) mean path, (3) variance path. They add up to dx. */
  readonly terms: readonly [Numeric, Numeric, Numeric];
  readonly numeric: Numeric; // numeric derivative of L by this x
  readonly numericUncertainty: Numeric;
  readonly error: Numeric; // relative
  /** What the error is relative to where dx and its derivative are smaller: the check's floor of the column. Else null. */
  readonly floor: Numeric | null;
  readonly tolerance: number;
  readonly ulp: Numeric; // |dx - numeric| in units in the last place of dx; of the candidate's dtype when there is one
  readonly part: string | null;
}

export interface RegionQuery {
  readonly plane: Plane;
  readonly row0: number; // inclusive
  readonly row1: number; // exclusive
  readonly column0: number;
  readonly column1: number;
  readonly tensors: readonly TensorName[];
  readonly bins: number;
}
export interface RegionReport {
  readonly tensor: TensorName;
  readonly count: number; // without cells that the check has not reached
  readonly nan: number;
  readonly infinite: number;
  readonly min: Numeric; // of the finite cells, and so on: NaN when there is none
  readonly max: Numeric;
  readonly mean: Numeric;
  readonly sd: Numeric; // divided by the count
  readonly norm: Numeric; // Euclidean
  readonly histogram: Float64Array; // (bins) counts of finite values between min and max
}

/** Sum and largest magnitude of each row or column of a plane, folded into at most `bins` bins. */
export interface MarginalQuery {
  readonly tensor: TensorName;
  readonly plane: Plane;
  readonly along: "rows" | "columns"; // one value for each row, or one for each column
  readonly from: number; // first row or column
  readonly to: number; // exclusive
  readonly bins: number;
}
export interface MarginalReport {
  readonly sum: Float64Array; // (bins): of largest magnitude inside a bin
  readonly max: Float64Array; // (bins): largest magnitude
}

/** Error of the numeric derivative against the step: the V. */
export interface SweepQuery {
  readonly scope: "cell" | "column" | "all";
  readonly row: number;
  readonly column: number;
}
export interface SweepReport {
  readonly step: Float64Array; // (S) in units of sqrt(v + eps)
  readonly error: Float64Array; // (S) largest relative error in the scope
  readonly chosen: number; // step of the check, same unit; NaN where nothing was compared
  readonly cells: number; // compared: none where the column holds NaN or infinity
}

export interface FindQuery {
  readonly tensor: TensorName;
  readonly what: "nan" | "infinite" | "beyond";
  readonly low: number; // for "beyond": outside [low, high]
  readonly high: number;
  readonly plane: Plane;
  readonly after: { readonly row: number; readonly column: number } | null; // null: the first
}
export interface FindReport {
  readonly row: number;
  readonly column: number;
  readonly rank: number; // 1-based
  readonly count: number; // of such cells in the plane
}

export interface WorstCell {
  readonly tensor: GradientName;
  readonly index: readonly number[];
  readonly row: number; // -1 for dgamma and dbeta
  readonly column: number;
  readonly value: Numeric; // analytic, or the candidate's
  readonly reference: Numeric; // numeric, or exact
  readonly error: Numeric;
}

/** Cells as text, for the clipboard: a rectangle of a plane. `shape` keeps rows and columns. */
export type CopyFormat = "json" | "numpy" | "csv" | "markdown";
export interface ValuesQuery {
  readonly tensor: TensorName;
  readonly plane: Plane;
  readonly row0: number;
  readonly row1: number;
  readonly column0: number;
  readonly column1: number;
}
export interface ValuesReport {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array; // at most 1,000,000 cells, else a fault
}

/** Exports that the worker makes (src/exports.ts). */
export type ExportFormat = ExportsBy<"worker">;

// -------------------------------------------------------------------------------------- page -> host, with its reply

/** What the worker answers; the host passes these on unread. */
export interface AnalysisRequests {
  /** Several at once, in the order asked for; null where there is no such tensor. */
  tiles: { ask: readonly TileQuery[]; reply: readonly (Tile | null)[] };
  /** The pictures of this analysis stand: the check of a large problem, which waits for them, may begin. */
  drawn: { ask: null; reply: null };
  cell: { ask: CellQuery; reply: CellReport };
  region: { ask: RegionQuery; reply: readonly RegionReport[] };
  marginal: { ask: MarginalQuery; reply: MarginalReport };
  sweep: { ask: SweepQuery; reply: SweepReport };
  find: { ask: FindQuery; reply: FindReport | null };
  /** The worst cells, at most ten: of the candidate when `candidate`, else of the check. */
  worst: { ask: { readonly candidate: boolean }; reply: readonly WorstCell[] };
  values: { ask: ValuesQuery; reply: ValuesReport };
  /** Bytes of a file: a tensor as .npy or CSV, a report's data, or code that reproduces the problem. */
  exportBytes: { ask: { readonly format: ExportFormat; readonly tensor: TensorName }; reply: Uint8Array };
}

/** Their names; one that is left out is a compile error. */
const ANALYSIS_REQUESTS: Readonly<Record<keyof AnalysisRequests, true>> = {
  tiles: true,
  drawn: true,
  cell: true,
  region: true,
  marginal: true,
  sweep: true,
  find: true,
  worst: true,
  values: true,
  exportBytes: true,
};

/** How one of them is answered, at once or later. */
type AnalysisAnswer<K extends keyof AnalysisRequests, When extends "at once" | "later"> = (
  ask: AnalysisRequests[K]["ask"],
  generation: number,
) => When extends "later" ? Promise<Result<AnalysisRequests[K]["reply"]>> : Result<AnalysisRequests[K]["reply"]>;
type AnalysisAnswers<When extends "at once" | "later"> = {
  readonly [K in keyof AnalysisRequests]: AnalysisAnswer<K, When>;
};

/** What `make` makes for each of these requests, by its name: relays pass them on without naming them one by one. */
export function forAnalysisRequests<When extends "at once" | "later">(
  make: <K extends keyof AnalysisRequests>(name: K) => AnalysisAnswer<K, When>,
): AnalysisAnswers<When> {
  const names = Object.keys(ANALYSIS_REQUESTS) as readonly (keyof AnalysisRequests)[];
  return Object.fromEntries(names.map((name) => [name, make(name)])) as AnalysisAnswers<When>;
}

/** What a picker on the panel is for. */
export type Role = ParameterName | "candidate.dx" | "candidate.dgamma" | "candidate.dbeta" | "candidate";

/** What the host itself answers. */
export interface HostRequests {
  /** The page has loaded. The reply is the whole state; from here on "state" events follow. */
  ready: { ask: null; reply: PanelState };
  /** Sets a parameter from text; "" goes back to the source's own value or the default. The new state follows as an event. */
  setParameter: { ask: { readonly name: ParameterName | "seed"; readonly text: string }; reply: null };
  /** Takes over the fit of the comparison at this place of its list, as if the user had typed what it says. */
  takeFit: { ask: { readonly fit: number }; reply: null };
  /** Asks the user for another selection, file or variable to use in this role. */
  pick: { ask: { readonly role: Role }; reply: null };
  clearCandidate: { ask: null; reply: null };
  /** Replaces gamma, beta, dout and eps by a seeded probe that tells all mistakes apart. */
  useSeparatingProbe: { ask: null; reply: null };
  setPrecision: { ask: { readonly precision: "standard" | "exact" }; reply: null };
  cancelCheck: { ask: null; reply: null };
  restartCheck: { ask: null; reply: null };
  /** Reads the source again. */
  refresh: { ask: null; reply: null };
  /** Ends a reading that takes long; the last good picture stays. */
  cancelReading: { ask: null; reply: null };
  /** Takes one of the source's offers. */
  useOffer: { ask: Offer; reply: null };
  /** Selects this cell's number in the source text. */
  reveal: { ask: CellQuery; reply: null };
  /** Puts text on the clipboard. */
  copyText: { ask: { readonly text: string }; reply: null };
  /** Asks where to save and writes the file. The reply is the name, or null when the user declined. */
  saveFile: { ask: { readonly name: string; readonly bytes: Uint8Array }; reply: string | null };
  /** Saves an export of the worker's; big tensors do not cross to the page for it. */
  saveExport: {
    ask: { readonly format: ExportFormat; readonly tensor: TensorName; readonly name: string };
    reply: string | null;
  };
  showStop: { ask: { readonly stop: number | null }; reply: null };
  /** Reads the source another way: the id of an alternative of the reading that is shown. */
  readAs: { ask: { readonly id: string }; reply: null };
  /** Gathers the expression from every stopped session of this program. */
  collectAll: { ask: null; reply: null };
}

export type PanelRequests = AnalysisRequests & HostRequests;
export type RequestName = keyof PanelRequests;
export type Ask<K extends RequestName> = PanelRequests[K]["ask"];
export type Reply<K extends RequestName> = PanelRequests[K]["reply"];

export interface PanelRequest<K extends RequestName = RequestName> {
  readonly id: number;
  readonly name: K;
  readonly generation: number; // of the analysis asked about; an older one gets the fault "superseded"
  readonly ask: Ask<K>;
}
export type ReplyMessage<T = unknown> =
  | { readonly id: number; readonly ok: true; readonly value: T }
  | { readonly id: number; readonly ok: false; readonly fault: Fault };

// ------------------------------------------------------------------------------------------------ host -> page events

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
  | { readonly event: "cursor"; readonly row: number; readonly column: number };

export type { Place };
