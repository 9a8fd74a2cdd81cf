import type { PanelEvent } from "../../src/protocol/events";
import type { ReplyMessage } from "../../src/protocol/requests";
import type { Port } from "../transport";

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** The element that a self-contained report carries its data in; its in-document host has put a port on the window. */
const REPORT_DATA_ID = "gradient-lens-report";
interface ReportWindow {
  gradientLensReportPort?: Port;
}

/** The way to the host: VS Code's, or a report's own. Called once, as VS Code allows it. */
export function openPort(): Port {
  if (document.getElementById(REPORT_DATA_ID)) {
    const port = (globalThis as ReportWindow).gradientLensReportPort;
    if (!port) throw new Error("expected the report's host on the window, got nothing");
    return port;
  }
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    listen: (listener) => {
      globalThis.addEventListener("message", (event: MessageEvent<unknown>) => {
        if (isForPage(event.data)) listener(event.data);
      });
    },
    getState: () => api.getState(),
    setState: (state) => api.setState(state),
  };
}

/** Other scripts of the webview's frame may post on the same window. */
function isForPage(data: unknown): data is ReplyMessage | PanelEvent {
  return typeof data === "object" && data !== null && ("event" in data || ("id" in data && "ok" in data));
}
