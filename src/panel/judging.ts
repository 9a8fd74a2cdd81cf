import type { SettingsAction } from "../compute/settings/reduce-settings";
import { CLOSED } from "../compute/worker/client";
import type { Fault } from "../core/fault";
import type { Layout } from "../core/layout";
import type { Runner } from "./runner";

/** How often a thing is given to another worker to be judged when the one before has died. */
const JUDGE_ATTEMPTS = 3;

/** Asks a worker whether a thing fits. Should the worker end over it, the next one is asked. */
export async function judgeElsewhere(runner: Runner, action: SettingsAction, x: Layout): Promise<Fault | null> {
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
