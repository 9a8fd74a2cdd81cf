import { failure, success, type Result } from "../../../core/fault";
import type {
  HostRequests,
  PanelEvent,
  PanelRequest,
  PanelState,
  ParameterName,
  ReplyMessage,
} from "../../../protocol";
import { chooseEngine } from "../../engine/select-engine";
import {
  DEFAULT_SETTINGS,
  type AnalysisSettings,
  type ParameterOverride,
  type WorkerEvent,
} from "../../worker/messages";
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

/** Holds the session of a report and answers as an extension host would, as far as a lone document can. */
class ReportHost implements ReportPort {
  private listener: (message: ReplyMessage | PanelEvent) => void = () => undefined;
  private readonly session: Promise<Session>;
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
    this.session = this.open();
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
      ...(reply.ok ? { analysis: reply.value } : { fault: reply.fault }),
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

  private async answer({ name, generation, ask }: PanelRequest): Promise<Result<unknown>> {
    const session = await this.session;
    switch (name) {
      case "ready":
        return success(this.state);
      case "setParameter": {
        const { name: parameter, text } = ask as HostRequests["setParameter"]["ask"];
        const parameters: Partial<Record<ParameterName | "seed", ParameterOverride>> = { ...this.settings.parameters };
        delete parameters[parameter];
        if (text.trim() !== "") parameters[parameter] = { from: "typed", text };
        return this.configure(session, { ...this.settings, parameters });
      }
      case "setPrecision":
        return this.configure(session, { ...this.settings, ...(ask as HostRequests["setPrecision"]["ask"]) });
      case "useSeparatingProbe":
        return this.configure(session, {
          ...this.settings,
          parameters: {},
          probeSeed: (this.settings.probeSeed ?? 0) + 1,
        });
      case "cancelCheck":
      case "restartCheck":
        return session.answer(name, generation, null);
      case "copyText":
        return copy((ask as HostRequests["copyText"]["ask"]).text);
      case "saveFile": {
        const { name: file, bytes } = ask as HostRequests["saveFile"]["ask"];
        return success(download(file, bytes));
      }
      case "saveExport": {
        const { format, tensor, name: file } = ask as HostRequests["saveExport"]["ask"];
        if (format === "report") return NOT_HERE;
        const made = session.answer("exportBytes", generation, { format, tensor });
        return made.ok ? success(download(file, made.value)) : made;
      }
      case "pick":
      case "clearCandidate":
      case "refresh":
      case "cancelReading":
      case "useOffer":
      case "reveal":
      case "showStop":
      case "collectAll":
        return NOT_HERE;
      default:
        return session.answer(name, generation, ask as never);
    }
  }

  private configure(session: Session, settings: AnalysisSettings): Result<null> {
    this.settings = settings;
    const generation = ++this.generation;
    const reply = session.answer("configure", generation, { generation, settings });
    if (!reply.ok) {
      this.show({ fault: reply.fault });
      return success(null);
    }
    this.show({ analysis: reply.value, fault: null });
    return success(null);
  }
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
