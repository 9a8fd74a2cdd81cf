import type { PanelState } from "../protocol/panel-state";
import { PARAMETERS } from "../protocol/parameters";
import { inSight } from "./in-sight";
import { isAtRest, type RunState } from "./run-state";

const LAST_GOOD = "The newest input could not be used; this is the last good picture.";
const LAST_SETTINGS = "The newest settings could not be used; this is the last good picture.";
const BEING_MADE = "The analysis stopped unexpectedly and is being made again.";
export const LOST =
  "The numbers of this picture were lost when the analysis ended by itself; refresh to read them again.";

type Seen = Omit<PanelState, "strings" | "memento">;

/** What a page shows of a run. Everything about the picture is of the one that is shown, never of the one that is coming. */
export function seen(run: RunState): Seen {
  const { shown, history } = run;
  const fault = run.inputFault?.fault ?? run.settingsFault;
  const isEarlier = history.slice(0, -1).some(({ stop }) => stop === shown?.stop);
  const part = run.readingNow?.part;
  return inSight({
    provenance: shown?.provenance ?? null,
    analysis: shown?.analysis ?? null,
    stale: behind(run) ?? unused(run),
    fault,
    busy: busyOf(run),
    ...(part !== undefined && { progress: part }),
    history,
    historyShown: isEarlier ? (shown?.stop ?? null) : null,
  });
}

/** Why the picture is not of the source as it is now. */
export function behind(run: RunState): string | null {
  const { shown, stale } = run;
  if (!shown) return null;
  if (shown.worker === null) return isAtRest(run) ? LOST : BEING_MADE;
  if (run.inputFault) return LAST_GOOD;
  // What was said before these numbers were read is not said of them.
  return stale && stale.reading >= shown.reading ? stale.reason : null;
}

/** Why it is not made with what the user has said last. */
function unused({ shown, settingsFault }: RunState): string | null {
  if (!shown) return null;
  if (settingsFault) return LAST_SETTINGS;
  const names = PARAMETERS.filter((name) => shown.analysis.parameters[name].fault);
  if (names.length === 0) return null;
  return names.length === 1
    ? `${names.join()} cannot be used as it was given; this is the picture of the last good value.`
    : `${names.join(", ")} cannot be used as they were given; this is the picture of the last good values.`;
}

export function busyOf({ readingNow, rival, job }: RunState): string | null {
  if (readingNow) return readingNow.text;
  const newest = rival ?? job;
  if (newest?.what === "showStop") return `Reading stop ${newest.stop ?? ""} again ...`;
  // Settings are taken at once, but for large tensors and slow machines.
  if (newest?.what === "configure") return newest.isLong ? "Computing with the new settings ..." : null;
  if (newest === null) return null;
  const { title, shape } = newest.provenance;
  return `Computing the gradients of ${title}${shape.length ? ` ${shape.join(" x ")}` : ""} ...`;
}
