import type { AnalysisSettings, Made, ReadX } from "../compute/worker/messages";
import type { Fault, Result } from "../core/fault";
import type { AnalysisState, CheckState } from "../protocol/analysis-state";
import type { HistoryEntry, Provenance } from "../protocol/provenance";
import type { Reading } from "./source";

/** What the worker was asked to make, and of what. */
export interface Job {
  readonly what: "load" | "configure" | "showStop";
  readonly generation: number;
  readonly worker: number;
  readonly settings: AnalysisSettings;
  readonly reading: number; // the reading whose numbers it is of
  readonly stop: number | null; // of a program
  readonly provenance: Provenance;
  readonly isLong: boolean;
}

/** The picture on the screen with all that made it. */
export interface Shown extends Omit<Job, "what" | "worker" | "isLong"> {
  readonly analysis: AnalysisState;
  readonly worker: number | null; // who can be asked about it; null: its numbers are lost
}

/** Numbers that were read and wait for the worker. */
export interface Next {
  readonly reading: number;
  readonly value: Reading;
}

export interface RunState {
  readonly title: string; // of the source
  readonly settings: AnalysisSettings; // as the user wants them now
  readonly settingsWait: boolean; // they belong to the numbers that are being read, and are not tried on those before
  readonly generation: number; // of the newest job
  readonly reading: number; // the newest one that was begun
  readonly readingNow: { readonly text: string; readonly part?: number } | null;
  readonly next: Next | null;
  readonly nextStop: number | null;
  readonly worker: number; // the one in use; a number that is not known yet is a worker that is not started yet
  readonly workers: number; // numbers given so far
  readonly job: Job | null; // in the worker in use
  readonly rival: Job | null; // in a worker of its own
  readonly shown: Shown | null;
  /** Why the newest input is not shown. `tried`: the settings that it failed with; null where others would not help. */
  readonly inputFault: {
    readonly fault: Fault;
    readonly reading: number;
    readonly tried: AnalysisSettings | null;
    readonly x?: ReadX; // where it was read
  } | null;
  readonly settingsFault: Fault | null;
  readonly stopFault: Fault | null; // of the stop asked for last
  /** The settings of the last job that ended: they need not be tried again on the same numbers. */
  readonly answered: AnalysisSettings | null;
  readonly stale: { readonly reason: string; readonly reading: number } | null;
  readonly history: readonly HistoryEntry[];
  readonly stops: ReadonlyMap<number, Provenance>; // where the stops of the history are from
  readonly crashes: number; // since something was made, or was to be read again
  readonly isClosed: boolean;
}

export type RunEvent =
  /** There is something new to read, or the user wants it read again. `settings` belong to what is read now. */
  | { readonly on: "reload"; readonly title?: string; readonly settings?: AnalysisSettings }
  | { readonly on: "progress"; readonly reading: number; readonly text: string; readonly part: number }
  | { readonly on: "read"; readonly reading: number; readonly result: Result<Reading> }
  | { readonly on: "cancelReading" }
  | { readonly on: "settings"; readonly settings: AnalysisSettings }
  | { readonly on: "showStop"; readonly stop: number }
  /** A job has been under way for long. */
  | { readonly on: "patience"; readonly generation: number }
  | { readonly on: "made"; readonly generation: number; readonly result: Result<Made> }
  | { readonly on: "crash"; readonly worker: number; readonly reason: string }
  | { readonly on: "stale"; readonly reason: string }
  /** The check has come further, or the whole state is new. */
  | { readonly on: "check"; readonly worker: number; readonly generation: number; readonly check: CheckState }
  | { readonly on: "analysis"; readonly worker: number; readonly analysis: AnalysisState }
  | { readonly on: "close" };

export type RunEffect =
  /** Reads the source; a reading that is under way is given up. */
  | { readonly do: "read"; readonly reading: number }
  | { readonly do: "abortReading" }
  /** `beside`: bytes that another worker of the panel takes meanwhile. */
  | { readonly do: "load"; readonly job: Job; readonly input: Reading; readonly beside: number }
  | { readonly do: "configure"; readonly job: Job }
  | { readonly do: "showStop"; readonly job: Job; readonly stop: number }
  | { readonly do: "endWorker"; readonly worker: number };

export type Step = readonly [RunState, readonly RunEffect[]];

export function startRun(title: string, settings: AnalysisSettings): RunState {
  return {
    title,
    settings,
    settingsWait: false,
    generation: 0,
    reading: 0,
    readingNow: null,
    next: null,
    nextStop: null,
    worker: 1,
    workers: 1,
    job: null,
    rival: null,
    shown: null,
    inputFault: null,
    settingsFault: null,
    stopFault: null,
    answered: null,
    stale: null,
    history: [],
    stops: new Map(),
    crashes: 0,
    isClosed: false,
  };
}

/** Whether nothing is under way. */
export function isAtRest({ readingNow, next, nextStop, job, rival }: RunState): boolean {
  return !readingNow && !next && nextStop === null && !job && !rival;
}
