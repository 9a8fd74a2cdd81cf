import * as vscode from "vscode";
import type { Transfer } from "../readers/reader";

export type Reread = "always" | "whenVisible" | "never";

export interface DebugSettings {
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
