import { lstatSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { toReportData } from "../compute/report/report-data";
import { reportOfParts } from "../compute/report/report-parts";
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

/** Writes the panel's page with a problem inside as one HTML file. `dist` is the folder of what the build made. */
export async function writeReport(file: string, problem: Problem, title: string, dist: string): Promise<Result<void>> {
  const data = new TextEncoder().encode(JSON.stringify(toReportData(problem, title, new Date())));
  const read = (path: string): string => {
    const part = join(dist, path);
    try {
      return readFileSync(part, "utf8");
    } catch {
      throw new Error(`A report is made of ${part}, which cannot be read (npm run build makes it).`);
    }
  };
  let html;
  try {
    html = await reportOfParts({ title, data, read });
  } catch (error) {
    return failure("report-parts", reasonOf(error));
  }
  return writeWhole("report", file, html);
}
