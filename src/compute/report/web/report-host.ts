import { failure, success, type Result } from "../../../core/fault";
import type {
  AnalysisRequests,
  Ask,
  PanelEvent,
  PanelRequest,
  PanelState,
  Reply,
  ReplyMessage,
  RequestName,
} from "../../../protocol";
import { chooseEngine } from "../../engine/select-engine";
import { apply, type SettingsAction } from "../../settings/reduce";
import { DEFAULT_SETTINGS, type AnalysisSettings } from "../../settings/settings";
import type { Made, WorkerEvent } from "../../worker/messages";
import { fromReportData, type ReportData } from "../report-data";
import { Session } from "../../worker/session";
import { applyTheme } from "./report-theme";

/** The page's end of a report: the same port that VS Code gives the page, answered in the document itself. */
interface ReportPort {
  post(message: PanelRequest): void;
  listen(listener: (message: ReplyMessage | PanelEvent) => void): void;
  getState(): unknown;
  setState(state: unknown): void;
}

const NOT_HERE = failure("not-here", "A report holds its numbers fixed; open the source in VS Code for this.");

/** A request of the page that is forgotten here is a compile error. */
type Answers = {
  readonly [K in RequestName]: (ask: Ask<K>, generation: number) => Result<Reply<K>> | Promise<Result<Reply<K>>>;
};

/** Holds the session of a report and answers as an extension host would, as far as a lone document can. */
class ReportHost implements ReportPort {
  private listener: (message: ReplyMessage | PanelEvent) => void = () => undefined;
  private readonly answers: Promise<Answers>;
  private generation = 0;
  private settings: AnalysisSettings = DEFAULT_SETTINGS;
  private state: PanelState;

  constructor(private readonly data: ReportData) {
    this.state = {
      provenance: null,
      analysis: null,
      stale: null,
      fault: null,
      busy: "Computing ...",
      history: [],
      historyShown: null,
      strings: {},
      memento: null,
    };
    this.answers = this.open().then((session) => this.createAnswers(session));
  }

  post(message: PanelRequest): void {
    const { id } = message;
    void this.answer(message)
      .catch((error: unknown) => failure("internal", error instanceof Error ? error.message : String(error)))
      .then((reply) => {
        this.listener(reply.ok ? { id, ok: true, value: reply.value } : { id, ok: false, fault: reply.fault });
      });
  }

  listen(listener: (message: ReplyMessage | PanelEvent) => void): void {
    this.listener = listener;
  }

  getState(): unknown {
    return undefined;
  }

  setState(): void {
    // A report starts afresh each time it is opened.
  }

  private async open(): Promise<Session> {
    const { engine } = await chooseEngine();
    const session = new Session(engine, (event) => {
      this.onSessionEvent(event);
    });
    const input = fromReportData(this.data);
    const source = { kind: "input" as const, input };
    const generation = ++this.generation;
    const reply = session.answer("load", generation, {
      generation,
      source,
      settings: this.settings,
      memoryLimit: Infinity,
    });
    const { shape, dtype } = input.x;
    const provenance = {
      kind: "report" as const,
      title: this.data.title || document.title.replace(/ - Gradient Lens$/, ""),
      details: [`Report of ${new Date(this.data.created).toLocaleString()}`],
      dtype,
      shape,
      how: "numbers inside this file",
      whole: true,
      canReveal: false,
    };
    this.state = {
      ...this.state,
      provenance,
      busy: null,
      ...(reply.ok ? shownOf(reply.value) : { fault: reply.fault }),
    };
    return session;
  }

  private onSessionEvent(event: WorkerEvent): void {
    if (!("generation" in event) || event.generation !== this.generation) return;
    if (event.event === "state") this.show({ analysis: event.state });
    else if (event.event === "progress") this.listener(event);
  }

  private show(change: Partial<PanelState>): void {
    this.state = { ...this.state, ...change };
    this.listener({ event: "state", state: this.state });
  }

  private async answer<K extends RequestName>({ name, generation, ask }: PanelRequest<K>): Promise<Result<Reply<K>>> {
    const answers = await this.answers;
    return answers[name](ask, generation);
  }

  private createAnswers(session: Session): Answers {
    const ofSession =
      <K extends keyof AnalysisRequests | "cancelCheck" | "restartCheck">(name: K) =>
      (ask: Ask<K>, generation: number): Result<Reply<K>> =>
        session.answer(name, generation, ask);
    const notHere = (): Result<never> => NOT_HERE;
    return {
      ready: () => success(this.state),
      setParameter: ({ name, text }) => this.say(session, { do: "type", name, text }),
      setPrecision: ({ precision }) => this.say(session, { do: "setPrecision", precision }),
      useSeparatingProbe: () => this.say(session, { do: "useProbe" }),
      copyText: ({ text }) => copy(text),
      saveFile: ({ name, bytes }) => success(download(name, bytes)),
      saveExport: ({ format, tensor, name }, generation) => {
        if (format === "report") return NOT_HERE;
        const made = session.answer("exportBytes", generation, { format, tensor });
        return made.ok ? success(download(name, made.value)) : made;
      },
      cancelCheck: ofSession("cancelCheck"),
      restartCheck: ofSession("restartCheck"),
      tiles: ofSession("tiles"),
      drawn: ofSession("drawn"),
      cell: ofSession("cell"),
      region: ofSession("region"),
      marginal: ofSession("marginal"),
      sweep: ofSession("sweep"),
      find: ofSession("find"),
      worst: ofSession("worst"),
      values: ofSession("values"),
      exportBytes: ofSession("exportBytes"),
      pick: notHere,
      clearCandidate: notHere,
      refresh: notHere,
      cancelReading: notHere,
      useOffer: notHere,
      reveal: notHere,
      showStop: notHere,
      collectAll: notHere,
    };
  }

  /** Takes a word of the reader's, as a panel does. */
  private say(session: Session, action: SettingsAction): Result<null> {
    const { settings } = apply(this.settings, action, this.state.analysis?.shape ?? null);
    this.settings = settings;
    const generation = this.generation + 1;
    const reply = session.answer("configure", generation, { generation, settings });
    if (!reply.ok) {
      this.show({ fault: reply.fault }); // the analysis before stays, and is asked under its own generation
      return success(null);
    }
    this.generation = generation;
    this.show(shownOf(reply.value));
    return success(null);
  }
}

function shownOf({ state, fault }: Made): Pick<PanelState, "analysis" | "fault"> {
  return { analysis: state, fault: fault ?? null };
}

/** A browser may refuse: the page is not in front, or its reader has forbidden it. */
async function copy(text: string): Promise<Result<null>> {
  try {
    await navigator.clipboard.writeText(text);
    return success(null);
  } catch {
    return failure("clipboard", "The browser did not let this report write to the clipboard.");
  }
}

function download(name: string, bytes: Uint8Array): string {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([new Uint8Array(bytes)]));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
  return name;
}

const element = document.getElementById("gradient-lens-report");
if (element?.textContent) {
  applyTheme();
  (globalThis as { gradientLensReportPort?: ReportPort }).gradientLensReportPort = new ReportHost(
    JSON.parse(element.textContent) as ReportData,
  );
}
