import { createTypescriptEngine } from "../../src/compute/engine/typescript-engine";
import type { SettingsMemento } from "../../src/panel/memento";
import { PanelModel, type ModelHost } from "../../src/panel/model";
import type { PanelSource, Reading } from "../../src/panel/source";
import type { Result } from "../../src/core/fault";
import type { PanelEvent } from "../../src/protocol/events";
import type { PanelState } from "../../src/protocol/panel-state";
import type { Role } from "../../src/protocol/parameters";
import { Clock } from "./interleavings/clock";
import { InThreadWorker } from "./interleavings/in-thread-worker";

/** What happens only when a test lets it: those who came wait in a row. */
export class Gate {
  private isOpen = true;
  private readonly waiting: (() => void)[] = [];

  pass = (): Promise<void> =>
    this.isOpen
      ? new Promise((resolve) => setImmediate(resolve))
      : new Promise((resolve) => this.waiting.push(resolve));

  shut(): void {
    this.isOpen = false;
  }
  open(): void {
    this.isOpen = true;
    for (const resolve of this.waiting.splice(0)) resolve();
  }
  /** Resolves when somebody waits at it. */
  async someone(): Promise<void> {
    while (!this.waiting.length) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A panel whose source and worker stop where a test says. */
export class SteeredPanel {
  readonly reading = new Gate();
  readonly toWorker = new Gate();
  readonly threads: InThreadWorker[] = [];
  readonly clock = new Clock();
  readonly events: PanelEvent[] = [];
  readonly model: PanelModel;
  private value: Result<Reading>;
  private readonly changed = new Set<() => void>();
  private readonly used = new Set<(roles: readonly Role[]) => void>();
  private readonly stale = new Set<(reason: string) => void>();

  constructor(first: Result<Reading>, kept?: SettingsMemento) {
    this.clock.install();
    this.value = first;
    const source: PanelSource = {
      title: "x",
      memento: { kind: "test" },
      read: async () => {
        const { value } = this;
        await this.reading.pass();
        return value;
      },
      onDidChange: (listener: () => void) => {
        this.changed.add(listener);
        return { dispose: () => this.changed.delete(listener) };
      },
      onDidUse: (listener: (roles: readonly Role[]) => void) => {
        this.used.add(listener);
        return { dispose: () => this.used.delete(listener) };
      },
      onDidBecomeStale: (listener: (reason: string) => void) => {
        this.stale.add(listener);
        return { dispose: () => this.stale.delete(listener) };
      },
      remember: () => {
        const { value } = this;
        return () => {
          const { value: newest } = this;
          this.value = value;
          return value !== newest;
        };
      },
      dispose: () => undefined,
    };
    const host: ModelHost = {
      spawn: () => {
        const toHost = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
        const thread: InThreadWorker = new InThreadWorker(
          (way) => (way === "to the worker" && thread === this.threads[0] ? this.toWorker.pass() : toHost()),
          createTypescriptEngine(),
        );
        this.threads.push(thread);
        return thread;
      },
      memoryLimit: () => 2 ** 32,
      log: () => undefined,
      strings: {},
      emit: (event) => this.events.push(event),
    };
    this.model = new PanelModel(source, host, kept);
  }

  change(value: Result<Reading>): void {
    this.value = value;
    for (const listener of [...this.changed]) listener();
  }
  /** The user gives the source something for these roles: from now on it reads this value. */
  use(value: Result<Reading>, ...roles: readonly Role[]): void {
    this.value = value;
    for (const listener of [...this.used]) listener(roles);
  }
  becomeStale(reason: string): void {
    for (const listener of [...this.stale]) listener(reason);
  }

  dispose(): void {
    this.model.dispose();
    this.clock.uninstall();
  }

  /** The state when nothing is under way. */
  async atRest(): Promise<PanelState> {
    for (let turns = 0; turns < 10_000; turns++) {
      await new Promise((resolve) => setImmediate(resolve));
      this.clock.pass(10);
      const { state } = this.model;
      if (turns > 50 && state.busy === null && state.analysis?.check?.status !== "running") return state;
    }
    return this.model.state;
  }
}
