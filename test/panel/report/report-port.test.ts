import assert from "node:assert/strict";
import { toReportData } from "../../../src/compute/report/report-data";
import { createProblem } from "../../../src/core/problem";
import { failure, success, type Result } from "../../../src/core/fault";
import { openReport, type ReportPort } from "../../../src/panel/report/report-port";
import type { PanelEvent } from "../../../src/protocol/events";
import type { PanelState } from "../../../src/protocol/panel-state";
import type { ReplyMessage, RequestName } from "../../../src/protocol/requests";

/** A page's end of a report, in a document that keeps what it is given. */
class OpenedReport {
  readonly copied: string[] = [];
  readonly downloads: { readonly name: string; readonly text: string }[] = [];
  /** What the browser says to a text for the clipboard. */
  clipboard: Result<null> = success(null);
  private readonly port: ReportPort;
  private readonly heard: (ReplyMessage | PanelEvent)[] = [];
  private wake = (): void => undefined;
  private id = 0;

  constructor(title: string) {
    const x = { shape: [3, 2], values: Float64Array.of(1, 2, 3, 5, 4, 4), dtype: "float64" as const };
    const problem = createProblem({ x, gamma: 2, eps: 0.25 });
    assert.ok(problem.ok);
    this.port = openReport(toReportData(problem.value, title, new Date(0)), {
      copyText: (text) => {
        this.copied.push(text);
        return Promise.resolve(this.clipboard);
      },
      download: (name, bytes) => {
        this.downloads.push({ name, text: new TextDecoder().decode(bytes) });
        return name;
      },
      title: "title of the document",
    });
    this.port.listen((message) => {
      this.heard.push(message);
      this.wake();
    });
  }

  async ask(name: RequestName, ask: unknown, generation = 0): Promise<ReplyMessage> {
    const id = ++this.id;
    this.port.post({ id, name, generation, ask } as never);
    return this.next((message): message is ReplyMessage => "id" in message && message.id === id);
  }

  /** The state when its pictures have been made and checked. */
  async made(): Promise<PanelState> {
    const isMade = (message: ReplyMessage | PanelEvent): message is PanelEvent & { event: "state" } =>
      "event" in message && message.event === "state" && message.state.analysis !== null;
    return (await this.next(isMade)).state;
  }

  private async next<T extends ReplyMessage | PanelEvent>(
    isIt: (message: ReplyMessage | PanelEvent) => message is T,
  ): Promise<T> {
    for (;;) {
      const found = this.heard.find(isIt);
      if (found) return found;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}

describe("The page's end of a report", () => {
  it("shows the report's numbers under its title, or the document's where it has none", async () => {
    for (const [title, shown] of [
      ["a.json", "a.json"],
      ["", "title of the document"],
    ] as const) {
      const { provenance, analysis } = await new OpenedReport(title).made();
      assert.equal(provenance?.title, shown);
      assert.deepEqual([analysis?.shape, analysis?.eps, analysis?.parameters.gamma.text], [[3, 2], 0.25, "2"]);
    }
  });

  it("analyses anew what is typed, and answers about it", async () => {
    const report = new OpenedReport("a.json");
    await report.made();
    assert.ok((await report.ask("setParameter", { name: "eps", text: "1" })).ok);
    const reply = await report.ask("ready", null);
    assert.ok(reply.ok);
    const { analysis } = reply.value as PanelState;
    assert.equal(analysis?.eps, 1);
    const cell = await report.ask("cell", { row: 2, column: 1 }, analysis.generation);
    assert.ok(cell.ok);
    assert.equal((cell.value as { values: { x: number } }).values.x, 4);
  });

  it("gives what is saved to the browser's downloads", async () => {
    const report = new OpenedReport("a.json");
    const { analysis } = await report.made();
    const ask = { format: "csv", tensor: "x", name: "x.csv" };
    const saved = await report.ask("saveExport", ask, analysis?.generation);
    assert.ok(saved.ok);
    assert.equal(saved.value, "x.csv");
    assert.deepEqual(report.downloads.map(({ name, text }) => [name, text.split("\n")[0]]), [["x.csv", "1,2"]]); // prettier-ignore
  });

  it("passes on what the browser says of the clipboard", async () => {
    const report = new OpenedReport("a.json");
    assert.ok((await report.ask("copyText", { text: "1" })).ok);
    report.clipboard = failure("clipboard", "No.");
    const refused = await report.ask("copyText", { text: "2" });
    assert.equal(refused.ok ? "" : refused.fault.text, "No.");
    assert.deepEqual(report.copied, ["1", "2"]);
  });

  it("refuses what only VS Code has: it picks nothing, and makes no report of a report", async () => {
    const report = new OpenedReport("a.json");
    const { analysis } = await report.made();
    for (const [name, ask] of [
      ["pick", { role: "gamma" }],
      ["saveExport", { format: "report", tensor: "x", name: "x.html" }],
    ] as const) {
      const refused = await report.ask(name, ask, analysis?.generation);
      assert.equal(refused.ok ? "" : refused.fault.code, "not-here", name);
    }
    assert.deepEqual(report.downloads, []);
  });
});
