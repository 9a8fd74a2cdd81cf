import { gather } from "../parts/gather";
import { moduleScriptOf, scriptOf } from "../parts/one-script";
import { reportHtml } from "./report-html";

/** A report out of what the build made: `read` gives a text of dist/ by its path there, and rejects where it cannot. */
export async function reportOfParts(report: {
  readonly title: string;
  readonly data: Uint8Array; // JSON of ReportData
  readonly read: (path: string) => Promise<string> | string;
}): Promise<Uint8Array> {
  const { title, data, read } = report;
  const [page, host] = await Promise.all([
    gather("main.js", (name) => read(`webview/${name}`)),
    gather("report.js", read),
  ]);
  const encoder = new TextEncoder();
  return reportHtml({
    title,
    page: encoder.encode(moduleScriptOf(page)),
    host: encoder.encode(scriptOf(host)),
    data,
  });
}
