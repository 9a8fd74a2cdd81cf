import type { Fault, Result } from "../core/fault";
import { success } from "../core/fault";
import { cellOf, indexOf, toLayout } from "../core/layout";
import { ComputeClient, type SpawnWorker } from "../compute/worker/client";
import { checkCandidate } from "../compute/worker/settings";
import {
  DEFAULT_SETTINGS,
  type AnalysisSettings,
  type CandidateOverride,
  type ParameterOverride,
  type WorkerEvent,
} from "../compute/worker/messages";
import type {
  AnalysisRequests,
  AnalysisState,
  CellQuery,
  HistoryEntry,
  PanelEvent,
  PanelState,
  ParameterName,
  Provenance,
  Role,
  WholeTiles,
} from "../protocol";
import {
  lostNotes,
  readMemento,
  settingsOf,
  writeMemento,
  type PickedName,
  type PickedTitles,
  type SettingsMemento,
} from "./memento";
import type { PanelSource, Picked, Reading } from "./source";

/** A load that has run this long when a newer one comes is ended with its worker; a shorter one is let finish. */
const PATIENCE_MILLISECONDS = 250;
const LAST_GOOD = "The newest input could not be used; this is the last good picture.";
/** What takes less than this is not announced as under way: the page would draw itself for nothing. */
const BUSY_MILLISECONDS = 100;

export interface ModelHost {
  readonly spawn: SpawnWorker;
  readonly memoryLimit: () => number; // bytes
  readonly log: (text: string) => void;
  /** An event for the page; dropped when the page is not there, which asks for the whole state when it is. */
  readonly emit: (event: PanelEvent) => void;
  readonly strings: Readonly<Record<string, string>>;
}

/**
 * What one panel shows: a source, the settings laid over it, and the last good analysis. The worker holds the numbers;
 * this holds what is needed to make them again. The newest run wins.
 */
export class PanelModel {
  private readonly client: ComputeClient;
  private provenance: Provenance | null = null;
  private analysis: AnalysisState | null = null;
  private stale: string | null = null; // as the source says
  private fault: Fault | null = null;
  private busy: string | null = null;
  private progress: number | undefined;
  private history: readonly HistoryEntry[] = [];
  private historyShown: number | null = null;
  private generation = 0;
  private settings: AnalysisSettings;
  private lost: PickedTitles; // picked before the window was loaded again
  private reading: AbortController | undefined;
  private loadStarted = 0; // time, 0 when no load is under way
  private workerLoaded = false; // the worker holds the newest x
  private crashes = 0;
  private disposed = false;
  private announced = false;
  private busyTimer: ReturnType<typeof setTimeout> | undefined;
  private tiles: WholeTiles | undefined; // of the state that is announced next

  constructor(
    readonly source: PanelSource,
    private readonly host: ModelHost,
    kept: SettingsMemento = readMemento(undefined).settings,
  ) {
    this.settings = settingsOf(kept);
    this.lost = kept.picked;
    this.client = new ComputeClient(
      host.spawn,
      (event) => {
        this.onWorkerEvent(event);
      },
      (reason) => {
        this.onCrash(reason);
      },
    );
    source.onDidChange(() => void this.reload());
    source.onDidBecomeStale((reason) => {
      this.markStale(reason);
    });
    source.onDidMoveCursor?.((index) => {
      if (!this.analysis || this.state.stale) return;
      const layout = toLayout(this.analysis.shape);
      if (layout.ok && index.length === this.analysis.shape.length) {
        this.host.emit({ event: "cursor", ...cellOf(layout.value, index) });
      }
    });
  }

  get state(): PanelState {
    const { provenance, analysis, fault, busy, progress, history, historyShown } = this;
    return {
      provenance,
      analysis: analysis && { ...analysis, notes: [...analysis.notes, ...lostNotes(this.lost)] },
      stale: fault && analysis ? LAST_GOOD : this.stale,
      fault,
      busy,
      ...(progress !== undefined && { progress }),
      history,
      historyShown,
      strings: this.host.strings,
      memento: writeMemento(this.source.memento, this.settings, this.lost),
    };
  }

  get shape(): readonly number[] | undefined {
    return this.analysis?.shape;
  }

  /** Reads the source again and analyses it. */
  async reload(settings = this.settings): Promise<void> {
    this.reading?.abort();
    const reading = new AbortController();
    this.reading = reading;
    this.setBusy(`Reading ${this.source.title} ...`);
    let read: Result<Reading>;
    try {
      read = await this.source.read(reading.signal, (text, part) => {
        if (!reading.signal.aborted) this.setBusy(text, part);
      });
    } catch (error) {
      read = {
        ok: false,
        fault: { code: "read-failed", text: `${this.source.title} could not be read: ${message(error)}` },
      };
    }
    if (reading.signal.aborted || this.disposed) return;
    if (!read.ok) {
      this.fail(read.fault);
      return;
    }
    const { value } = read;
    this.historyShown = null;
    const shape = value.provenance.shape.length ? ` ${value.provenance.shape.join(" x ")}` : "";
    this.setBusy(`Computing the gradients of ${value.provenance.title}${shape} ...`);
    const generation = await this.supersede();
    if (reading.signal.aborted || this.disposed) return;
    this.loadStarted = Date.now();
    const { source, transfer, stop } = value;
    const ask = {
      generation,
      source,
      settings,
      memoryLimit: this.host.memoryLimit(),
      ...(stop && { stop }),
    };
    const reply = await this.client.request("load", generation, ask, transfer);
    if (generation !== this.generation) return;
    this.workerLoaded = reply.ok;
    if (!reply.ok && !this.analysis && wasSet(settings)) {
      // Settings of before a reload of the window, which may be what is at fault: there must be a picture to mend them at.
      await this.reload(DEFAULT_SETTINGS);
      if (this.workerLoaded) await this.configure(this.settings);
      return;
    }
    if (reply.ok) {
      const { shape: given, dtype } = reply.value;
      this.provenance = { ...value.provenance, shape: given, dtype: value.provenance.dtype || dtype };
    }
    // At once: the check of a small tensor is done before the next answer, and its state must not be overwritten.
    this.accept(reply);
    if (!reply.ok || !stop) return;
    const history = await this.client.request("history", generation, null);
    if (!history.ok || generation !== this.generation) return;
    this.history = history.value;
    this.announce();
  }

  /** Ends the reading under way; what was shown stays. */
  cancelReading(): void {
    if (this.progress === undefined) return;
    this.reading?.abort();
    this.fail({ code: "cancelled", text: `Reading ${this.source.title} was cancelled. Refresh to read it.` });
  }

  async setParameter(name: ParameterName | "seed", text: string): Promise<void> {
    const parameters: Partial<Record<ParameterName | "seed", ParameterOverride>> = { ...this.settings.parameters };
    delete parameters[name];
    // dout is either drawn from a seed or given: the newest word counts.
    if (name === "seed") delete parameters.dout;
    if (name === "dout") delete parameters.seed;
    if (text.trim() !== "") parameters[name] = { from: "typed", text };
    this.forget(name === "seed" ? "dout" : name);
    await this.configure({ ...this.settings, parameters });
  }

  /** Uses something the user picked in a role. A thing that does not fit changes nothing; its fault is returned. */
  async use(role: Role, picked: Picked): Promise<Result<null>> {
    const { value, title } = picked;
    if (role.startsWith("candidate")) {
      const key = role === "candidate" ? "dx" : (role.slice("candidate.".length) as "dx" | "dgamma" | "dbeta");
      const previous: Partial<CandidateOverride> = this.settings.candidate ?? {};
      const candidate: CandidateOverride = { ...previous, title, [key]: value };
      const fits = checkCandidate({ title, [key]: value }, this.analysis?.shape ?? []);
      if (!fits.ok) return fits;
      this.forget("candidate");
      await this.configure({ ...this.settings, candidate });
      return success(null);
    }
    const name = role as ParameterName;
    const parameters = { ...this.settings.parameters, [name]: { from: "picked" as const, title, value } };
    if (name === "dout") delete (parameters as Partial<Record<string, unknown>>).seed;
    await this.configure({ ...this.settings, parameters });
    const fault = this.analysis?.parameters[name].fault;
    if (!fault) {
      this.forget(name);
      return success(null);
    }
    await this.setParameter(name, "");
    return { ok: false, fault };
  }

  async clearCandidate(): Promise<void> {
    this.source.clearCandidate?.();
    this.forget("candidate");
    await this.configure({ ...this.settings, candidate: null });
  }

  async useSeparatingProbe(): Promise<void> {
    const { gamma, beta, dout, eps, seed, ...kept } = this.settings.parameters;
    void [gamma, beta, dout, eps, seed];
    this.forget("gamma", "beta", "dout", "eps", "candidate");
    await this.configure({
      ...this.settings,
      parameters: kept,
      candidate: null,
      probeSeed: (this.settings.probeSeed ?? 0) + 1,
    });
  }

  async setPrecision(precision: "standard" | "exact"): Promise<void> {
    await this.configure({ ...this.settings, precision });
  }

  async cancelCheck(): Promise<void> {
    await this.client.request("cancelCheck", this.generation, null);
  }

  async restartCheck(): Promise<void> {
    await this.client.request("restartCheck", this.generation, null);
  }

  async showStop(stop: number | null): Promise<void> {
    const newest = this.history.at(-1)?.stop;
    const wanted = stop ?? newest;
    if (wanted === undefined) return;
    const generation = await this.supersede();
    this.setBusy(`Reading stop ${wanted} again ...`);
    const reply = await this.client.request("showStop", generation, {
      generation,
      stop: wanted,
      settings: this.settings,
    });
    if (generation !== this.generation) return;
    if (reply.ok) this.historyShown = wanted === newest ? null : wanted;
    this.accept(reply, this.stale);
  }

  /** Passes a question about the analysis on to the worker. */
  query<K extends keyof AnalysisRequests>(
    name: K,
    generation: number,
    ask: AnalysisRequests[K]["ask"],
  ): Promise<Result<AnalysisRequests[K]["reply"]>> {
    return this.client.request(name, generation, ask);
  }

  /** Index in x's own shape of a cell of the matrix plane. */
  indexOf(cell: CellQuery): readonly number[] | undefined {
    const layout = this.analysis && toLayout(this.analysis.shape);
    return layout?.ok ? indexOf(layout.value, cell.row, cell.column) : undefined;
  }

  get currentGeneration(): number {
    return this.generation;
  }

  markStale(reason: string): void {
    if (!this.analysis) return;
    this.stale = reason;
    this.announce();
  }

  setBusy(text: string | null, progress?: number): void {
    this.busy = text;
    this.progress = progress;
    if (text === null) this.announce();
    else
      this.busyTimer ??= setTimeout(() => {
        this.announce();
      }, BUSY_MILLISECONDS);
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.busyTimer);
    this.reading?.abort();
    this.client.dispose();
    this.source.dispose();
  }

  /** Something else stands now where these had been picked. */
  private forget(...names: readonly PickedName[]): void {
    this.lost = Object.fromEntries(Object.entries(this.lost).filter(([name]) => !names.includes(name as PickedName)));
  }

  private async configure(settings: AnalysisSettings): Promise<void> {
    this.settings = settings;
    if (!this.workerLoaded) {
      await this.reload();
      return;
    }
    const generation = ++this.generation;
    const reply = await this.client.request("configure", generation, { generation, settings });
    if (generation !== this.generation) return;
    this.accept(reply, this.stale);
  }

  /** A new generation; ends a load that has been running for long. */
  private async supersede(): Promise<number> {
    const generation = ++this.generation;
    if (this.loadStarted) {
      const patience = PATIENCE_MILLISECONDS - (Date.now() - this.loadStarted);
      if (patience > 0) await new Promise((resolve) => setTimeout(resolve, patience));
      if (this.loadStarted && generation === this.generation) {
        this.host.log("A newer input has come: the analysis under way is ended.");
        this.client.interrupt();
        this.loadStarted = 0;
        this.workerLoaded = false;
      }
    }
    return generation;
  }

  private accept(reply: Result<AnalysisState>, stale: string | null = null): void {
    this.loadStarted = 0;
    if (!reply.ok) {
      if (reply.fault.code === "superseded" || reply.fault.code === "closed") return;
      this.fail(reply.fault);
      return;
    }
    this.crashes = 0;
    this.analysis = reply.value;
    this.fault = null;
    this.stale = stale;
    this.setBusy(null);
  }

  private fail(fault: Fault): void {
    this.fault = fault;
    this.host.log(`${fault.code}: ${fault.text}`);
    this.setBusy(null);
  }

  private onWorkerEvent(event: WorkerEvent): void {
    switch (event.event) {
      case "started":
        this.host.log(`Compute worker started: ${event.engine}. ${event.log}`);
        return;
      case "log":
        this.host.log(event.text);
        return;
      case "part":
        return; // between workers
      case "tiles":
        if (event.generation === this.generation) this.tiles = event.tiles;
        return;
      case "progress":
        if (event.generation !== this.analysis?.generation) return;
        this.analysis = { ...this.analysis, check: event.check };
        this.host.emit(event);
        return;
      case "state":
        // Of the picture that is shown, which stays when a newer input could not be used.
        if (event.generation !== this.analysis?.generation) return;
        this.analysis = event.state;
        this.announce();
    }
  }

  private onCrash(reason: string): void {
    this.workerLoaded = false;
    this.loadStarted = 0;
    this.host.log(`The compute worker stopped: ${reason}`);
    if (this.disposed) return;
    this.crashes++;
    if (this.crashes > 1) {
      this.fail({
        code: "worker-died",
        text: `The analysis stopped twice (${reason}). Change the input or refresh to try again.`,
      });
      return;
    }
    this.markStale("The analysis stopped unexpectedly and is being made again.");
    void this.reload();
  }

  /** Sends the whole state, once for all changes of this turn. */
  private announce(): void {
    if (this.announced || this.disposed) return;
    this.announced = true;
    queueMicrotask(() => {
      this.announced = false;
      if (this.disposed) return;
      clearTimeout(this.busyTimer);
      this.busyTimer = undefined;
      const { state, tiles } = this;
      const isOfState = tiles !== undefined && state.analysis?.generation === this.generation;
      if (isOfState) this.tiles = undefined;
      this.host.emit({ event: "state", state, ...(isOfState && { tiles }) });
    });
  }
}

function wasSet({ parameters, probeSeed }: AnalysisSettings): boolean {
  return probeSeed !== null || Object.keys(parameters).length > 0;
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
