import fc from "fast-check";
import { workerFile } from "../../compute/worker/opened-worker";
import { Clock } from "./clock";
import { command, type Command } from "./commands";
import { ASKING, InThreadWorker, SLOW } from "./in-thread-worker";
import { playWithThreads } from "./real-threads";
import { World } from "./world";

/** GRADIENT_LENS_SEED and GRADIENT_LENS_PATH, as a failure prints them, make the same sequence again. */
const { GRADIENT_LENS_SEED, GRADIENT_LENS_PATH, GRADIENT_LENS_RUNS } = process.env;
const seed = GRADIENT_LENS_SEED === undefined ? Date.now() % 2 ** 31 : Number(GRADIENT_LENS_SEED);
const replay = { seed, ...(GRADIENT_LENS_PATH !== undefined && { path: GRADIENT_LENS_PATH }) };
const sequences = (usual: number): number => (GRADIENT_LENS_RUNS === undefined ? usual : Number(GRADIENT_LENS_RUNS));

/** A panel may be closed in the midst of it all, after so many steps, or be left to come to rest (null). */
const end = fc.option(fc.nat({ max: 60 }), { freq: 1 });
const commands = fc.array(command, { minLength: 1, maxLength: 16, size: "max" });

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe(`whatever the order in which things happen to a panel (seed ${seed})`, () => {
  describe("with its worker in this thread and time that is moved", () => {
    let clock: Clock;
    beforeEach(() => {
      clock = new Clock();
      clock.install();
    });
    afterEach(() => {
      clock.uninstall();
    });

    const play = async (
      all: Command[],
      hasStops: boolean,
      isLong: boolean,
      steps: number | null,
      scheduler: fc.Scheduler,
    ): Promise<void> => {
      const later = (label: string): Promise<void> => scheduler.schedule(Promise.resolve(), label);
      const world = new World(hasStops, {
        spawn: () => new InThreadWorker(later, SLOW, isLong ? ASKING : undefined),
        later: () => later("the source"),
        pass: (milliseconds) => {
          clock.pass(milliseconds);
        },
        finish: async (work) => {
          await scheduler.waitIdle();
          return work;
        },
        numbers: ["x", "out", "dx", "dout"],
      });
      scheduler.scheduleSequence(
        all.map((one) => ({
          label: JSON.stringify(one),
          builder: () => {
            world.perform(one);
            return Promise.resolve();
          },
        })),
      );
      if (steps !== null) {
        for (let step = 0; step < steps; step++) {
          if (scheduler.count() > 0) await scheduler.waitOne();
          else await turn();
        }
      } else {
        await scheduler.waitIdle();
        world.hide(false);
        for (let turns = 0; turns < 1000; turns++) {
          await scheduler.waitIdle();
          if (world.isAtRest) break;
          clock.pass(1000);
          await turn();
        }
        await world.checkAtRest();
      }
      world.close();
      await scheduler.waitIdle();
      await turn();
      world.checkLeft(clock.pending);
    };

    it("shows the last input with the last settings, and leaves nothing behind", async function () {
      this.timeout(0);
      const sequence = fc.asyncProperty(commands, fc.boolean(), fc.boolean(), end, fc.scheduler(), play);
      await fc.assert(sequence, { numRuns: sequences(20_000), ...replay });
    });
  });

  describe("with real threads and real time", () => {
    let file: string;
    before(async () => {
      file = await workerFile();
    });

    it("shows the last input with the last settings, and leaves no thread behind", async function () {
      this.timeout(0);
      const delays = fc.array(fc.nat({ max: 100 }), { minLength: 4, maxLength: 12 });
      const sequence = fc.asyncProperty(commands, fc.boolean(), end, delays, (...played) =>
        playWithThreads(file, ...played),
      );
      await fc.assert(sequence, { numRuns: sequences(300), examples: BAD_AT_LAST, ...replay, endOnFailure: true });
    });
  });
});

/** Settings come with an input that is bad: they are laid over the last good picture, when nobody waits for that any more. */
const BAD_AT_LAST: [Command[], boolean, number | null, number[]][] = [
  [
    [
      { do: "pick", role: "eps", rows: 1, columns: 2, asText: true },
      { do: "use", role: "runningMean" },
      { do: "export" },
      { do: "edit", kind: "ragged" },
    ],
    true,
    null,
    [35, 354, 24, 364, 168, 355, 383, 116, 80],
  ],
];
