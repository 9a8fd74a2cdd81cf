import { lstatSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { toReportData } from "../compute/report/report-data";
import { reportHtml } from "../compute/report/report-html";
import { failure, reasonOf, success, type Result } from "../core/fault";
import type { Problem } from "../core/problem";

/** Whether a report or an export may take this name: none of what is read, and nothing but a file of one's own. */
export function mayWrite(flag: "report" | "export", report: string, read: readonly string[]): Result<void> {
  const there = lookAt(report);
  if (there === undefined) return success(undefined);
  const same = read.find((file) => {
    const other = lookAt(file);
    return other?.ino === there.ino && other.dev === there.dev;
  });
  if (same !== undefined) {
    const text = `--${flag} would overwrite ${same}, which is read: expected another name for the ${flag}.`;
    return failure("report-name", text);
  }
  if (there.isFile()) return success(undefined);
  const kind = there.isDirectory() ? "a folder" : "no regular file";
  return failure("report-name", `${report} is ${kind}, expected the name of a file for the ${flag}.`);
}

function lookAt(file: string): ReturnType<typeof statSync> {
  return statSync(file, { throwIfNoEntry: false });
}

/** Writes a file that was made whole; what was there stays where that cannot be done. */
export function writeWhole(flag: "report" | "export", file: string, content: Uint8Array): Result<void> {
  try {
    replaceFile(file, content);
  } catch (error) {
    return failure(`${flag}-file`, `${file} cannot be written, and is as it was: ${reasonOf(error)}`);
  }
  return success(undefined);
}

/** Writes a file beside its name and renames it, so that what was there stays until the new one is whole. */
function replaceFile(file: string, content: Uint8Array): void {
  const target = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ? realpathSync(file) : file;
  const beside = join(dirname(target), `.${basename(target)}.${process.pid}`);
  try {
    writeFileSync(beside, content, { flag: "wx" });
    renameSync(beside, target);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** Writes the panel's page with a problem inside as one HTML file. `dist` is the folder that holds webview/. */
export function writeReport(file: string, problem: Problem, title: string, dist: string): Result<void> {
  const page = readPart(join(dist, "webview", "report-page.js"));
  if (!page.ok) return page;
  const host = readPart(join(dist, "webview", "report.js"));
  if (!host.ok) return host;
  const data = new TextEncoder().encode(JSON.stringify(toReportData(problem, title, new Date())));
  const html = reportHtml({ title, page: page.value, host: host.value, data });
  return writeWhole("report", file, html);
}

function readPart(path: string): Result<Uint8Array> {
  try {
    return success(readFileSync(path));
  } catch {
    return failure("report-parts", `A report is made of ${path}, which cannot be read (npm run build makes it).`);
  }
}
