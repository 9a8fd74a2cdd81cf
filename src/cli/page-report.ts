import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toReportData } from "../compute/report/report-data";
import { reportHtml } from "../compute/report/report-html";
import { failure, success, type Result } from "../core/fault";
import type { Problem } from "../core/problem";

/** Writes the panel's page with a problem inside as one HTML file. `dist` is the folder that holds webview/. */
export function writeReport(file: string, problem: Problem, title: string, dist: string): Result<void> {
  const page = readPart(join(dist, "webview", "main.js"));
  if (!page.ok) return page;
  const host = readPart(join(dist, "webview", "report.js"));
  if (!host.ok) return host;
  const data = new TextEncoder().encode(JSON.stringify(toReportData(problem, title, new Date())));
  const html = reportHtml({ title, page: page.value, host: host.value, data });
  try {
    writeFileSync(file, html);
  } catch (error) {
    return failure("report-file", `${file} cannot be written: ${(error as Error).message}.`);
  }
  return success(undefined);
}

function readPart(path: string): Result<Uint8Array> {
  try {
    return success(readFileSync(path));
  } catch {
    return failure("report-parts", `A report is made of ${path}, which cannot be read (npm run build makes it).`);
  }
}
