import { failure, success, type Result } from "../core/fault";
import { cellOf, indexOf, type Layout } from "../core/layout";
import { CLOSED, SUPERSEDED, type SpawnWorker } from "../compute/worker/client";
import type { AnalysisSettings, ReadX, WorkerEvent } from "../compute/worker/messages";
import { layoutUnder } from "../compute/settings/fit";
import { SettingsLog } from "../compute/settings/log";
import { actionsOf, takeFit } from "../compute/settings/take-fit";
import type { AnalysisRequests } from "../protocol/analysis-requests";
import type { AnalysisState } from "../protocol/analysis-state";
import type { PanelEvent } from "../protocol/events";
import type { PanelState } from "../protocol/panel-state";
import type { Role, TypedName } from "../protocol/parameters";
import type { WholeTiles } from "../protocol/picture";
import type { CellQuery } from "../protocol/queries";
import { Announcer } from "./announcer";
import { inSight } from "./in-sight";
import { judgeEarly } from "./judging";
import { lostNotes, readMemento, settingsOf, writeMemento, type SettingsMemento } from "./memento";
import { layoutOf, planeLayout } from "./plane-layout";
import { isAtRest, startRun, type RunEvent, type RunState } from "./run-state";
import { behind, busyOf, LOST, seen } from "./run-view";
import { saidBoxes, withSaid } from "./said-boxes";
import { Runner } from "./runner";
import type { PanelSource, Picked } from "./source";
import { SteeredWords } from "./steered-words";

export interface ModelHost {
  readonly spawn: SpawnWorker;
  readonly memoryLimit: () => number; // bytes
  readonly usualTolerance?: () => string; // of all panels; empty: by rounding
  readonly log: (text: string) => void;
  /** An event for the page; dropped when the page is not there, which asks for the whole state when it is. */
  readonly emit: (event: PanelEvent) => void;
  readonly strings: Readonly<Record<string, string>>;
}

/**
 * What one panel shows: a source, the settings laid over it, and the last good analysis. The worker holds the numbers,
 * src/panel/run.ts says what follows from what. Every action resolves when what it asked for is shown, has
 * failed, or has given way to something newer.
 */
export class PanelModel {
  private readonly runner: Runner;
  private readonly said: SettingsLog;
  private readonly announcer: Announcer;
  private readonly subscriptions: { dispose(): unknown }[];
  private readonly words: SteeredWords;
  private refused: ReadX | null = null; // of the newest x that was read and could not be used
  private isKnown = false; // what x is
  private tour: number | null = null; // a step that the page has not taken yet
  private tiles: { readonly generation: number; readonly tiles: WholeTiles } | undefined; // for the next announcement

  constructor(
    readonly source: PanelSource,
    private readonly host: ModelHost,
    kept: SettingsMemento = readMemento(undefined).settings,
  ) {
    this.said = new SettingsLog(settingsOf(kept), kept.picked);
    this.runner = new Runner(startRun(source.title, this.said.settings), {
      ...host,
      source,
      onChange: (before, after, event) => {
        this.know(after);
        this.announceChange(before, after, event);
      },
      onWorkerEvent: (worker, event) => {
        this.onWorkerEvent(worker, event);
      },
    });
    this.words = new SteeredWords(
      this.said,
      this.runner,
      source,
      () => this.layoutSaid,
      () => this.readWith(this.said.settings),
    );
    this.announcer = new Announcer(() => {
      this.emitState();
    });
    this.subscriptions = [
      source.onDidChange(() => {
        this.words.sourceChanged();
        void this.reload();
      }),
      ...(source.onDidUse ? [source.onDidUse((roles) => void this.reload(roles))] : []),
      source.onDidBecomeStale((reason) => {
        this.runner.happened({ on: "stale", reason });
      }),
      ...(source.onDidMoveCursor
        ? [
            source.onDidMoveCursor((index) => {
              this.moveCursor(index);
            }),
          ]
        : []),
    ];
  }

  private get run(): RunState {
    return this.runner.state;
  }

  get state(): PanelState {
    const view = seen(this.run);
    const { settings, lost, misfits } = this.said;
    const { analysis } = view;
    const notes = [...(analysis?.notes ?? []), ...lostNotes(lost), ...Object.values(misfits)];
    const boxes = view.fault ? inSight(saidBoxes(settings)) : {};
    return {
      ...view,
      analysis: analysis && { ...analysis, notes, parameters: withSaid(analysis.parameters, boxes) },
      ...(!analysis && Object.keys(boxes).length > 0 && { said: boxes }),
      ...(this.tour !== null && { tour: this.tour }),
      strings: this.host.strings,
      ...(settings.probeSeed !== null && { isProbed: true }),
      ...(this.words.undo && { undo: this.words.undo }),
      memento: writeMemento(this.source.memento, settings, lost),
    };
  }

  /** Whether the gradients that are compared are the source's own: nobody has given others, or put them away. */
  get isCandidateOfSource(): boolean {
    const { candidate, putAway, probeSeed } = this.said.settings;
    return candidate === null && putAway !== true && probeSeed === null;
  }

  get shape(): readonly number[] | undefined {
    return this.layout?.shape;
  }

  /** The x that is shown, or the newest that was read. */
  private get x(): (ReadX & Partial<Pick<AnalysisState, "sourceLayer">>) | null {
    return this.run.shown?.analysis ?? this.refused;
  }

  /** Rows and columns of the matrix that is shown, or would be. */
  private get layout(): Layout | null {
    return this.x && planeLayout(this.x);
  }

  /** Layout of the x that is shown, as its source has it: its picture may be of another layer, which was said and is no more. */
  private get sourceLayout(): Layout | null {
    const { x } = this;
    return x && layoutOf({ ...x, ...x.sourceLayer });
  }

  /** Layout of the x that is shown, or that could not be used, under the layer that was said last: what is said now is judged by it. */
  get layoutSaid(): Layout | null {
    return layoutUnder(this.said.settings, this.sourceLayout);
  }

  /** Of the picture that is shown: what is asked about it is asked with this. */
  get currentGeneration(): number {
    return this.run.shown?.generation ?? 0;
  }

  /** Reads the source again and analyses it. What it has been given for these roles takes the place of what was said. */
  async reload(given: readonly Role[] = []): Promise<void> {
    if (given.length) this.words.takeFromSource(given);
    await this.readWith(given.length ? this.said.settings : undefined);
  }

  /** Settings that belong to what is read now are not tried on the numbers before. */
  private async readWith(settings: AnalysisSettings | undefined): Promise<void> {
    const { title } = this.source;
    this.runner.happened({ on: "reload", title, ...(settings && { settings }) });
    const mine = this.run.reading;
    await this.runner.until(({ reading, readingNow, next, job, rival }) => {
      const isReading = readingNow !== null && reading === mine;
      const isLoading = [job, rival].some((load) => load?.what === "load" && load.reading === mine);
      return !isReading && !isLoading && next?.reading !== mine;
    });
  }

  /** Ends the reading under way; what was shown stays. */
  cancelReading(): void {
    this.runner.happened({ on: "cancelReading" });
  }

  /** Sets a parameter from its box; what is wrong with the text is said there. */
  async setParameter(name: TypedName, text: string): Promise<void> {
    await this.words.say({ do: "type", name, text });
  }

  /** Says of gamma and beta that the layer has none, or takes back what was said of them here: one step. */
  async setAffine(affine: boolean): Promise<void> {
    const isLessOne = this.run.shown?.analysis.parameters.gammaOffset.text === "1";
    const [gamma, beta] = affine ? ["", ""] : [isLessOne ? "0" : "1", "0"];
    await this.words.say({ do: "type", name: "gamma", text: gamma }, { do: "type", name: "beta", text: beta });
  }

  /** Uses something the user picked in a role. A thing that does not fit changes nothing; its fault is returned. */
  use(role: Role, { title, value }: Picked): Promise<Result<null>> {
    return this.words.say({ do: "pick", role, title, value });
  }

  /** Takes over a fit of the comparison that is shown: all that it says at once, or nothing where settings said since forbid it. */
  async takeFit(index: number, generation: number): Promise<Result<null>> {
    const { shown, isClosed } = this.run;
    if (isClosed) return { ok: false, fault: CLOSED };
    if (shown?.generation !== generation) return { ok: false, fault: SUPERSEDED };
    const fit = shown.analysis.comparison?.fits[index];
    const layout = this.layoutSaid;
    if (!fit || !layout) return failure("no-fit", `There is no fit ${index} to be taken over.`);
    const fits = takeFit(this.said.settings, fit, layout);
    if (!fits.ok) return fits;
    return this.words.say(...actionsOf(fit));
  }

  async clearCandidate(): Promise<void> {
    await this.words.say({ do: "clearCandidate" });
  }

  /** Another probe than the one in force takes its place: the way back is to what was said before both. */
  async useSeparatingProbe(): Promise<void> {
    await this.words.say({ do: "useProbe" });
  }

  /** What the user had said before the probe is in force again. */
  endProbe(): Promise<void> {
    return this.words.endProbe();
  }

  /** Brings back what the last thing the user did has replaced. */
  undo(): Promise<void> {
    return this.words.takeBack();
  }

  async setPrecision(precision: AnalysisSettings["precision"]): Promise<void> {
    await this.words.say({ do: "setPrecision", precision });
  }

  cancelCheck(): Promise<void> {
    return this.steerCheck("cancelCheck");
  }

  restartCheck(): Promise<void> {
    return this.steerCheck("restartCheck");
  }

  checkAll(): Promise<void> {
    return this.steerCheck("checkAll");
  }

  /** Shows an earlier stop of the program, or the newest one again. */
  async showStop(stop: number | null): Promise<Result<null>> {
    const wanted = stop ?? this.run.history.at(-1)?.stop;
    if (this.run.isClosed) return { ok: false, fault: CLOSED };
    if (wanted === undefined) return success(null); // there is none but what is shown
    const { generation } = this.run;
    this.runner.happened({ on: "showStop", stop: wanted });
    await this.runner.until(
      ({ nextStop, job }) => nextStop !== wanted && !(job?.what === "showStop" && job.stop === wanted),
    );
    const { shown, stopFault, isClosed } = this.run;
    if (isClosed) return { ok: false, fault: CLOSED };
    // It may stand there from before, and have given way to something newer all the same.
    if (shown?.stop === wanted && shown.generation > generation) return success(null);
    return { ok: false, fault: stopFault ?? SUPERSEDED }; // a fault may be of another stop, asked for since
  }

  /** Passes a question about the analysis that is shown on to the worker. */
  async query<K extends keyof AnalysisRequests>(
    name: K,
    generation: number,
    ask: AnalysisRequests[K]["ask"],
  ): Promise<Result<AnalysisRequests[K]["reply"]>> {
    const { shown, isClosed } = this.run;
    if (isClosed) return { ok: false, fault: CLOSED };
    if (shown?.generation !== generation) return { ok: false, fault: SUPERSEDED };
    if (shown.worker !== null) return this.runner.ask(shown.worker, name, generation, ask);
    return isAtRest(this.run) ? failure("lost", LOST) : { ok: false, fault: SUPERSEDED };
  }

  /** Resolves when the picture that is shown can be asked about, or when nothing is under way that would make it so. */
  untilAskable(): Promise<void> {
    return this.runner.until((run) => (run.shown !== null && run.shown.worker !== null) || isAtRest(run));
  }

  /** Has the page show a step of the guided tour, from 0, as soon as it can. */
  startTour(step: number): void {
    this.tour = step;
    this.announcer.soon();
  }

  tourTaken(): void {
    this.tour = null;
  }

  /** Index in x's own shape of a cell of the matrix plane. */
  indexOf(cell: CellQuery): readonly number[] | undefined {
    const { layout } = this;
    return layout ? indexOf(layout, cell.row, cell.column) : undefined;
  }

  dispose(): void {
    this.runner.dispose();
    this.announcer.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
    this.source.dispose();
  }

  private async steerCheck(name: "cancelCheck" | "restartCheck" | "checkAll"): Promise<void> {
    const { currentGeneration: meant } = this;
    // A job that is under way would be taken for what is meant.
    await this.runner.until(({ job }) => job === null);
    const { shown, isClosed } = this.run;
    if (isClosed || shown?.generation !== meant || shown.worker === null) return;
    await this.runner.ask(shown.worker, name, meant, null);
  }

  private onWorkerEvent(worker: number, event: WorkerEvent): void {
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
        this.tiles = event;
        return;
      case "progress": {
        const before = this.run;
        this.runner.happened({ on: "check", worker, generation: event.generation, check: event.check });
        if (this.run !== before) this.host.emit(event);
        return;
      }
      case "state":
        this.runner.happened({ on: "analysis", worker, analysis: event.state });
    }
  }

  /** The first x is there, even if there is no picture of it: what was said before is judged by it. */
  private know({ inputFault }: RunState): void {
    if (inputFault?.x) this.refused = inputFault.x;
    const x = this.isKnown ? null : this.sourceLayout;
    if (!x) return;
    this.isKnown = true;
    void judgeEarly(this.runner, this.said, x);
  }

  private moveCursor(index: readonly number[]): void {
    const { layout, run } = this;
    if (!layout || behind(run) !== null) return;
    if (index.length === layout.shape.length) this.host.emit({ event: "cursor", ...cellOf(layout, index) });
  }

  private announceChange(before: RunState, after: RunState, event: RunEvent): void {
    const keys = ["shown", "inputFault", "settingsFault", "stale", "history"] as const;
    // The check's progress has an event of its own. Settings are seen in what is made with them, where there is any.
    const isNew = event.on !== "check" && keys.some((key) => before[key] !== after[key]);
    const isLast = event.on === "settings" && isAtRest(after);
    const busy = busyOf(after);
    if (isNew || isLast || (busy === null && busyOf(before) !== null)) this.announcer.soon();
    else if (busy !== busyOf(before) || before.readingNow !== after.readingNow) this.announcer.later();
  }

  private emitState(): void {
    const { tiles, state } = this;
    const isOfState = tiles !== undefined && tiles.generation === state.analysis?.generation;
    if (isOfState) this.tiles = undefined;
    this.host.emit({ event: "state", state, ...(isOfState && { tiles: tiles.tiles }) });
  }
}
