import * as vscode from "vscode";

/** What a user does with a list or a dialog of VS Code. */
export const ACCEPT = "workbench.action.acceptSelectedQuickOpenItem";
export const GIVE_UP = "workbench.action.closeQuickOpen";

/**
 * The answer to something that asks the user, who does this. A list is filled in the window some messages after it was
 * asked for, and nothing says so: until then there is nothing to accept, so it is done once for each answer of the window.
 */
export async function answeredWith<T>(command: string, asked: Promise<T>): Promise<T> {
  let isAnswered = false;
  const answered = asked.finally(() => (isAnswered = true));
  while (!isAnswered) await vscode.commands.executeCommand(command);
  return answered;
}
