/**
 * Every message between the page (webview), its host (extension host or a report) and the compute worker.
 *
 * Three directions, one shape: a request carries an id, and exactly one reply with that id comes back, with a value or
 * with a fault. Events (events.ts) carry no id and want no reply. Numbers that may be NaN or infinite travel in typed
 * arrays or as Numeric, because the way to the page turns a bare NaN into null.
 */
import type { Fault } from "../core/fault";
import type { TensorName } from "../views";
import type { AnalysisRequests, ExportFormat } from "./analysis-requests";
import type { Given, GivenRole } from "./given";
import type { PanelState } from "./panel-state";
import type { Role, TypedName } from "./parameters";
import type { Offer } from "./provenance";
import type { CellQuery } from "./queries";

/** What the host itself answers. */
interface HostRequests {
  /** The page has loaded. The reply is the whole state; from here on "state" events follow. */
  ready: { ask: null; reply: PanelState };
  /** Sets a parameter from text; "" goes back to the source's own value or the default. The new state follows as an event. */
  setParameter: { ask: { readonly name: TypedName; readonly text: string }; reply: null };
  /** Without gamma and beta both are said to be left where they change nothing; with them that is taken back. */
  setAffine: { ask: { readonly affine: boolean }; reply: null };
  /** Takes over the fit of the comparison at this place of its list, as if the user had typed what it says. */
  takeFit: { ask: { readonly fit: number }; reply: null };
  /** Asks the user for another selection, file or variable to use in this role. */
  pick: { ask: { readonly role: Role }; reply: null };
  /** Uses what was dropped on the page or pasted into it: as x in a panel of its own, or in a role of this one. */
  useGiven: { ask: { readonly as: GivenRole; readonly given: Given }; reply: null };
  clearCandidate: { ask: null; reply: null };
  /** Replaces gamma, beta, dout and eps by a seeded probe that tells all mistakes apart. */
  useSeparatingProbe: { ask: null; reply: null };
  /** Ends the probe: gamma, beta, dout, eps and the candidate are again what they were before it. */
  endProbe: { ask: null; reply: null };
  /** Brings back what the last thing the user did has replaced: something typed, picked, given, taken over or put away. */
  undo: { ask: null; reply: null };
  setPrecision: { ask: { readonly precision: "standard" | "exact" }; reply: null };
  cancelCheck: { ask: null; reply: null };
  restartCheck: { ask: null; reply: null };
  /** Checks all cells, where a sample was checked and the rest would take long. */
  checkAll: { ask: null; reply: null };
  /** Reads the source again. */
  refresh: { ask: null; reply: null };
  /** Ends a reading that takes long; the last good picture stays. */
  cancelReading: { ask: null; reply: null };
  /** Takes one of the source's offers. */
  useOffer: { ask: Offer; reply: null };
  /** Selects this cell's number in the source text. */
  reveal: { ask: CellQuery; reply: null };
  /** Shows a place in the source text, counted from 1, as faults name them. */
  showPlace: { ask: { readonly line: number; readonly column: number }; reply: null };
  /** The line of the user's own program that a diagnosis of the comparison is about; null where none is certain. */
  findOwnLine: { ask: { readonly diagnosis: number }; reply: OwnLine | null };
  /** Shows a line of that program. */
  showOwnLine: { ask: { readonly line: number }; reply: null };
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
  /** The step of the tour that the state came with is shown: it is not asked for again. */
  tourTaken: { ask: null; reply: null };
}

/** A line of the user's own program. */
export interface OwnLine {
  readonly title: string; // "train.py:41"
  readonly line: number; // from 1
  readonly text: string;
}

type PanelRequests = AnalysisRequests & HostRequests;

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
