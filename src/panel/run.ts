/**
 * One panel's run as a state machine: reading -> loading -> shown or failed. `step` is pure: it takes a state and what
 * has happened, and gives the next state and what is to be done. Nothing here waits, and nothing is kept elsewhere.
 *
 * - What belongs together travels together: a job carries its input, its settings and its generation from the moment it
 *   is sent, and becomes what is shown as a whole.
 * - One job at a time is in the worker. What comes meanwhile waits, and of what waits only the newest is done.
 * - Nothing good is given up before something better is there: when the worker has been busy for long, a newer input is
 *   loaded by a rival, which takes its place if the input is good.
 */
import type { Fault, Result } from "../core/fault";
import { DEFAULT_SETTINGS, type AnalysisSettings, type Made } from "../compute/worker/messages";
import type { AnalysisState, CheckState, HistoryEntry, Provenance } from "../protocol";
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
interface Next {
  readonly reading: number;
  readonly value: Reading;
}

export interface RunState {
  readonly title: string; // of the source
  readonly settings: AnalysisSettings; // as the user wants them now
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
  /** Why the newest input is not shown. `mayMend`: other settings might help. */
  readonly inputFault: { readonly fault: Fault; readonly reading: number; readonly mayMend: boolean } | null;
  readonly settingsFault: Fault | null;
  readonly stopFault: Fault | null; // of the stop asked for last
  /** The settings of the last job that ended: they need not be tried again on the same numbers. */
  readonly answered: AnalysisSettings | null;
  readonly stale: { readonly reason: string; readonly reading: number } | null;
  readonly history: readonly HistoryEntry[];
  readonly stops: ReadonlyMap<number, Provenance>; // where the stops of the history are from
  readonly crashes: number; // since something was made
  readonly isClosed: boolean;
}

export type RunEvent =
  /** There is something new to read, or the user wants it read again. */
  | { readonly on: "reload" }
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
  | { readonly do: "load"; readonly job: Job; readonly input: Reading }
  | { readonly do: "configure"; readonly job: Job }
  | { readonly do: "showStop"; readonly job: Job; readonly stop: number }
  | { readonly do: "endWorker"; readonly worker: number };

export type Step = readonly [RunState, readonly RunEffect[]];

export function startRun(title: string, settings: AnalysisSettings): RunState {
  return {
    title,
    settings,
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

/** What follows from an event. After "close" nothing does. */
export function step(state: RunState, event: RunEvent): Step {
  if (state.isClosed) return [state, []];
  const [next, effects] = take(state, event);
  const [last, more] = advance(next);
  return [last, [...effects, ...more]];
}

function take(state: RunState, event: RunEvent): Step {
  switch (event.on) {
    case "reload":
      return read(state);
    case "progress":
      if (event.reading !== state.reading || !state.readingNow) return [state, []];
      return [{ ...state, readingNow: { text: event.text, part: event.part } }, []];
    case "read":
      return [taken(state, event.reading, event.result), []];
    case "cancelReading":
      return cancelReading(state);
    case "settings":
      return configure(state, event.settings);
    case "showStop":
      return [{ ...state, nextStop: event.stop, stopFault: null }, []];
    case "patience":
      return [
        {
          ...state,
          job: state.job?.generation === event.generation ? { ...state.job, isLong: true } : state.job,
          rival: state.rival?.generation === event.generation ? { ...state.rival, isLong: true } : state.rival,
        },
        [],
      ];
    case "made":
      return made(state, event.generation, event.result);
    case "crash":
      return crashed(state, event.worker, event.reason);
    case "stale":
      return [{ ...state, stale: { reason: event.reason, reading: state.reading } }, []];
    case "check":
      return [withAnalysis(state, event, (analysis) => ({ ...analysis, check: event.check })), []];
    case "analysis": {
      const { worker, analysis } = event;
      return [withAnalysis(state, { worker, generation: analysis.generation }, () => analysis), []];
    }
    case "close":
      return [
        { ...state, isClosed: true, readingNow: null, next: null, nextStop: null, job: null, rival: null },
        [{ do: "abortReading" }],
      ];
  }
}

function read(state: RunState): Step {
  const reading = state.reading + 1;
  return [{ ...state, reading, readingNow: { text: `Reading ${state.title} ...` } }, [{ do: "read", reading }]];
}

function taken(state: RunState, reading: number, result: Result<Reading>): RunState {
  if (reading !== state.reading || !state.readingNow) return state; // it was given up
  if (!result.ok) {
    return { ...state, readingNow: null, inputFault: { fault: result.fault, reading, mayMend: false } };
  }
  return { ...state, readingNow: null, next: { reading, value: result.value }, nextStop: null };
}

function cancelReading(state: RunState): Step {
  if (state.readingNow?.part === undefined) return [state, []];
  const fault = { code: "cancelled", text: `Reading ${state.title} was cancelled. Refresh to read it.` };
  const inputFault = { fault, reading: state.reading, mayMend: false };
  return [{ ...state, readingNow: null, inputFault }, [{ do: "abortReading" }]];
}

function configure(state: RunState, settings: AnalysisSettings): Step {
  if (settings === state.settings) return [state, []];
  const changed = { ...state, settings };
  const isComing =
    state.readingNow !== null || state.next !== null || state.rival !== null || state.job?.what === "load";
  const isHeld = state.shown !== null && state.shown.worker !== null;
  const mayMend = state.inputFault?.mayMend ?? false;
  // Numbers that are not there are read again: with these settings there may be a picture of them.
  return !isComing && (!isHeld || mayMend) ? read(changed) : [changed, []];
}

function made(state: RunState, generation: number, result: Result<Made>): Step {
  const { job, rival } = state;
  if (job?.generation === generation) {
    const rest = { ...state, job: null };
    if (result.ok) return [shows(rest, job, result.value), []];
    const failed = fails(rest, job, result.fault);
    // What a worker holds in which something has gone wrong is not known.
    return result.fault.code === "internal" ? loseWorker(failed) : [failed, []];
  }
  if (rival?.generation === generation) {
    const rest = { ...state, rival: null };
    if (!result.ok) return [fails(rest, rival, result.fault), [{ do: "endWorker", worker: rival.worker }]];
    const promoted = { ...rest, job: null, worker: rival.worker };
    return [shows(promoted, rival, result.value), [{ do: "endWorker", worker: state.worker }]];
  }
  return [state, []]; // of a worker that was ended
}

function shows(state: RunState, job: Job, { state: analysis, history, fault }: Made): RunState {
  const { generation, reading, stop, worker } = job;
  const { shape, dtype } = analysis;
  const provenance = { ...job.provenance, shape, dtype: job.provenance.dtype || dtype };
  const plain = { ...DEFAULT_SETTINGS, precision: job.settings.precision };
  const settings = fault ? plain : job.settings;
  const isNewest = job.what === "load" && reading >= (state.inputFault?.reading ?? 0);
  const known = new Map(state.stops);
  if (job.what === "load" && stop !== null) known.set(stop, provenance);
  const kept = [...known].filter(([number]) => history.some((entry) => entry.stop === number));
  return {
    ...state,
    shown: { generation, reading, stop, worker, provenance, analysis, settings },
    answered: job.settings,
    settingsFault: fault ?? null,
    inputFault: isNewest ? null : state.inputFault,
    history,
    stops: new Map(kept),
    crashes: 0,
  };
}

function fails(state: RunState, job: Job, fault: Fault): RunState {
  switch (job.what) {
    case "load": {
      if (job.reading < (state.inputFault?.reading ?? 0)) return state;
      return { ...state, inputFault: { fault, reading: job.reading, mayMend: true } };
    }
    case "configure":
      return { ...state, settingsFault: fault, answered: job.settings };
    case "showStop":
      return { ...state, stopFault: fault };
  }
}

function crashed(state: RunState, worker: number, reason: string): Step {
  if (worker === state.rival?.worker) return again({ ...state, rival: null }, reason);
  if (worker !== state.worker) return [state, []];
  return again(loseWorker(state)[0], reason);
}

/** Reads the numbers again that a worker has lost, once. */
function again(state: RunState, reason: string): Step {
  const counted = { ...state, crashes: state.crashes + 1 };
  if (counted.crashes > 1) {
    const text =
      `The analysis of ${state.title} ended twice by itself (${reason}). ` +
      "Refresh to try again; if it ends again, show a smaller part of it: most often the memory was not enough.";
    return [
      { ...counted, inputFault: { fault: { code: "worker-died", text }, reading: state.reading, mayMend: true } },
      [],
    ];
  }
  const isComing = counted.readingNow !== null || counted.next !== null || counted.rival !== null;
  return isComing ? [counted, []] : read(counted);
}

/** The worker in use is gone with all that it held; the next job starts another. */
function loseWorker(state: RunState): Step {
  const { worker, shown } = state;
  const workers = state.workers + 1;
  return [
    {
      ...state,
      worker: workers,
      workers,
      job: null,
      nextStop: null,
      stopFault: state.job?.what === "showStop" || state.nextStop !== null ? NOT_KEPT : state.stopFault,
      shown: shown && { ...shown, worker: shown.worker === worker ? null : shown.worker },
      history: [],
      stops: new Map(),
    },
    [{ do: "endWorker", worker }],
  ];
}

const NOT_KEPT: Fault = { code: "no-stop", text: "The earlier stops were lost when the analysis ended by itself." };

function withAnalysis(
  state: RunState,
  of: { readonly worker: number; readonly generation: number },
  change: (analysis: AnalysisState) => AnalysisState,
): RunState {
  const { shown } = state;
  if (!shown || shown.worker !== of.worker || shown.generation !== of.generation) return state;
  return { ...state, shown: { ...shown, analysis: change(shown.analysis) } };
}

/** Gives the worker what waits for it. Settings are taken here, when the request is built. */
function advance(state: RunState): Step {
  const { job, rival, next, nextStop, shown, isClosed } = state;
  if (isClosed) return [state, []];
  if (next && job) return (rival ?? job).isLong ? loadAsRival(state, next) : [state, []];
  if (next) {
    const [rest, ended] = endRival(state);
    const [sent, effects] = load(rest, next, state.worker);
    return [{ ...rest, ...sent.rest, job: sent.job }, [...ended, ...effects]];
  }
  if (job || rival) return [state, []];
  if (nextStop !== null) return showStop(state, nextStop);
  if (!shown || shown.worker === null || state.answered === state.settings) return [state, []];
  const generation = state.generation + 1;
  const { reading, stop, provenance } = shown;
  const { settings, worker } = state;
  const ask: Job = { what: "configure", generation, worker, settings, reading, stop, provenance, isLong: false };
  return [{ ...state, generation, job: ask }, [{ do: "configure", job: ask }]];
}

function load(
  state: RunState,
  { reading, value }: Next,
  worker: number,
): [{ rest: Pick<RunState, "generation" | "next">; job: Job }, RunEffect[]] {
  const generation = state.generation + 1;
  const { settings } = state;
  const stop = value.stop?.stop ?? null;
  const { provenance } = value;
  const job: Job = { what: "load", generation, worker, settings, reading, stop, provenance, isLong: false };
  return [{ rest: { generation, next: null }, job }, [{ do: "load", job, input: value }]];
}

function loadAsRival(state: RunState, next: Next): Step {
  const [rest, ended] = endRival(state);
  const workers = rest.workers + 1;
  const [sent, effects] = load(rest, next, workers);
  return [{ ...rest, ...sent.rest, workers, rival: sent.job }, [...ended, ...effects]];
}

function endRival(state: RunState): Step {
  const { rival } = state;
  return rival ? [{ ...state, rival: null }, [{ do: "endWorker", worker: rival.worker }]] : [state, []];
}

function showStop(state: RunState, stop: number): Step {
  const rest = { ...state, nextStop: null };
  const { shown, worker, settings } = state;
  const provenance = state.stops.get(stop);
  if (!shown || !provenance) {
    return [{ ...rest, stopFault: { code: "no-stop", text: `Stop ${stop} is no longer kept.` } }, []];
  }
  const generation = state.generation + 1;
  const { reading } = shown;
  const job: Job = { what: "showStop", generation, worker, settings, reading, stop, provenance, isLong: false };
  return [{ ...rest, generation, job }, [{ do: "showStop", job, stop }]];
}

/** Whether nothing is under way. */
export function isAtRest({ readingNow, next, nextStop, job, rival }: RunState): boolean {
  return !readingNow && !next && nextStop === null && !job && !rival;
}
