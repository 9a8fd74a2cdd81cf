import type { ReportData } from "../../compute/report/report-data";
import { spawnHere } from "../../compute/worker/same-thread";
import { failure, success, type Result } from "../../core/fault";
import type { PanelEvent, PanelRequest, ReplyMessage } from "../../protocol";
import { Relay } from "../relay";
import { ReportSource } from "./report-source";
import { applyTheme } from "./report-theme";

/** The page's end of a report: the same port that VS Code gives the page, answered in the document itself. */
interface ReportPort {
  post(message: PanelRequest): void;
  listen(listener: (message: ReplyMessage | PanelEvent) => void): void;
  getState(): unknown;
  setState(state: unknown): void;
}

const NOT_HERE = failure("not-here", "A report holds its numbers fixed; open the source in VS Code for this.");

/** A panel in a lone document: the same relay and model as in VS Code, with a worker in the page's own thread. */
function openReport(data: ReportData): ReportPort {
  let listener: (message: ReplyMessage | PanelEvent) => void = () => undefined;
  const source = new ReportSource(data, data.title || document.title.replace(/ - Gradient Lens$/, ""));
  const relay = new Relay(
    source,
    {
      post: (message) => {
        listener(message);
      },
      copyText,
      pick: () => Promise.resolve(NOT_HERE),
      saveFile: (name, bytes) => Promise.resolve(success(download(name, bytes))),
      reportOf: () => Promise.resolve(NOT_HERE),
    },
    { spawn: spawnHere, memoryLimit: () => Infinity, log: () => undefined, strings: {} },
  );
  void relay.model.reload();
  return {
    post: (message) => void relay.receive(message),
    listen: (page) => {
      listener = page;
    },
    getState: () => undefined,
    setState: () => undefined, // a report starts afresh each time it is opened
  };
}

/** A browser may refuse: the page is not in front, or its reader has forbidden it. */
async function copyText(text: string): Promise<Result<null>> {
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
  (globalThis as { gradientLensReportPort?: ReportPort }).gradientLensReportPort = openReport(
    JSON.parse(element.textContent) as ReportData,
  );
}
