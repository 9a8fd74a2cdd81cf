import * as vscode from "vscode";
import type { DebugSessions } from "../session/session-tracker";
import { backwardFunctions, languageOf } from "./backward-functions";

/** Set while a program is stopped in a file with a function that looks like a backward; menus go by it. */
const CONTEXT = "gradientLens.backwardHere";

/**
 * "Check My Backward" above the functions that look like one, while a program is stopped in their file. A stop in any
 * other file costs one look at its text, and asks nothing of the debugger: where it stopped is heard from its own answers.
 */
export class BackwardHere implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly listeners: vscode.Disposable;
  private stoppedIn: vscode.Uri | undefined;
  private lenses: vscode.Disposable | undefined; // registered while there is something to show
  private looks = 0;

  constructor(private readonly sessions: DebugSessions) {
    const look = (): void => void this.look();
    this.listeners = vscode.Disposable.from(
      this.changed,
      vscode.debug.onDidChangeActiveStackItem(look),
      sessions.onDidRun(look),
    );
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (document.uri.toString() !== this.stoppedIn?.toString()) return [];
    return backwardsIn(document).map(({ line, name }) => {
      const tooltip = vscode.l10n.t(
        "Takes x, gamma, dout, dx, dgamma and dbeta from the stopped frame by their names, and checks {0}",
        name,
      );
      const command = { title: vscode.l10n.t("Check My Backward"), command: "gradientLens.checkBackward", tooltip };
      return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), command);
    });
  }

  dispose(): void {
    this.lenses?.dispose();
    this.listeners.dispose();
  }

  private async look(): Promise<void> {
    const mine = ++this.looks;
    const document = await this.documentOfStop();
    if (mine !== this.looks) return; // a newer stop is looked at
    const uri = document && backwardsIn(document).length > 0 ? document.uri : undefined;
    if (uri?.toString() === this.stoppedIn?.toString()) return;
    this.stoppedIn = uri;
    void vscode.commands.executeCommand("setContext", CONTEXT, uri !== undefined);
    this.lenses?.dispose();
    this.lenses = uri && vscode.languages.registerCodeLensProvider({ pattern: "**", scheme: uri.scheme }, this);
  }

  /** The program's text where it stands, if backward passes are looked for in its language. */
  private async documentOfStop(): Promise<vscode.TextDocument | undefined> {
    const item = vscode.debug.activeStackItem;
    const path = item instanceof vscode.DebugStackFrame ? this.sessions.pathOf(item) : undefined;
    if (path === undefined || languageOf(path) === undefined) return undefined;
    try {
      return await vscode.workspace.openTextDocument(vscode.Uri.file(path)); // VS Code shows it anyway
    } catch {
      return undefined; // it has no file
    }
  }
}

function backwardsIn(document: vscode.TextDocument): ReturnType<typeof backwardFunctions> {
  const language = languageOf(document.uri.path);
  return language ? backwardFunctions(document.getText(), language) : [];
}
