import assert from "node:assert/strict";
import fc from "fast-check";
import { Clock } from "../../../panel/interleavings/clock";
import { FollowedPanel } from "./followed-panel";
import type { Answering } from "./late-adapter";

const { GRADIENT_LENS_SEED, GRADIENT_LENS_PATH, GRADIENT_LENS_RUNS } = process.env;
const seed = GRADIENT_LENS_SEED === undefined ? Date.now() % 2 ** 31 : Number(GRADIENT_LENS_SEED);
const replay = { seed, ...(GRADIENT_LENS_PATH !== undefined && { path: GRADIENT_LENS_PATH }) };

/** What may happen to a program of two threads and to the panel that follows one of them. */
type Happening =
  | { readonly on: "stop"; readonly threads: readonly number[]; readonly says: "all" | "one" | "no thread" | "nothing" }
  | { readonly on: "continued"; readonly thread: number; readonly isAlone: boolean }
  | { readonly on: "run"; readonly command: string; readonly thread: number; readonly way: "all" | "alone" | "told" }
  | { readonly on: "frames" | "running"; readonly how: Answering }
  | { readonly on: "refresh" | "end" }
  | { readonly on: "wait"; readonly milliseconds: number };

const thread = fc.nat({ max: 1 });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      on: fc.constant("stop" as const),
      threads: fc.constantFrom([0], [1], [0, 1]),
      says: fc.constantFrom("all" as const, "one" as const, "no thread" as const, "nothing" as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ on: fc.constant("continued" as const), thread, isAlone: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({
      on: fc.constant("run" as const),
      command: fc.constantFrom("continue", "next", "stepIn"),
      thread,
      way: fc.constantFrom("all" as const, "alone" as const, "told" as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      on: fc.constantFrom("frames" as const, "running" as const),
      how: fc.constantFrom<Answering>("answers", "answers", "refuses", "is silent", "answers nothing"),
    }),
  },
  { weight: 2, arbitrary: fc.constant<Happening>({ on: "refresh" }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ on: "end" }) },
  {
    weight: 6,
    arbitrary: fc.record({ on: fc.constant("wait" as const), milliseconds: fc.constantFrom(50, 120, 15_000) }),
  },
);

describe(`whatever the order in which a program stops and runs (seed ${seed})`, () => {
  let clock: Clock;
  beforeEach(() => {
    clock = new Clock();
    clock.install();
  });
  afterEach(() => {
    clock.uninstall();
  });

  const perform = (panel: FollowedPanel, what: Happening): void => {
    const { adapter } = panel;
    switch (what.on) {
      case "stop": {
        const { threads, says } = what;
        const [threadId = 0] = threads;
        // What names no thread, or says "all", is true of all.
        const stopped = says === "one" ? [threadId] : [0, 1];
        const bodies = {
          all: { threadId, allThreadsStopped: true },
          one: { threadId },
          "no thread": {},
          nothing: undefined,
        };
        adapter.stop(stopped, bodies[says]);
        return;
      }
      case "continued": {
        const { thread: threadId, isAlone } = what;
        // Nobody says of a thread that runs that it runs on alone.
        if (isAlone && adapter.standing[threadId] === null) return;
        adapter.runOn(isAlone ? [threadId] : [0, 1], isAlone ? { threadId, allThreadsContinued: false } : undefined);
        return;
      }
      case "run": {
        const { command, thread: threadId, way } = what;
        // Only the answer to "continue" has a word for what runs.
        void adapter.let(
          command,
          threadId,
          way === "alone",
          way === "told" && command === "continue" ? false : undefined,
        );
        return;
      }
      case "frames":
      case "running":
        adapter[what.on] = what.how;
        return;
      case "refresh":
        panel.refresh();
        return;
      case "end":
        adapter.end();
        return;
      case "wait":
        clock.pass(what.milliseconds);
    }
  };

  it("a panel shows what is there now or says in a sentence why not, and no stop takes another's place", async () => {
    const play = async (all: Happening[], scheduler: fc.Scheduler): Promise<void> => {
      const panel = new FollowedPanel((what) => scheduler.schedule(Promise.resolve(), what));
      try {
        scheduler.scheduleSequence(
          all.map((what) => ({
            label: JSON.stringify(what),
            builder: () => {
              perform(panel, what);
              return Promise.resolve();
            },
          })),
        );
        await scheduler.waitIdle();
        // Whoever waits for an answer that does not come has waited long enough.
        for (let time = 0; time < 3; time++) {
          clock.pass(15_000);
          await scheduler.waitIdle();
        }
        panel.check();
      } finally {
        panel.dispose();
      }
    };
    const sequences = fc.array(happening, { minLength: 1, maxLength: 14, size: "max" });
    const numRuns = GRADIENT_LENS_RUNS === undefined ? 1000 : Number(GRADIENT_LENS_RUNS);
    await fc.assert(fc.asyncProperty(sequences, fc.scheduler(), play), { ...replay, numRuns });
  });

  it("stops 50 ms apart lose no history: the last of them is read once, and the others have their numbers in it", async () => {
    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    const panel = new FollowedPanel(turn);
    const { adapter } = panel;
    const rest = async (): Promise<void> => {
      for (let turns = 0; turns < 20; turns++) await turn();
    };
    panel.refresh();
    await rest();
    for (let round = 0; round < 2; round++) {
      for (let step = 0; step < 5; step++) {
        await adapter.let("next", 0, false);
        adapter.stop([0, 1], { threadId: 0, allThreadsStopped: true });
        clock.pass(50);
        await rest();
      }
      clock.pass(120);
      await rest();
    }
    // Where it is refused to run on from a stop that was not read yet, that is the same stop still.
    await adapter.let("next", 0, false);
    adapter.stop([0, 1], { threadId: 0, allThreadsStopped: true });
    clock.pass(50);
    adapter.running = "refuses";
    await adapter.let("next", 0, false);
    clock.pass(120);
    await rest();
    panel.check();
    panel.dispose();
    assert.deepEqual(
      [...panel.history],
      [
        [1, 1],
        [6, 6],
        [11, 11],
        [12, 12],
      ],
    );
    assert.equal(panel.stale, null);
  });
});
