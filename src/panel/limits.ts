import * as vscode from "vscode";
import { plainSentence } from "./plain-text";

const USUAL = 4096; // MiB, as package.json says
const [LEAST, MOST] = [64, 65536]; // MiB, likewise
let saidOf: unknown; // the value out of bounds that the user was told of

/** The tolerance of all panels, as it would be typed in one; empty where nothing is set. */
export function usualTolerance(): string {
  return String(vscode.workspace.getConfiguration("gradientLens").get("tolerance", ""));
}

/** Bytes that one analysis may take. A value that is none, or out of bounds, is said once. */
export function memoryLimit(): number {
  const set: unknown = vscode.workspace.getConfiguration("gradientLens").get("memoryLimit");
  const { mebibytes, fault } = boundedLimit(set);
  if (fault !== undefined && set !== saidOf) void vscode.window.showWarningMessage(plainSentence(fault));
  saidOf = fault === undefined ? undefined : set;
  return mebibytes * 2 ** 20;
}

/** The limit that counts where this is set, and a sentence where it is another one. */
export function boundedLimit(set: unknown): { readonly mebibytes: number; readonly fault?: string } {
  if (set === undefined) return { mebibytes: USUAL };
  const number = typeof set === "number" && !Number.isNaN(set) ? set : undefined;
  const mebibytes = number === undefined ? USUAL : Math.round(Math.min(Math.max(number, LEAST), MOST));
  if (mebibytes === number) return { mebibytes };
  const got = JSON.stringify(set);
  const fault = vscode.l10n.t(
    "The setting gradientLens.memoryLimit is {0}, expected a whole number from {1} to {2}: {3} is used.",
    got,
    LEAST,
    MOST,
    mebibytes,
  );
  return { mebibytes, fault };
}
