import type { Check } from "../../core/verdict";
import type { CheckPartAsk, CheckPartProgress, PartChecker } from "../analysis/check-part";
import { CheckRun, WHOLE, type CheckListener } from "../analysis/check-run";
import { ComputeClient, type SpawnWorker } from "./client";
import type { Engine } from "../engine/engine";

/** A part checker in a second worker thread: started when it is first needed, ended when a check is cancelled. */
export function createPartChecker(spawn: SpawnWorker): PartChecker {
  let listener: (part: CheckPartProgress) => void = () => undefined;
  const client = new ComputeClient(
    spawn,
    (event) => {
      if (event.event === "part") listener(event.part);
    },
    () => undefined, // the request that was waiting has been answered with a fault
  );
  return {
    check: async (part, progress) => {
      listener = progress;
      const reply = await client.request("checkPart", 0, part);
      if (!reply.ok) throw new Error(reply.fault.text);
      return reply.value;
    },
    cancel: () => {
      client.interrupt();
    },
  };
}

/** The second worker's own side: checks a part to its end. */
export function checkPart(
  engine: Engine,
  part: CheckPartAsk,
  progress: (part: CheckPartProgress) => void,
): Promise<Check> {
  return new Promise<Check>((resolve, reject) => {
    const listener: CheckListener = {
      progress: (state) => {
        if (state.status === "running") progress({ done: state.done, total: state.total, error: run.error.slice() });
      },
      done: resolve,
      failed: (error) => {
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    };
    const run = new CheckRun(engine, part, listener, undefined, WHOLE);
    run.start(false);
  });
}
