import * as vscode from "vscode";
import type { PanelManager } from "../panel/manager";
import type { GradientPanel } from "../panel/panel";
import { plainSentence } from "../panel/plain-text";
import { COPIED, type PageCommand } from "../protocol/page-commands";
import { PICTURES } from "../views";
import { linkOf } from "./panel-link";
import { TextSource } from "./text-source";

/** A cell of the page's picture, as VS Code's menu brings it from there. */
type Cell = Pick<Extract<PageCommand, { readonly do: "reveal" }>, "tensor" | "row" | "column">;

/** Actions of a panel's title, and of the menu over a cell of its pictures. */
export function registerPanelCommands(panels: Pick<PanelManager, "current">): vscode.Disposable {
  const onPanel = (id: string, run: (panel: GradientPanel) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`gradientLens.${id}`, async () => {
      if (panels.current) await run(panels.current);
    });
  const onCell = (id: string, command: (cell: Cell) => PageCommand): vscode.Disposable =>
    vscode.commands.registerCommand(`gradientLens.${id}`, (context?: unknown) => {
      const cell = cellIn(context);
      if (cell) panels.current?.command(command(cell));
    });
  return vscode.Disposable.from(
    onPanel("refreshPanel", (panel) => panel.model.reload()),
    onPanel("exportPanel", (panel) => {
      panel.command({ do: "export" });
    }),
    onPanel("pinPanel", async (panel) => {
      panel.webviewPanel.reveal(undefined, false); // VS Code pins the editor that is active
      await vscode.commands.executeCommand("workbench.action.pinEditor");
    }),
    onPanel("copyLink", copyLink),
    ...COPIED.map((what) =>
      onCell(`copy${what.charAt(0).toUpperCase()}${what.slice(1)}`, (cell) => ({ do: "copy", what, ...cell })),
    ),
    onCell("goToSource", (cell) => ({ do: "reveal", ...cell })),
  );
}

async function copyLink({ model: { source } }: GradientPanel): Promise<void> {
  const link = source instanceof TextSource ? linkOf(source.uri) : undefined;
  if (link) await vscode.env.clipboard.writeText(link);
  const said = link
    ? vscode.l10n.t("Copied a link that opens this panel in the same workspace.")
    : vscode.l10n.t("No link leads to {0}: it is no file of this workspace.", source.title);
  void vscode.window.showInformationMessage(plainSentence(said));
}

/** What the page has put beside its pictures, which is not trusted. */
function cellIn(context: unknown): Cell | undefined {
  if (typeof context !== "object" || context === null) return undefined;
  const { tensor, row, column } = context as Partial<Record<string, unknown>>;
  const known = PICTURES.find((name) => name === tensor);
  if (!known || !isPlace(row) || !isPlace(column)) return undefined;
  return { tensor: known, row, column };
}

function isPlace(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0;
}
