import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { WorkerThread } from "../../../src/compute/worker/client";
import type { SettingsAction } from "../../../src/compute/settings/reduce-settings";
import { DEFAULT_SETTINGS, type AnalysisSettings } from "../../../src/compute/settings/settings";
import { actionsOf, takeFit } from "../../../src/compute/settings/take-fit";
import { failure, success, type Fault } from "../../../src/core/fault";
import { readTensor } from "../../../src/input/read";
import { exportAnalysis, type ExportHost } from "../../../src/panel/exporting";
import { writeMemento } from "../../../src/panel/memento";
import { PanelModel } from "../../../src/panel/model";
import type { PanelEvent } from "../../../src/protocol/events";
import type { PanelState } from "../../../src/protocol/panel-state";
import type { TensorName } from "../../../src/protocol/picture";
import type { Command } from "./commands";
import { checkClaim } from "./claims";
import { analyse, checkBoxes, checkWords, compareStates } from "./expected";
import { Said } from "./said";
import { LateSource, matrixOf, rowsOf, shapeOf, titleOf, type Value } from "./values";

/** A thread that a test can kill as the system would. */
export interface MortalThread extends WorkerThread {
  readonly isAlive: boolean;
  die(): void;
}

/** What a world is made of: threads in this process or real ones, moved time or real time. */
export interface Surroundings {
  readonly spawn: () => MortalThread;
  readonly later: () => Promise<void>; // when a source answers
  readonly pass: (milliseconds: number) => void;
  /** Lets a promise end, whoever moves the world. */
  readonly finish: <T>(work: Promise<T>) => Promise<T>;
  /** The tensors that are compared with those of the readable engine: with another one only what is not computed. */
  readonly numbers: readonly TensorName[];
}

/** A panel in a world that a test moves, and what must be true of it whatever has happened. */
export class World {
  readonly threads: MortalThread[] = [];
  readonly source: LateSource;
  readonly model: PanelModel;
  private readonly values: Value[] = [];
  private readonly said = new Said();
  private readonly answers: Promise<unknown>[] = [];
  private moment = 0;
  private given: { readonly value: Value; readonly moment: number } | null = null;
  private pinned: { readonly title: string; readonly moment: number } | null = null; // an earlier stop
  private readonly stops = new Set<number>(); // that the page has been told of
  private crashes = 0;
  private cancelledReading = -1; // moment
  private changedAt = 0; // moment of the newest value
  private cancelledCheck = false;
  private isClosed = false;
  private isHidden = false;
  /** What the page was told last; it is told nothing while it is hidden, and asks when it is seen again. */
  private page: PanelState | null = null;
  private broken: unknown; // what was not true of a state that the page got to see
  private waiting: (() => void)[] = [];

  constructor(
    private readonly hasStops: boolean,
    private readonly surroundings: Surroundings,
  ) {
    this.source = new LateSource(this.newValue("good"), surroundings.later);
    this.source.onGiven = (value) => {
      this.given = { value, moment: ++this.moment };
    };
    this.model = new PanelModel(this.source, {
      spawn: () => {
        const thread = surroundings.spawn();
        this.threads.push(thread);
        return thread;
      },
      memoryLimit: () => 2 ** 32,
      log: () => undefined,
      strings: {},
      emit: (event) => {
        const { shape } = this.model;
        if (shape) this.said.know(shape);
        if (!this.isHidden) this.hear(event);
        this.stir();
      },
    });
    this.watch(this.model.reload());
  }

  perform(command: Command): void {
    const { model } = this;
    this.moment++;
    switch (command.do) {
      case "edit":
        this.changedAt = this.moment;
        this.source.change(this.newValue(command.kind));
        return;
      case "use": {
        const { role } = command;
        this.changedAt = this.moment;
        this.say({ do: "useFromSource", roles: [role] }, () => {
          this.source.giveRole(this.newValue("good"), role);
          return Promise.resolve();
        });
        return;
      }
      case "reload":
        this.changedAt = this.moment;
        this.watch(model.reload());
        return;
      case "type": {
        const { name, text } = command;
        this.say({ do: "type", name, text }, () => model.setParameter(name, text));
        return;
      }
      case "pick":
        this.pick(command);
        return;
      case "probe":
        this.say({ do: "useProbe" }, () => model.useSeparatingProbe());
        return;
      case "clearCandidate":
        this.say({ do: "clearCandidate" }, () => model.clearCandidate());
        return;
      case "precision": {
        const { precision } = command;
        this.say({ do: "setPrecision", precision }, () => model.setPrecision(precision));
        return;
      }
      case "showStop":
        this.showStop(command.back);
        return;
      case "export":
        this.export();
        return;
      case "ask":
        this.ask();
        return;
      case "cancelReading":
        this.cancelledReading = this.moment;
        model.cancelReading();
        return;
      case "cancelCheck":
        this.cancelledCheck = true;
        this.watch(model.cancelCheck());
        return;
      case "restartCheck":
      case "checkAll":
        this.watch(model[command.do]());
        return;
      case "stale":
        for (const listener of [...this.source.stale]) listener("The program runs on.");
        return;
      case "crash": {
        const alive = this.threads.filter((thread) => thread.isAlive);
        if (alive.length) this.crashes++;
        alive.at(-1)?.die();
        return;
      }
      case "takeFit":
        this.takeFit(command.fit);
        return;
      case "hide":
        this.hide(!this.isHidden);
        return;
      case "wait":
        this.surroundings.pass(command.milliseconds);
    }
  }

  /** Something has happened of which those may want to hear who wait. */
  stir(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  /** Resolves when something has happened. */
  stirred(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** A page that is hidden hears nothing. When it is seen again it asks for everything. */
  hide(isHidden: boolean): void {
    if (isHidden === this.isHidden) return;
    this.isHidden = isHidden;
    if (!isHidden && this.source.hasMissed) this.changedAt = this.moment;
    if (!this.isClosed) this.source.setVisible(!isHidden);
    if (!isHidden && !this.isClosed) this.hear({ event: "state", state: this.model.state });
  }

  /** Whether everything has come to its end. */
  get isAtRest(): boolean {
    const { busy, analysis } = this.model.state;
    return busy === null && analysis?.check?.status !== "running";
  }

  get unanswered(): number {
    return this.open;
  }
  private open = 0;

  close(): void {
    this.isClosed = true;
    this.model.dispose();
  }

  /** What must be true when nothing is under way any more. */
  async checkAtRest(): Promise<void> {
    this.checkHeard();
    assert.equal(this.open, 0, "a request was not answered");
    await Promise.all(this.answers);
    if (this.isClosed) return;
    const { state } = this.model;
    const wanted = this.said.settings;
    assert.deepEqual(
      state.memento,
      writeMemento(this.source.memento, wanted, {}),
      "the settings are not the last ones",
    );
    assert.deepEqual([state.busy, state.progress], [null, undefined]);
    if (!this.cancelledCheck) assert.notEqual(state.analysis?.check?.status, "cancelled");
    this.checkPage(state);
    this.checkNewest(state, wanted);
    checkWords(state);
    await this.checkAsked(state);
  }

  /** After it was closed: nothing is left. */
  checkLeft(pendingTimers: number): void {
    this.checkHeard();
    assert.ok(this.isClosed);
    assert.equal(this.source.isDisposed, true);
    assert.deepEqual(
      [this.source.changed.size, this.source.used.size, this.source.stale.size],
      [0, 0, 0],
      "listeners are left",
    );
    assert.deepEqual(this.threads.filter((thread) => thread.isAlive).length, 0, "workers are left");
    assert.equal(pendingTimers, 0, "timers are left");
    assert.equal(this.open, 0, "a request was not answered after the panel was closed");
  }

  /** That every state that the page got to see was a true one. */
  private checkHeard(): void {
    if (this.broken !== undefined) throw this.broken as Error;
  }

  /** The page was told the last of everything, or has asked for it. */
  private checkPage(state: PanelState): void {
    const told = ({ analysis, provenance, fault, stale, busy, historyShown, memento, said }: PanelState): unknown => [
      [analysis?.generation, analysis?.check?.status, analysis?.notes, provenance],
      [fault, stale, busy, historyShown, memento, said],
    ];
    if (this.page) assert.deepEqual(told(this.page), told(state), "the page was not told");
  }

  private checkNewest(state: PanelState, wanted: AnalysisSettings): void {
    const { given } = this;
    const isCancelled = state.fault?.code === "cancelled";
    if (isCancelled) assert.ok(this.cancelledReading >= this.changedAt || this.crashes > 0, "nobody has cancelled");
    if (state.fault?.code === "worker-died") assert.ok(this.crashes > 1, "no worker has died");
    if (isCancelled || state.fault?.code === "worker-died" || !given) return;
    assert.equal(titleOf(given.value), titleOf(this.source.value), "the newest value was not read");
    // An earlier stop that was asked for since is shown under the same settings, which may suit it alone.
    const pinned = this.pinned && this.pinned.moment > given.moment ? this.pinned.title : null;
    const shown = pinned === null ? given.value : this.valueOf(pinned);
    const expected = analyse(shown, wanted);
    if (!expected.ok) {
      assert.ok(state.fault ?? state.stale, `${shown.kind} is shown as good`);
      assert.ok(!state.analysis || state.stale !== null, "a picture of an earlier input stands as current");
      return;
    }
    assert.equal(state.provenance?.title, titleOf(shown), "another input is shown");
    if (!pinned) compareStates(state, expected.value, this.surroundings.numbers);
  }

  /** What the worker says belongs to what is shown. */
  private async checkAsked(state: PanelState): Promise<void> {
    const { analysis, provenance } = state;
    if (!analysis || !provenance) return;
    const value = this.valueOf(provenance.title);
    const query = { tensor: "x" as const, plane: { kind: "matrix" as const } };
    const matrix = matrixOf(value, analysis.axis);
    const [row1, column1] = [matrix.length, matrix[0]?.length ?? 0];
    const asked = this.model.query("values", analysis.generation, { ...query, row0: 0, row1, column0: 0, column1 });
    const got = await this.surroundings.finish(asked);
    if (!got.ok) {
      assert.equal(got.fault.code, "lost");
      assert.ok(this.crashes > 0 && state.stale !== null, "a picture that cannot be asked does not say so");
      return;
    }
    if (analysis.parameters.gamma.from === "given") return; // a probe may have an x of its own
    assert.deepEqual([...got.value.values], matrix.flat(), "the worker holds other numbers");
  }

  private hear(event: PanelEvent): void {
    try {
      this.checkEvent(event);
    } catch (error) {
      this.broken ??= error;
    }
    if (event.event === "state") this.page = event.state;
    const analysis = this.page?.analysis;
    if (this.page && analysis && event.event === "progress" && event.generation === analysis.generation)
      this.page = { ...this.page, analysis: { ...analysis, check: event.check } };
  }

  /** True of every state that a page gets to see. */
  private checkEvent(event: PanelEvent): void {
    assert.ok(!this.isClosed, "something was sent after the panel was closed");
    if (event.event === "progress") checkClaim(event.check);
    if (event.event !== "state") return;
    if (event.state.analysis?.check) checkClaim(event.state.analysis.check);
    assert.notEqual(event.state.fault?.code, "internal", event.state.fault?.text);
    const { analysis, provenance, historyShown, history } = event.state;
    checkBoxes(event.state);
    assert.equal(analysis === null, provenance === null);
    if (!analysis || !provenance) return;
    const value = this.valueOf(provenance.title);
    assert.deepEqual([analysis.shape, provenance.shape], [shapeOf(value), shapeOf(value)], "title and shape differ");
    const isProbe = event.state.isProbed ?? false;
    const largest = Math.max(...rowsOf(value).flat());
    if (!isProbe) assert.equal(analysis.summaries.x?.max, largest, "title and numbers differ");
    if (historyShown !== null) {
      assert.equal(historyShown, value.stop, "another stop is named");
      assert.ok(history.some(({ stop }) => stop === historyShown));
    }
    const stops = history.map(({ stop }) => stop);
    if (this.crashes === 0)
      for (const stop of this.stops) assert.ok(stops.includes(stop), `stop ${stop} is kept no longer`);
    for (const stop of stops) this.stops.add(stop);
    const matrix = matrixOf(value, analysis.axis);
    if (event.tiles?.x)
      assert.deepEqual([event.tiles.x.rows, event.tiles.x.columns], [matrix.length, matrix[0]?.length]);
  }

  private pick({ role, rows, columns, asText }: Extract<Command, { do: "pick" }>): void {
    const shape = ["gamma", "candidate.dgamma", "candidate.dbeta"].includes(role) ? [columns] : [rows, columns];
    // A dbeta of as many as there are rows is right for a dout of 1: a fit that can be taken over.
    const number = (i: number): number => (role === "candidate.dbeta" ? rows : 1 + i / 4);
    const values = Float64Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => number(i));
    const row = (i: number): number[] => [...values.subarray(i * columns, (i + 1) * columns)];
    const content = JSON.stringify(shape.length === 1 ? [...values] : Array.from({ length: rows }, (_, i) => row(i)));
    const value = asText
      ? { kind: "text" as const, content, name: "picked.json" }
      : { shape, values, dtype: "float64" as const };
    const title = `picked ${rows} x ${columns}`;
    const decide = this.said.addUnjudged({ do: "pick", role, title, value }, this.model.layoutSaid);
    this.watch(
      this.model.use(role, { title, value }).then((result) => {
        decide(result.ok ? null : result.fault);
      }),
    );
  }

  private say(action: SettingsAction, act: () => Promise<unknown>): void {
    if (!this.isClosed) this.said.add(action, this.model.layoutSaid);
    this.watch(act());
  }

  /** A fit is taken over as a whole or not at all. */
  private takeFit(index: number): void {
    const { model } = this;
    const { analysis } = model.state;
    const fit = analysis?.comparison?.fits[index];
    const before = model.layoutSaid;
    const fits = fit && before ? takeFit(DEFAULT_SETTINGS, fit, before) : null;
    const asked = model.takeFit(index, model.currentGeneration);
    if (fit && fits?.ok && !this.isClosed)
      for (const [i, action] of actionsOf(fit).entries()) this.said.add(action, i === 0 ? before : model.layoutSaid);
    this.watch(
      asked.then((taken) => {
        if (taken.ok) assert.ok(fits?.ok, "a fit that cannot be taken over was");
        else this.checkRefusal(taken.fault, fits?.ok ? [] : [analysis ? (fit ? "fit" : "no-fit") : "superseded"]);
      }),
    );
  }

  private showStop(back: number): void {
    const { history } = this.model.state;
    const stop = back === 0 ? null : (history.at(-1 - back)?.stop ?? null);
    const asked = this.moment;
    const wanted = stop ?? history.at(-1)?.stop;
    this.watch(
      this.model.showStop(stop).then((shown) => {
        const value = this.values.find((candidate) => candidate.stop === wanted);
        if (shown.ok && value) this.pinned = { title: titleOf(value), moment: asked };
      }),
    );
  }

  private ask(): void {
    const asked = this.model.query("cell", this.model.currentGeneration, { row: 1, column: 1 });
    this.watch(
      asked.then((reply) => {
        if (!reply.ok) this.checkRefusal(reply.fault, ["superseded"]);
      }),
    );
  }

  /** An export ends with a file, or with a sentence that the page does not keep to itself. */
  private export(): void {
    let saved: Uint8Array | undefined;
    const host: ExportHost = {
      saveFile: (name, bytes) => {
        saved = bytes;
        return Promise.resolve(success(name));
      },
      reportOf: () => Promise.resolve(failure("no-report", "No report was asked for.")),
    };
    const isEmpty = this.model.state.analysis === null;
    const asked = exportAnalysis(this.model, host, { format: "npy", tensor: "x", name: "x.npy" });
    this.watch(
      asked.then((reply) => {
        if (!reply.ok) this.checkRefusal(reply.fault, isEmpty ? ["nothing-to-export"] : ["export-superseded"]);
        else if (!this.said.includes("useProbe")) this.checkSaved(saved);
      }),
    );
  }

  private checkSaved(bytes: Uint8Array | undefined): void {
    assert.ok(bytes, "nothing was saved");
    const x = readTensor(bytes, { name: "x.npy" });
    assert.ok(x.ok);
    const numbers = [...x.value.values];
    assert.ok(
      this.values.some((value) => isDeepStrictEqual(rowsOf(value).flat(), numbers)),
      `nobody has had ${numbers.join(", ")}`,
    );
  }

  /** Why a question may get no answer. */
  private checkRefusal({ code, text }: Fault, usual: readonly string[]): void {
    const reasons = [
      ...usual,
      ...(this.isClosed ? ["closed"] : []),
      ...(this.crashes > 0 ? ["worker-died", "lost"] : []),
    ];
    assert.ok(reasons.includes(code), `refused for no reason: ${text}`);
  }

  private watch(work: Promise<unknown>): void {
    this.open++;
    this.answers.push(
      work.finally(() => {
        this.open--;
        this.stir();
      }),
    );
  }

  private newValue(kind: Value["kind"]): Value {
    const id = this.values.length + 1;
    const value = { id, kind, stop: this.hasStops ? id : null };
    this.values.push(value);
    return value;
  }

  private valueOf(title: string): Value {
    const value = this.values.find((candidate) => titleOf(candidate) === title);
    assert.ok(value, `nothing is called ${title}`);
    return value;
  }
}
