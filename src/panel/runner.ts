import type { SpawnWorker } from "../compute/worker/client";
import type { Made, WorkerEvent, WorkerRequestName, WorkerRequests } from "../compute/worker/messages";
import { failure, reasonOf, type Result } from "../core/fault";
import { step } from "./run";
import type { Job, RunEffect, RunEvent, RunState } from "./run-state";
import type { PanelSource, Reading } from "./source";
import { Workers } from "./workers";

/** A job that has run this long when a newer input comes is not waited for. */
const PATIENCE_MILLISECONDS = 250;

interface RunnerHost {
  readonly source: Pick<PanelSource, "read" | "title">;
  readonly spawn: SpawnWorker;
  readonly memoryLimit: () => number; // bytes
  readonly usualTolerance?: () => string; // of all panels, as it would be typed; empty: by rounding
  readonly log: (text: string) => void;
  readonly onChange: (before: RunState, after: RunState, event: RunEvent) => void;
  readonly onWorkerEvent: (worker: number, event: WorkerEvent) => void;
}

/** Does what follows from a run's events: reads the source, asks workers, looks at the clock. */
export class Runner {
  private readonly workers: Workers;
  private readonly patience = new Map<number, ReturnType<typeof setTimeout>>(); // by generation
  private waiting: { readonly isOver: (run: RunState) => boolean; readonly resolve: () => void }[] = [];
  private reading: AbortController | undefined;

  constructor(
    private run: RunState,
    private readonly host: RunnerHost,
  ) {
    this.workers = new Workers(host.spawn, host.onWorkerEvent, (worker, reason) => {
      host.log(`The compute worker stopped: ${reason}`);
      this.happened({ on: "crash", worker, reason });
    });
  }

  get state(): RunState {
    return this.run;
  }

  /** Steps the run, and does what follows from it. */
  happened(event: RunEvent): void {
    const before = this.run;
    const [after, effects] = step(before, event);
    this.run = after;
    for (const effect of effects) this.perform(effect);
    this.host.onChange(before, after, event);
    const { run } = this;
    const over = this.waiting.filter(({ isOver }) => run.isClosed || isOver(run));
    if (!over.length) return;
    this.waiting = this.waiting.filter((entry) => !over.includes(entry));
    for (const { resolve } of over) resolve();
  }

  /** Resolves when this is so of the run, or when it is closed. */
  until(isOver: (run: RunState) => boolean): Promise<void> {
    if (this.run.isClosed || isOver(this.run)) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push({ isOver, resolve }));
  }

  ask<K extends WorkerRequestName>(
    worker: number,
    name: K,
    generation: number,
    ask: WorkerRequests[K]["ask"],
  ): Promise<Result<WorkerRequests[K]["reply"]>> {
    return this.workers.request(worker, name, generation, ask);
  }

  dispose(): void {
    this.happened({ on: "close" });
    for (const timer of this.patience.values()) clearTimeout(timer);
    this.patience.clear();
    this.workers.dispose();
  }

  private perform(effect: RunEffect): void {
    switch (effect.do) {
      case "read":
        void this.read(effect.reading);
        return;
      case "abortReading":
        this.reading?.abort();
        return;
      case "endWorker":
        this.workers.end(effect.worker);
        return;
      default:
        void this.make(effect);
    }
  }

  private async read(reading: number): Promise<void> {
    this.reading?.abort();
    const controller = new AbortController();
    this.reading = controller;
    const progress = (text: string, part: number): void => {
      if (!controller.signal.aborted) this.happened({ on: "progress", reading, text, part });
    };
    let result: Result<Reading>;
    try {
      result = await this.host.source.read(controller.signal, progress);
    } catch (error) {
      result = failure("read-failed", `${this.host.source.title} could not be read: ${reasonOf(error)}`);
    }
    if (controller.signal.aborted) return;
    this.reading = undefined;
    this.happened({ on: "read", reading, result });
  }

  private async make(effect: MakeEffect): Promise<void> {
    const { generation } = effect.job;
    const timer = setTimeout(() => {
      this.happened({ on: "patience", generation });
    }, PATIENCE_MILLISECONDS);
    this.patience.set(generation, timer);
    const result = await this.request(effect);
    clearTimeout(timer);
    this.patience.delete(generation);
    this.happened({ on: "made", generation, result });
  }

  private request(effect: MakeEffect): Promise<Result<Made>> {
    const { generation, worker } = effect.job;
    const usualTolerance = this.host.usualTolerance?.() ?? "";
    const settings = { ...effect.job.settings, ...(usualTolerance !== "" && { usualTolerance }) };
    switch (effect.do) {
      case "load": {
        const { source, transfer, stop } = effect.input;
        const memoryLimit = this.host.memoryLimit() - effect.beside;
        const ask = { generation, source, settings, memoryLimit, ...(stop && { stop }) };
        return this.workers.request(worker, "load", generation, ask, transfer);
      }
      case "configure":
        return this.workers.request(worker, "configure", generation, { generation, settings });
      case "showStop":
        return this.workers.request(worker, "showStop", generation, { generation, stop: effect.stop, settings });
    }
  }
}

type MakeEffect = Extract<RunEffect, { readonly job: Job }>;
