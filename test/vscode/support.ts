/** What the suites inside the extension host share: documents, panels as tabs, and waiting for an event. */
import { randomUUID } from "node:crypto";
import * as vscode from "vscode";

export const EXTENSION = "gradient-lens.gradient-lens";
export const COMMAND = "gradientLens.showGradients";
const VIEW_TYPE = "gradientLens.panel";

/** True in the run of the browser entry: the product then lives in another host than these suites. */
export const isWeb = process.env.GRADIENT_LENS_KIND === "web";

/** The tabs of the product's panels, in the order of the groups. */
export function panels(): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(VIEW_TYPE));
}

/** Waits until a condition holds, looking again at every change of the tabs. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  if (condition()) return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      listener.dispose();
      reject(new Error(`expected ${what} within 20 s; tabs: ${tabLabels().join(", ") || "none"}`));
    }, 20_000);
    const listener = vscode.window.tabGroups.onDidChangeTabs(() => {
      if (!condition()) return;
      clearTimeout(timer);
      listener.dispose();
      resolve();
    });
  });
}

function tabLabels(): string[] {
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => tab.label));
}

/** By which ending of a name VS Code knows a language. */
const ENDINGS = { json: "json", jsonc: "jsonc", python: "py", markdown: "md", plaintext: "txt" } as const;
/** Each file of tests has a copy of this module: a count alone would give names twice. */
const RUN = randomUUID();
let opened = 0;

/**
 * An untitled document in an editor of its own, under a name that no other has had. VS Code gives the name of a closed
 * one to the next, and with it the text that it has kept to restore, where it has not come to forget that.
 */
export async function open(content: string, language: keyof typeof ENDINGS = "json"): Promise<vscode.TextEditor> {
  const uri = vscode.Uri.from({ scheme: "untitled", path: `/scratch-${RUN}-${++opened}.${ENDINGS[language]}` });
  const document = await vscode.workspace.openTextDocument(uri);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, new vscode.Position(0, 0), content);
  await vscode.workspace.applyEdit(edit);
  if (document.getText() !== content || document.languageId !== language)
    throw new Error(
      `expected the ${language} text ${content}, got the ${document.languageId} text ${document.getText()}`,
    );
  return vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One, preview: false });
}

/** A file of the workspace, which is a copy of examples/. */
export function workspaceFile(name: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (!folder) throw new Error("expected a folder that is open");
  return vscode.Uri.joinPath(folder.uri, name);
}

export async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  await vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap((group) => group.tabs));
}
