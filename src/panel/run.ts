/**
 * One panel's run as a state machine: reading -> loading -> shown or failed. `step` is pure: it takes a state and what
 * has happened, and gives the next state and what is to be done. Nothing here waits, and nothing is kept elsewhere.
 *
 * - What belongs together travels together: a job carries its input, its settings and its generation from the moment it
 *   is sent, and becomes what is shown as a whole.
 * - One job at a time is in the worker. What comes meanwhile waits, and of what waits only the newest is done.
 * - Nothing good is given up before something better is there: when the worker has been busy for long, a newer input is
 *   loaded by a rival, which takes its place if the input is good. A worker that holds stops of a program has no rival.
 */
import { xOf, type AnalysisSettings, type Made } from "../compute/worker/messages";
import type { Fault, Result } from "../core/fault";
import type { AnalysisState } from "../protocol/analysis-state";
import { advance, endRival, isComing, read } from "./run-next";
import type { Job, RunEvent, RunState, Step } from "./run-state";
import type { Reading } from "./source";

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
      // What waits for the worker was read for the settings before.
      return read({
        ...state,
        title: event.title ?? state.title,
        crashes: 0,
        ...(event.settings && { settings: event.settings, settingsWait: true, next: null }),
      });
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

function taken(state: RunState, reading: number, result: Result<Reading>): RunState {
  if (reading !== state.reading || !state.readingNow) return state; // it was given up
  const rest = { ...state, readingNow: null, settingsWait: false };
  if (!result.ok) {
    return { ...rest, inputFault: { fault: result.fault, reading, tried: null } };
  }
  return { ...rest, next: { reading, value: result.value }, nextStop: null };
}

function cancelReading(state: RunState): Step {
  if (state.readingNow?.part === undefined) return [state, []];
  const fault = { code: "cancelled", text: `Reading ${state.title} was cancelled. Refresh to read it.` };
  const inputFault = { fault, reading: state.reading, tried: null };
  return [{ ...state, readingNow: null, settingsWait: false, inputFault }, [{ do: "abortReading" }]];
}

function configure(state: RunState, settings: AnalysisSettings): Step {
  if (settings === state.settings) return [state, []];
  const changed = { ...state, settings };
  const isHeld = state.shown !== null && state.shown.worker !== null;
  // Numbers that are not there are read again: with these settings there may be a picture of them.
  return !isHeld && !isComing(state) && state.job?.what !== "load" ? read(changed) : [changed, []];
}

/** Why a second worker could not do beside the one in use what it might have done alone: too little memory, no thread. */
const NO_ROOM: readonly string[] = ["memory-limit", "worker-died"];

function made(state: RunState, generation: number, result: Result<Made>): Step {
  const { job, rival } = state;
  if (job?.generation === generation) {
    const rest = { ...state, job: null };
    if (result.ok) return [shows(rest, job, result.value), []];
    const failed = fails(rest, job, result.fault);
    if (result.fault.code !== "internal") return [failed, []];
    // What a worker holds in which something has gone wrong is not known. What failed to load is not tried again.
    return job.what === "load" ? loseWorker(failed) : lose(failed, result.fault.text);
  }
  if (rival?.generation === generation) {
    const rest = { ...state, rival: null };
    if (!result.ok && NO_ROOM.includes(result.fault.code)) {
      // Alone it may have enough: it is read again, and waits for the worker in use where that is busy still.
      const [next, effects] = read({ ...rest, job: job && { ...job, isLong: false } });
      return [next, [{ do: "endWorker", worker: rival.worker }, ...effects]];
    }
    if (!result.ok) {
      return [fails(rest, rival, result.fault), [{ do: "endWorker", worker: rival.worker }]];
    }
    const promoted = { ...rest, job: null, worker: rival.worker };
    return [shows(promoted, rival, result.value), [{ do: "endWorker", worker: state.worker }]];
  }
  return [state, []]; // of a worker that was ended
}

function shows(state: RunState, job: Job, { state: analysis, history }: Made): RunState {
  const { generation, reading, stop, worker, settings } = job;
  const { shape, dtype } = analysis;
  const provenance = { ...job.provenance, shape, dtype: job.provenance.dtype || dtype };
  const isNewest = job.what === "load" && reading >= (state.inputFault?.reading ?? 0);
  const known = new Map(state.stops);
  if (job.what === "load" && stop !== null) known.set(stop, provenance);
  const kept = [...known].filter(([number]) => history.some((entry) => entry.stop === number));
  return {
    ...state,
    shown: { generation, reading, stop, worker, provenance, analysis, settings },
    answered: settings,
    settingsFault: null,
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
      const x = xOf(fault);
      return { ...state, inputFault: { fault, reading: job.reading, tried: job.settings, ...(x && { x }) } };
    }
    case "configure":
      return { ...state, settingsFault: fault, answered: job.settings };
    case "showStop":
      return { ...state, stopFault: fault };
  }
}

function crashed(state: RunState, worker: number, reason: string): Step {
  if (worker === state.rival?.worker) {
    const [rest, ended] = endRival(state);
    const [next, effects] = again(rest, reason);
    return [next, [...ended, ...effects]];
  }
  return worker === state.worker ? lose(state, reason) : [state, []];
}

/** Ends the worker in use, and begins to make again what it held. */
function lose(state: RunState, reason: string): Step {
  const [lost, ended] = loseWorker(state);
  const [next, effects] = again(lost, reason);
  return [next, [...ended, ...effects]];
}

/** Reads the numbers again that a worker has lost, once. */
function again(state: RunState, reason: string): Step {
  const counted = { ...state, crashes: state.crashes + 1 };
  if (counted.crashes > 1) {
    const text =
      `The analysis of ${state.title} ended twice by itself (${reason}). ` +
      "Refresh to try again; if it ends again, show a smaller part of it: most often the memory was not enough.";
    return [
      {
        ...counted,
        inputFault: { fault: { code: "worker-died", text }, reading: state.reading, tried: state.settings },
      },
      [],
    ];
  }
  return isComing(counted) ? [counted, []] : read(counted);
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
  if (shown?.worker !== of.worker || shown.generation !== of.generation) return state;
  return { ...state, shown: { ...shown, analysis: change(shown.analysis) } };
}
