import type { ReportData } from "../../compute/report/report-data";
import { spawnHere } from "../../compute/worker/same-thread";
import { failure, success } from "../../core/fault";
import type { PanelEvent } from "../../protocol/events";
import type { PanelRequest, ReplyMessage } from "../../protocol/requests";
import { Relay, type PageHost } from "../relay";
import { ReportSource } from "./report-source";

/** The page's end of a report: the same port that VS Code gives the page, answered in the document itself. */
export interface ReportPort {
  post(message: PanelRequest): void;
  listen(listener: (message: ReplyMessage | PanelEvent) => void): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** What the port needs of the document that it stands in. */
interface ReportDocument extends Pick<PageHost, "copyText"> {
  /** Hands a file to the browser's downloads; its name is told. */
  readonly download: (name: string, bytes: Uint8Array) => string;
  /** Names the report where its data have no title. */
  readonly title: string;
}

const NOT_HERE = failure("not-here", "A report holds its numbers fixed; open the source in VS Code for this.");

/** A panel in a lone document: the same relay and model as in VS Code, with a worker in the page's own thread. */
export function openReport(data: ReportData, { copyText, download, title }: ReportDocument): ReportPort {
  let listener: (message: ReplyMessage | PanelEvent) => void = () => undefined;
  const source = new ReportSource(data, data.title || title);
  const relay = new Relay(
    source,
    {
      post: (message) => {
        listener(message);
      },
      copyText,
      pick: () => Promise.resolve(NOT_HERE),
      readGiven: () => Promise.resolve(NOT_HERE),
      showGiven: () => Promise.resolve(NOT_HERE),
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
