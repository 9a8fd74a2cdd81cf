import * as vscode from "vscode";
import { failure, success, type Result } from "../core/fault";
import type { HostRequests, PanelEvent, PanelRequest, ReplyMessage, RequestName } from "../protocol";
import { createNonce, pageHtml } from "./html";
import type { SettingsMemento } from "./memento";
import { PanelModel, type ModelHost } from "./model";
import { pickFor } from "./picking";
import { saveBytes, saveExport } from "./saving";
import type { PanelSource, Picked, PickProvider } from "./source";

export const VIEW_TYPE = "gradientLens.panel";

export interface PanelServices extends Omit<ModelHost, "emit"> {
  readonly extensionUri: vscode.Uri;
  readonly pickProviders: readonly PickProvider[];
}

type HostHandlers = {
  [K in keyof HostRequests]: (ask: HostRequests[K]["ask"]) => Promise<Result<HostRequests[K]["reply"]>>;
};

/** One panel: a webview with its page, the model it shows, and the relay between them. */
export class GradientPanel {
  readonly model: PanelModel;
  private readonly disposables: vscode.Disposable[] = [];
  private readonly handlers: HostHandlers;

  constructor(
    readonly webviewPanel: vscode.WebviewPanel,
    source: PanelSource,
    private readonly services: PanelServices,
    onDispose: () => void,
    kept?: SettingsMemento,
  ) {
    const { webview } = webviewPanel;
    const emit = (event: PanelEvent): void => {
      this.post(event);
      if (event.event === "state" && event.state.provenance) {
        webviewPanel.title = `Gradients: ${event.state.provenance.title}`;
      }
    };
    this.model = new PanelModel(source, { ...services, emit }, kept);
    this.handlers = this.createHandlers();
    webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(services.extensionUri, "dist", "webview")],
    };
    webviewPanel.iconPath = {
      light: vscode.Uri.joinPath(services.extensionUri, "media", "panel-light.svg"),
      dark: vscode.Uri.joinPath(services.extensionUri, "media", "panel-dark.svg"),
    };
    this.disposables.push(
      webview.onDidReceiveMessage((message: unknown) => void this.receive(message)),
      webviewPanel.onDidChangeViewState(() => source.setVisible?.(webviewPanel.visible)),
    );
    webviewPanel.onDidDispose(() => {
      this.model.dispose();
      vscode.Disposable.from(...this.disposables).dispose();
      onDispose();
    });
    webview.html = pageHtml(webview, services.extensionUri, createNonce());
    void this.model.reload();
  }

  /** Uses something in a role; a thing that does not fit is said and changes nothing. */
  async use(role: Parameters<PanelModel["use"]>[0], picked: Picked): Promise<void> {
    const used = await this.model.use(role, picked);
    if (!used.ok) void vscode.window.showErrorMessage(used.fault.text);
  }

  private post(message: ReplyMessage | PanelEvent): void {
    // A hidden page gets nothing; it asks for the whole state when it is made again.
    void this.webviewPanel.webview.postMessage(message);
  }

  private async receive(message: unknown): Promise<void> {
    if (!isRequest(message)) {
      this.services.log("A message from the page was not a request.");
      return;
    }
    let reply: Result<unknown>;
    try {
      reply = await this.answer(message);
    } catch (error) {
      reply = failure("internal", error instanceof Error ? error.message : String(error));
    }
    this.post(
      reply.ok ? { id: message.id, ok: true, value: reply.value } : { id: message.id, ok: false, fault: reply.fault },
    );
  }

  private answer({ name, generation, ask }: PanelRequest): Promise<Result<unknown>> {
    if (isHostRequest(name, this.handlers)) return this.handlers[name](ask as never);
    return this.model.query(name, generation, ask as never);
  }

  private createHandlers(): HostHandlers {
    const { model, services } = this;
    const done = async (work: Promise<void>): Promise<Result<null>> => {
      await work;
      return success(null);
    };
    return {
      ready: () => Promise.resolve(success(model.state)),
      setParameter: ({ name, text }) => done(model.setParameter(name, text)),
      pick: async ({ role }) => {
        const picked = await pickFor(role, model.shape ?? [], services.pickProviders);
        if (!picked) return success(null);
        return picked.ok ? model.use(role, picked.value) : picked;
      },
      clearCandidate: () => done(model.clearCandidate()),
      useSeparatingProbe: () => done(model.useSeparatingProbe()),
      setPrecision: ({ precision }) => done(model.setPrecision(precision)),
      cancelCheck: () => done(model.cancelCheck()),
      restartCheck: () => done(model.restartCheck()),
      refresh: () => done(model.reload()),
      cancelReading: () => {
        model.cancelReading();
        return Promise.resolve(success(null));
      },
      useOffer: (offer) =>
        model.source.use?.(offer) ?? Promise.resolve(failure("no-offer", "This source offers nothing of its own.")),
      reveal: async (cell) => {
        const index = model.indexOf(cell);
        if (!index || !model.source.reveal)
          return failure("no-place", "This source has no text to show the number in.");
        return model.source.reveal(index);
      },
      copyText: ({ text }) => done(Promise.resolve(vscode.env.clipboard.writeText(text))),
      saveFile: ({ name, bytes }) => saveBytes(name, bytes),
      saveExport: (ask) => saveExport(model, services.extensionUri, ask),
      showStop: ({ stop }) => done(model.showStop(stop)),
      collectAll: () =>
        model.source.collectAll?.() ??
        Promise.resolve(
          failure("no-sessions", "Only a tensor in a stopped program can be collected from several sessions."),
        ),
    };
  }
}

function isHostRequest(name: RequestName, handlers: HostHandlers): name is keyof HostRequests {
  return Object.hasOwn(handlers, name);
}

/** Messages from the page are not trusted: only the form of a request is let through. */
function isRequest(message: unknown): message is PanelRequest {
  if (typeof message !== "object" || message === null) return false;
  const { id, name, generation } = message as Partial<Record<string, unknown>>;
  return typeof id === "number" && typeof name === "string" && typeof generation === "number" && REQUESTS.has(name);
}

const REQUESTS: ReadonlySet<string> = new Set<RequestName>([
  "tiles",
  "drawn",
  "cell",
  "region",
  "marginal",
  "sweep",
  "find",
  "worst",
  "values",
  "exportBytes",
  "ready",
  "setParameter",
  "pick",
  "clearCandidate",
  "useSeparatingProbe",
  "setPrecision",
  "cancelCheck",
  "restartCheck",
  "refresh",
  "cancelReading",
  "useOffer",
  "reveal",
  "copyText",
  "saveFile",
  "saveExport",
  "showStop",
  "collectAll",
]);
