import assert from "node:assert/strict";
import { itemAt } from "../../../src/core/item-at";
import { spawnNode } from "../../../src/compute/worker/node/spawn-thread";
import type { Command } from "./commands";
import { World, type MortalThread } from "./world";

const LIMIT_MILLISECONDS = 60_000; // of a sequence to come to its end

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Plays a sequence with threads of the worker in `file`, and holds what must be true after it. `steps`: commands until
 * the panel is closed, in turns of the sequence; null: it is closed when it is at rest. `delays`: turns of the event loop
 * that things take, one after the other.
 */
export async function playWithThreads(
  file: string,
  all: readonly Command[],
  hasStops: boolean,
  steps: number | null,
  delays: readonly number[],
): Promise<void> {
  let at = 0;
  const delay = async (): Promise<void> => {
    const turns = itemAt(delays, at++ % delays.length);
    for (let count = 0; count <= turns; count++) await turn();
  };
  const threads: RealThread[] = [];
  const world = new World(hasStops, {
    spawn: () => {
      const thread = new RealThread(file, () => {
        world.stir();
      });
      threads.push(thread);
      return thread;
    },
    later: delay,
    pass: () => undefined,
    finish: (work) => work,
    numbers: ["x"],
  });
  // Commands after the close find a panel that answers nothing any more.
  const closeAfter = steps === null ? Infinity : steps % all.length;
  for (const [count, one] of all.entries()) {
    world.perform(one);
    await delay();
    if (count === closeAfter) world.close();
  }
  if (steps === null) {
    world.hide(false);
    await rest(world, threads);
    await world.checkAtRest();
    world.close();
  }
  await Promise.all(threads.map(({ ended }) => ended));
  await turn();
  world.checkLeft(0);
}

/** Resolves when nothing is under way, neither in the panel nor in a thread. */
async function rest(world: World, threads: readonly RealThread[]): Promise<void> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    world.stir();
  }, LIMIT_MILLISECONDS);
  const isOver = (): boolean => world.isAtRest && world.unanswered === 0 && threads.every(({ owes }) => owes === 0);
  while (!isOver()) {
    assert.ok(!isLate, `after ${LIMIT_MILLISECONDS} ms ${world.unanswered} requests are not answered`);
    await world.stirred();
    await turn(); // what follows from it has happened
  }
  clearTimeout(timer);
}

/** The product's own worker thread, which can be killed. */
class RealThread implements MortalThread {
  isAlive = true;
  owes = 0; // answers that have not come
  readonly ended: Promise<void>;
  private readonly thread: ReturnType<ReturnType<typeof spawnNode>>;
  private hear: (reason: string) => void = () => undefined;

  constructor(
    file: string,
    private readonly stir: () => void,
  ) {
    this.thread = spawnNode(file)();
    this.ended = new Promise((resolve) => {
      this.thread.onExit((reason) => {
        this.isAlive = false;
        this.owes = 0;
        resolve();
        this.hear(reason);
        this.stir();
      });
    });
  }
  post(...what: Parameters<MortalThread["post"]>): void {
    this.owes++;
    this.thread.post(...what);
  }
  onMessage(listener: Parameters<MortalThread["onMessage"]>[0]): void {
    this.thread.onMessage((message) => {
      if ("id" in message) this.owes--;
      listener(message);
      this.stir();
    });
  }
  onExit(listener: (reason: string) => void): void {
    this.hear = listener;
  }
  terminate(): void {
    this.thread.terminate();
  }
  die(): void {
    this.isAlive = false;
    this.owes++; // its end
    this.thread.terminate();
  }
}
