import { BYTES_PER_CELL } from "../compute/source/memory-limit";
import { sizeOf } from "../core/tensor";
import type { Job, Next, RunState, Step, RunEffect } from "./run-state";

/** Reads again what may be good now, and gives the worker what waits for it. Settings are taken here, when the request is built. */
export function advance(state: RunState): Step {
  if (state.isClosed) return [state, []];
  if (!mayBeGood(state)) return ask(state);
  const [reading, begun] = read(state);
  const [asked, effects] = ask(reading);
  return [asked, [...begun, ...effects]];
}

/**
 * Whether the newest input failed with settings that are not the newest any more, whenever they came: it may be good with
 * those. A load of an earlier input that is still under way says nothing of it.
 */
function mayBeGood(state: RunState): boolean {
  const { inputFault, settings, job } = state;
  if (!inputFault?.tried || inputFault.tried === settings) return false;
  const isNewerLoading = job?.what === "load" && job.reading >= inputFault.reading;
  return !isNewerLoading && !isComing(state);
}

/** Whether something newer comes than what the worker in use has. */
export function isComing({ readingNow, next, rival }: RunState): boolean {
  return readingNow !== null || next !== null || rival !== null;
}

/** Begins to read the source; the numbers of a reading that is under way are not wanted any more. */
export function read(state: RunState): Step {
  const reading = state.reading + 1;
  return [{ ...state, reading, readingNow: { text: `Reading ${state.title} ...` } }, [{ do: "read", reading }]];
}

function ask(state: RunState): Step {
  const { job, rival, next, nextStop, shown } = state;
  if (next && job) return (rival ?? job).isLong && !holdsStops(state) ? loadAsRival(state, next) : [state, []];
  if (next) {
    const [rest, ended] = endRival(state);
    const [sent, effects] = load(rest, next, state.worker);
    return [{ ...rest, ...sent.rest, job: sent.job }, [...ended, ...effects]];
  }
  if (job || rival) return [state, []];
  if (nextStop !== null) return showStop(state, nextStop);
  if (!isHeld(shown) || state.answered === state.settings || state.settingsWait) return [state, []];
  const generation = state.generation + 1;
  const { reading, stop, provenance } = shown;
  const { settings, worker } = state;
  const configured: Job = { what: "configure", generation, worker, settings, reading, stop, provenance, isLong: false };
  return [{ ...state, generation, job: configured }, [{ do: "configure", job: configured }]];
}

function load(
  state: RunState,
  { reading, value }: Next,
  worker: number,
  beside = 0,
): [{ rest: Pick<RunState, "generation" | "next">; job: Job }, RunEffect[]] {
  const generation = state.generation + 1;
  const { settings } = state;
  const stop = value.stop?.stop ?? null;
  const { provenance } = value;
  const job: Job = { what: "load", generation, worker, settings, reading, stop, provenance, isLong: false };
  return [{ rest: { generation, next: null }, job }, [{ do: "load", job, input: value, beside }]];
}

/** Earlier stops are in the worker in use alone: a rival that took its place would cost them. */
function holdsStops({ job, history }: RunState): boolean {
  return history.length > 0 || (job !== null && job.stop !== null);
}

function loadAsRival(state: RunState, next: Next): Step {
  const [rest, ended] = endRival(state);
  const workers = rest.workers + 1;
  const [sent, effects] = load(rest, next, workers, bytesInUse(state));
  return [{ ...rest, ...sent.rest, workers, rival: sent.job }, [...ended, ...effects]];
}

/** What the worker in use takes, as far as it is known: of what is shown, or of what it is loading. */
function bytesInUse({ shown, job }: RunState): number {
  const shapes = [shown?.analysis.shape, job?.provenance.shape].filter((shape) => shape?.length);
  return BYTES_PER_CELL * Math.max(0, ...shapes.map((shape) => sizeOf(shape ?? [])));
}

export function endRival(state: RunState): Step {
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

function isHeld(shown: RunState["shown"]): shown is NonNullable<RunState["shown"]> {
  return shown !== null && shown.worker !== null;
}
