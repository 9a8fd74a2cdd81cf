import type { Numeric } from "./json-number";
import type { Role } from "./parameters";

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

/** One earlier stop of the program whose picture is kept, or those in a row that were not read. */
export interface HistoryEntry {
  readonly stop: number; // of several the last
  readonly title: string; // "stop 3, train.py:41"; "stops 4 to 6, not read"
  readonly isUnread?: true;
  readonly trend?: StopTrend;
}

/** What can be followed from stop to stop, as it was when the stop was read. */
export interface StopTrend {
  readonly dgamma: Numeric; // Euclidean norm
  readonly error: Numeric | null; // largest relative error of the user's gradients; null when there were none
  readonly dead: number; // share of the cells of dx that are 0
}
