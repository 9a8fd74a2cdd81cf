import { fromReportData, type ReportData } from "../../compute/report/report-data";
import { success, type Result } from "../../core/fault";
import type { PanelSource, Reading } from "../source";

/** An event that never comes. */
const never = (): { dispose: () => void } => ({ dispose: () => undefined });

/** The numbers inside a report: always there, and always the same. */
export class ReportSource implements PanelSource {
  readonly memento = undefined; // a report starts afresh each time it is opened
  readonly onDidChange = never;
  readonly onDidBecomeStale = never;

  constructor(
    private readonly data: ReportData,
    readonly title: string,
  ) {}

  read(): Promise<Result<Reading>> {
    const input = fromReportData(this.data);
    const { shape, dtype } = input.x;
    const provenance = {
      kind: "report" as const,
      title: this.title,
      details: [`Report of ${new Date(this.data.created).toLocaleString()}`],
      dtype,
      shape,
      how: "numbers inside this file",
      whole: true,
      canReveal: false,
    };
    return Promise.resolve(success({ source: { kind: "input", input }, provenance }));
  }

  dispose(): void {
    // There is nothing to give back.
  }
}
