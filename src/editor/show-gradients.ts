import * as vscode from "vscode";
import type { TextRange } from "../input/search/locate-matrices";
import type { PanelManager } from "../panel/manager";
import { plainSentence } from "../panel/plain-text";
import { rootMatrixStart } from "./document-content";
import { DocumentSource } from "./document-source";
import { FileSource } from "./file-source";
import { nameOf } from "./uri-names";
import { TENSOR_FILES } from "./pick";
import { lengthOf, type TextSearch } from "./text-search";

/** What the command needs of the window it runs in. */
interface ShowServices {
  readonly panels: Pick<PanelManager, "show">;
  readonly search: TextSearch;
  /** Files of this machine can be read by a panel's worker itself. */
  readonly onDisk: boolean;
}

/**
 * Shows the gradients of: a range of a document (from a lens), the selection of the active editor, the matrix around
 * its cursor or the first one in its text, or a file of the explorer. Arguments that are none of these are passed over.
 */
export async function showGradients(services: ShowServices, target?: unknown, range?: unknown): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (target instanceof vscode.Uri && isRange(range)) {
    await showDocument(services, await vscode.workspace.openTextDocument(target), range);
  } else if (target instanceof vscode.Uri && target.toString() !== editor?.document.uri.toString()) {
    await showFile(services, target);
  } else if (editor) {
    const { document, selection } = editor;
    await showDocument(services, document, {
      start: document.offsetAt(selection.start),
      end: document.offsetAt(selection.end),
    });
  } else {
    const [chosen] =
      (await vscode.window.showOpenDialog({
        title: vscode.l10n.t("Show Batch-Norm Gradients of"),
        filters: TENSOR_FILES,
      })) ?? [];
    if (chosen) await showFile(services, chosen);
  }
}

async function showFile({ panels, search, onDisk }: ShowServices, uri: vscode.Uri): Promise<void> {
  await panels.show(new FileSource(uri, onDisk, search));
}

async function showDocument(
  { panels, search }: ShowServices,
  document: vscode.TextDocument,
  { start, end }: TextRange,
): Promise<void> {
  // A long text that is one matrix from its start needs no search: whoever reads it finds that out.
  const root = start === end ? rootMatrixStart(document) : undefined;
  if (root !== undefined) {
    const place = { start: root, end: lengthOf(document) };
    await panels.show(new DocumentSource(document, place, false, search));
    return;
  }
  const choice = await search.ask(document, "choose", { start, end });
  if (!choice.ok) {
    const what = choice.fault.code === "superseded" ? vscode.l10n.t("Run the command again.") : "";
    void vscode.window.showErrorMessage(plainSentence(`${choice.fault.text} ${what}`.trim()));
  } else if (!choice.value) {
    const where = start === end ? nameOf(document.uri) : vscode.l10n.t("the selection");
    void vscode.window.showErrorMessage(
      plainSentence(
        vscode.l10n.t(
          "There is no matrix in {0}: expected rows of numbers in brackets, such as [[1, 2], [3, 4]].",
          where,
        ),
      ),
    );
  } else {
    const { place, part } = choice.value;
    await panels.show(new DocumentSource(document, place, part, search));
  }
}

function isRange(value: unknown): value is TextRange {
  if (typeof value !== "object" || value === null) return false;
  const { start, end } = value as Partial<TextRange>;
  return typeof start === "number" && typeof end === "number";
}
