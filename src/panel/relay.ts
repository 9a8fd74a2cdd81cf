import { failure, reasonOf, success, type Fault, type Result } from "../core/fault";
import type { Layout } from "../core/layout";
import { forAnalysisRequests, type AnalysisRequests } from "../protocol/analysis-requests";
import type { PanelEvent } from "../protocol/events";
import type { Given } from "../protocol/given";
import type { Role } from "../protocol/parameters";
import type { Ask, PanelRequest, Reply, ReplyMessage, RequestName } from "../protocol/requests";
import { exportAnalysis, type ExportHost } from "./exporting";
import type { SettingsMemento } from "./memento";
import { PanelModel, type ModelHost } from "./model";
import { ownLine } from "./own-code/own-line";
import { readRequest } from "./requests";
import type { PanelSource, Picked } from "./source";

/** What a panel needs of the place where it is open: VS Code's window, a report's document, a test. */
export interface PageHost extends ExportHost {
  /** Sends to the page. May drop the message when the page is hidden, and may fail when it is gone. */
  post(message: ReplyMessage | PanelEvent): unknown;
  copyText(text: string): Promise<Result<null>>;
  /** Asks the user what to use in a role; undefined when the user gave up. */
  pick(role: Role, x: Layout | null): Promise<Result<Picked> | undefined>;
  /** Reads the bytes of what was dropped on the page, where they have not come with it. */
  readGiven(given: Given): Promise<Result<Picked>>;
  /** Shows what was dropped on the page or pasted into it as x, in a panel of its own. */
  showGiven(given: Given): Promise<Result<null>>;
}

/** A request of the protocol that is forgotten here is a compile error. */
type Answers = {
  readonly [K in RequestName]: (ask: Ask<K>, generation: number) => Answer<K>;
};
type Answer<K extends RequestName> = Result<Reply<K>> | Promise<Result<Reply<K>>>;

const NO_TEXT = failure("no-place", "This source has no text to show the number in.");
const NOT_SENT: Fault = { code: "not-sent", text: "The answer could not be sent to the panel; the log tells why." };

/**
 * One panel without its window: the model of what is shown, and the way from a message of the page to whoever answers
 * it. Every request gets one reply until the panel is closed; after that nothing is heard and nothing posted.
 */
export class Relay {
  readonly model: PanelModel;
  private readonly answers: Answers;
  private readonly log: (text: string) => void;
  private closed = false;

  constructor(
    source: PanelSource,
    private readonly page: PageHost,
    host: Omit<ModelHost, "emit">,
    kept?: SettingsMemento,
  ) {
    this.log = host.log;
    this.model = new PanelModel(
      source,
      {
        ...host,
        emit: (event) => {
          this.emit(event);
        },
      },
      kept,
    );
    this.answers = createAnswers(this.model, page);
  }

  /** Tells the page something that wants no reply. */
  emit(event: PanelEvent): void {
    void this.post(event);
  }

  /** Answers a message of the page, which is not trusted. Resolves when the reply is on its way. */
  async receive(message: unknown): Promise<void> {
    if (this.closed) return; // the page is gone
    const request = readRequest(message);
    if (!request.ok) this.log(`A message from the page was refused: ${request.fault.text}`);
    const answer = request.ok ? this.answer(request.value) : request;
    // What is known is said at once: a newer state that went before it would be drawn over.
    const reply = answer instanceof Promise ? await answer : answer;
    const { id } = request;
    if (id === null) return;
    const isSent = await this.post(
      reply.ok ? { id, ok: true, value: reply.value } : { id, ok: false, fault: reply.fault },
    );
    if (!isSent) await this.post({ id, ok: false, fault: NOT_SENT }); // the page waits for something
  }

  dispose(): void {
    this.closed = true;
    this.model.dispose();
  }

  private answer<K extends RequestName>({ name, ask, generation }: PanelRequest<K>): Answer<K> {
    const failed = (error: unknown): Result<never> => failure("internal", reasonOf(error));
    try {
      const answer = this.answers[name](ask, generation);
      return answer instanceof Promise ? answer.catch(failed) : answer;
    } catch (error) {
      return failed(error);
    }
  }

  /** Tells whether the message went. A window that is being closed refuses it, and nobody misses it. */
  private async post(message: ReplyMessage | PanelEvent): Promise<boolean> {
    if (this.closed) return false;
    try {
      await this.page.post(message);
      return true;
    } catch (error) {
      if (!this.isClosed()) this.log(`A message could not be sent to the page: ${reasonOf(error)}`);
      return false;
    }
  }

  /** Asked after a wait, in which it may have become true. */
  private isClosed(): boolean {
    return this.closed;
  }
}

function createAnswers(model: PanelModel, page: PageHost): Answers {
  const { source } = model;
  const ofWorker =
    <K extends keyof AnalysisRequests>(name: K) =>
    (ask: AnalysisRequests[K]["ask"], generation: number): Promise<Result<AnalysisRequests[K]["reply"]>> =>
      model.query(name, generation, ask);
  return {
    ...forAnalysisRequests<"later">(ofWorker),
    ready: () => success(model.state),
    setParameter: ({ name, text }) => done(model.setParameter(name, text)),
    setAffine: ({ affine }) => done(model.setAffine(affine)),
    takeFit: ({ fit }, generation) => model.takeFit(fit, generation),
    pick: async ({ role }) => {
      const picked = await page.pick(role, model.layoutSaid);
      if (!picked) return success(null);
      return picked.ok ? model.use(role, picked.value) : picked;
    },
    useGiven: async ({ as, given }) => {
      if (as === "x") return page.showGiven(given);
      const read = await page.readGiven(given);
      return read.ok ? model.use(as, read.value) : read;
    },
    clearCandidate: () => done(model.clearCandidate()),
    useSeparatingProbe: () => done(model.useSeparatingProbe()),
    endProbe: () => done(model.endProbe()),
    undo: () => done(model.undo()),
    setPrecision: ({ precision }) => done(model.setPrecision(precision)),
    cancelCheck: () => done(model.cancelCheck()),
    restartCheck: () => done(model.restartCheck()),
    checkAll: () => done(model.checkAll()),
    refresh: () => done(model.reload()),
    cancelReading: () => {
      model.cancelReading();
      return success(null);
    },
    useOffer: async (offer) =>
      (await source.use?.(offer)) ?? failure("no-offer", "This source offers nothing of its own."),
    reveal: async (cell) => {
      const index = model.indexOf(cell);
      return index && source.reveal ? source.reveal(index) : NO_TEXT;
    },
    showPlace: async ({ line, column }) => (await source.showPlace?.(line, column)) ?? NO_TEXT,
    findOwnLine: async ({ diagnosis }) => success(await ownLine(model, diagnosis)),
    showOwnLine: async ({ line }) =>
      (await source.showLine?.(line)) ?? failure("no-code", "This source has no program whose line could be shown."),
    copyText: ({ text }) => page.copyText(text),
    saveFile: ({ name, bytes }) => page.saveFile(name, bytes),
    saveExport: (ask) => exportAnalysis(model, page, ask),
    showStop: ({ stop }) => model.showStop(stop),
    readAs: async ({ id }) =>
      (await source.readAs?.(id)) ?? failure("one-reading", "This source can be read in one way alone."),
    tourTaken: () => {
      model.tourTaken();
      return success(null);
    },
    collectAll: async () =>
      (await source.collectAll?.()) ??
      failure("no-sessions", "Only a tensor in a stopped program can be collected from several sessions."),
  };
}

async function done(work: Promise<unknown>): Promise<Result<null>> {
  await work;
  return success(null);
}
