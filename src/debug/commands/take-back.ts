import * as vscode from "vscode";
import { currentSource, say, type DebugServices } from "./debug-services";
import { menuRow } from "./menu-row";
import { plainLabel } from "../../panel/plain-text";

/** Takes expressions of the program back from x: those of a row, else the ones that the user chooses. */
export async function takeBack(services: DebugServices, argument: unknown): Promise<void> {
  const source = currentSource(services);
  if (!source || source.used.length === 0) {
    const title = source?.title ?? vscode.l10n.t("the panel in front");
    return say({
      code: "nothing-used",
      text: vscode.l10n.t("Nothing of the program is used beside the x of {0}.", title),
    });
  }
  const row = menuRow(argument);
  if (row) {
    const ofRow = source.used.filter(({ expression }) => expression === row.expression);
    if (ofRow.length) return source.takeBack(ofRow.map(({ role }) => role));
  }
  const items = source.used.map(({ role, expression }) => ({ label: role, description: plainLabel(expression), role }));
  const title = vscode.l10n.t("Take Back What Was Used for {0}", source.title);
  const chosen = await vscode.window.showQuickPick(items, { title, canPickMany: true });
  if (chosen?.length) source.takeBack(chosen.map(({ role }) => role));
}
