import fc from "fast-check";
import { command } from "./commands";
import { Clock } from "./clock";
import { LocalWorker } from "./local-worker";
import { World } from "./world";

/** GRADIENT_LENS_SEED and GRADIENT_LENS_PATH, as a failure prints them, make the same sequence again. */
const { GRADIENT_LENS_SEED, GRADIENT_LENS_PATH, GRADIENT_LENS_RUNS } = process.env;
const seed = GRADIENT_LENS_SEED === undefined ? Date.now() % 2 ** 31 : Number(GRADIENT_LENS_SEED);
const replay = { seed, ...(GRADIENT_LENS_PATH !== undefined && { path: GRADIENT_LENS_PATH }) };

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("whatever the order in which things happen to a panel", () => {
  let clock: Clock;
  beforeEach(() => {
    clock = new Clock();
    clock.install();
  });
  afterEach(() => {
    clock.uninstall();
  });

  it(`shows the last input with the last settings (seed ${seed})`, async function () {
    this.timeout(0);
    const commands = fc.array(command, { minLength: 1, maxLength: 12 });
    const sequence = fc.asyncProperty(
      commands,
      fc.boolean(),
      fc.boolean(),
      fc.scheduler(),
      async (all, hasStops, closes, s) => {
        const later = (label: string) => (): Promise<void> => s.schedule(Promise.resolve(), label);
        const world = new World(
          hasStops,
          () => new LocalWorker((label) => later(label)()),
          later("the source"),
          (milliseconds) => {
            clock.pass(milliseconds);
          },
        );
        const rest = async (): Promise<void> => {
          for (let turns = 0; turns < 1000; turns++) {
            await s.waitIdle();
            if (world.isAtRest && world.unanswered === 0) return;
            clock.pass(1000);
            await turn();
          }
        };
        world.finish = async (work) => {
          await s.waitIdle();
          return work;
        };
        const { done } = s.scheduleSequence(
          all.map((one) => ({
            label: JSON.stringify(one),
            builder: () => {
              world.perform(one);
              return Promise.resolve();
            },
          })),
        ) as unknown as { done: boolean };
        void done;
        if (!closes) await rest();
        else for (let i = 0; i < 5 && s.count() > 0; i++) await s.waitNext(1);
        if (!closes) await world.checkAtRest();
        world.close();
        await s.waitIdle();
        await turn();
        world.checkLeft(clock.pending);
      },
    );
    await fc.assert(sequence, { numRuns: Number(GRADIENT_LENS_RUNS ?? 20_000), ...replay });
  });
});
