import { isReadAtOnce, judge } from "../compute/settings/fit";
import type { SettingsLog } from "../compute/settings/log";
import type { SettingsAction } from "../compute/settings/reduce-settings";
import { CLOSED } from "../compute/worker/client";
import type { Fault } from "../core/fault";
import type { Layout } from "../core/layout";
import type { Runner } from "./runner";

/** How often a thing is given to another worker to be judged when the one before has died. */
const JUDGE_ATTEMPTS = 3;

/** Asks a worker whether a thing fits. Should the worker end over it, the next one is asked. */
async function judgeElsewhere(runner: Runner, action: SettingsAction, x: Layout): Promise<Fault | null> {
  let fault: Fault = CLOSED;
  let deaths = 0;
  while (deaths < JUDGE_ATTEMPTS && !runner.state.isClosed) {
    const reply = await runner.ask(runner.state.worker, "judge", 0, { action, x });
    if (reply.ok) return null;
    ({ fault } = reply);
    if (fault.code === "worker-died") deaths++;
    else if (fault.code !== "superseded") break;
  }
  return fault;
}

/** Takes a word of the user's for an x of this layout. It is judged at once where that takes no time, else by a worker. */
export function takeWord(
  runner: Runner,
  said: SettingsLog,
  action: SettingsAction,
  x: Layout | null,
): Fault | null | Promise<Fault | null> {
  if (isReadAtOnce(action)) return said.take(action, x, judge(action, x));
  if (!x) return said.take(action, null, null); // it is judged when there is an x
  const decide = said.takeUnjudged(action, x);
  return judgeElsewhere(runner, action, x).then(decide);
}

/** The first x is there: judges what was said before, and lays what fits over it. */
export async function judgeEarly(runner: Runner, said: SettingsLog, x: Layout): Promise<void> {
  const settle = (): void => {
    runner.happened({ on: "settings", settings: said.settings });
  };
  const rest = said.know(x);
  settle();
  for (const { action, x: layout, decide } of rest) {
    const fault = await judgeElsewhere(runner, action, layout);
    // Whether it fits may be unknown still. What cannot be used is left out of the picture, and its fault said there.
    decide(fault && NO_VERDICT.includes(fault.code) ? null : fault);
    settle();
  }
}

const NO_VERDICT: readonly string[] = ["closed", "worker-died"];
