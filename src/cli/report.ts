import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toReportData } from "../compute/report/report-data";
import { reportHtml } from "../compute/report/report-html";
import { failure, success, type Result } from "../core/fault";
import type { Problem } from "../core/problem";

/** Writes the panel's page with a problem inside as one HTML file. `dist` is the folder that holds webview/. */
export function writeReport(file: string, problem: Problem, title: string, dist: string): Result<void> {
  const parts: Record<string, Uint8Array> = {};
  for (const name of ["main.js", "report.js"]) {
    const path = join(dist, "webview", name);
    try {
      parts[name] = readFileSync(path);
    } catch {
      return failure("report-parts", `A report is made of ${path}, which cannot be read (npm run build makes it).`);
    }
  }
  const data = new TextEncoder().encode(JSON.stringify(toReportData(problem, title, new Date())));
  const html = reportHtml({
    title,
    page: parts["main.js"],
    host: parts["report.js"],
    data,
  });
  try {
    writeFileSync(file, html);
  } catch (error) {
    return failure("report-file", `${file} cannot be written: ${(error as Error).message}.`);
  }
  return success(undefined);
}
