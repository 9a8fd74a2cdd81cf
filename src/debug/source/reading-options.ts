import * as vscode from "vscode";
import type { ReportProgress } from "../../panel/source";
import { sizeText, type Description, type ReadOptions } from "../readers/reader";
import { debugSettings } from "./debug-settings";
import { plainSentence } from "../../panel/plain-text";

/** A reading that takes longer says how far it is, and then so often. */
const LONG_MILLISECONDS = 300;
const REPORT_MILLISECONDS = 150;

/** How a panel reads: by the settings in force, with questions and progress for the user. */
export function readingOptions(
  expression: string,
  signal: AbortSignal,
  shape: readonly number[] | undefined,
  progress: ReportProgress | undefined,
): ReadOptions {
  return {
    signal,
    transfer: debugSettings().transfer,
    shape,
    confirm: askForDevice,
    ...(progress && { progress: reportLong(expression, progress) }),
  };
}

/** Says how far a reading is, once it takes long. */
function reportLong(expression: string, report: ReportProgress): ReadOptions["progress"] {
  let next = performance.now() + LONG_MILLISECONDS;
  return (done, total) => {
    const now = performance.now();
    if (now < next) return;
    next = now + REPORT_MILLISECONDS;
    report(`Reading ${expression}: ${sizeText(done)} of ${sizeText(total)}`, done / total);
  };
}

/** Copying much from a GPU waits for it and takes memory: the user decides. */
async function askForDevice({ device, bytes, shape, dtype }: Description): Promise<boolean> {
  const copy = vscode.l10n.t("Copy");
  const text = vscode.l10n.t(
    "The tensor ({0} {1}) is on {2}. Copy {3} from there?",
    dtype,
    shape?.join(" x ") ?? "",
    device,
    sizeText(bytes),
  );
  return (await vscode.window.showInformationMessage(plainSentence(text), copy)) === copy;
}
