import { spawnNode } from "../../../src/compute/worker/node/spawn-thread";
import type { MortalThread } from "./world";

/** The product's own worker thread, which can be killed. */
export class RealThread implements MortalThread {
  isAlive = true;
  owes = 0; // answers that have not come
  readonly ended: Promise<void>;
  private readonly thread: ReturnType<ReturnType<typeof spawnNode>>;
  private hear: (reason: string) => void = () => undefined;

  constructor(
    file: string,
    private readonly stir: () => void = () => undefined,
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
