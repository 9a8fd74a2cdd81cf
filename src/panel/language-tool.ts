import * as vscode from "vscode";
import { listed } from "../input/listed";

/** What a tool is asked: a language model writes it, so that nothing in it is trusted. */
export type Asked = Readonly<Record<string, unknown>>;

/** Registers a tool of package.json for agents, where this VS Code has an API for them: an editor built on it may not. */
export function registerTool(name: string, tool: vscode.LanguageModelTool<Asked>): vscode.Disposable {
  const { lm } = vscode as Partial<Pick<typeof vscode, "lm">>;
  return typeof lm?.registerTool === "function" ? lm.registerTool(name, tool) : vscode.Disposable.from();
}

/** What a tool answers. */
export function answerOf(report: object): vscode.LanguageModelToolResult {
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(JSON.stringify(report))]);
}

/** Throws the sentence for a key that a tool does not know: a model that misspells one must not get another answer. */
export function refuseOthers(asked: Asked, known: readonly string[]): void {
  const foreign = Object.keys(asked).find((key) => !known.includes(key));
  if (foreign !== undefined) throw new Error(`Expected ${listed(known, "or")}, got ${foreign}.`);
}
