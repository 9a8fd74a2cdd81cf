import * as vscode from "vscode";
import { failure, type Result } from "../../core/fault";
import type { Transfer } from "../readers/reader";

export type Reread = "always" | "whenVisible" | "never";

interface DebugSettings {
  readonly transfer: Transfer;
  readonly evaluate: boolean;
  readonly reread: Reread;
}

/** The settings in force; anything unknown counts as the default. */
export function debugSettings(): DebugSettings {
  const settings = vscode.workspace.getConfiguration("gradientLens.debug");
  const reread = settings.get<string>("reread");
  return {
    transfer: settings.get("transfer") === "protocolOnly" ? "protocolOnly" : "auto",
    evaluate: settings.get("evaluate") !== "forbid",
    reread: reread === "always" || reread === "never" ? reread : "whenVisible",
  };
}

/** The fault where the user has forbidden evaluation. */
export function forbidden(expression: string): Result<never> {
  const text = `${expression} was not read: the setting gradientLens.debug.evaluate forbids evaluation in the program. Rows of the Variables view can still be shown at their own stop.`;
  return failure("forbidden", text);
}
