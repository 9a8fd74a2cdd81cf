import * as vscode from "vscode";
import { failure, reasonOf, success, type Result } from "../core/fault";
import { ENDINGS, USUAL_ENDINGS } from "../input/formats/index";
import type { Picked, PickItem, PickProvider } from "../panel/source";
import { readContent } from "./document-content";
import { selectedAs } from "./document-source";
import { ownBytes, sizeOnDisk } from "./file-source";
import { nameOf } from "./uri-names";
import type { TextSearch } from "./text-search";
import { plainLabel } from "../panel/plain-text";

export const TENSOR_FILES = { Tensors: [...ENDINGS] };

/**
 * What the editors and the disk offer for a panel's pickers: selections, whole editors, and any file. They hand over
 * texts and bytes; the worker reads them.
 */
export function createPicks(search: TextSearch): PickProvider {
  const file: PickItem = {
    label: `$(folder-opened) ${vscode.l10n.t("A file ...")}`,
    description: USUAL_ENDINGS.map((ending) => `.${ending}`).join(", "),
    load: async () => {
      const [uri] = (await vscode.window.showOpenDialog({ filters: TENSOR_FILES })) ?? [];
      return uri && loadFile(uri);
    },
  };
  return () => {
    const editors = vscode.window.visibleTextEditors.filter(({ document }) => document.uri.scheme !== "output");
    const items = editors.map(({ document, selection }): PickItem => {
      const name = plainLabel(nameOf(document.uri));
      return {
        label: selection.isEmpty ? `$(file) ${name}` : `$(selection) ${vscode.l10n.t("Selection in {0}", name)}`,
        description: selection.isEmpty
          ? vscode.l10n.t("the matrix at the cursor")
          : vscode.l10n.t("lines {0} to {1}", selection.start.line + 1, selection.end.line + 1),
        load: () => loadSelection(search, document, selection),
      };
    });
    return Promise.resolve([...items, file]);
  };
}

async function loadSelection(
  search: TextSearch,
  document: vscode.TextDocument,
  selection: vscode.Selection,
): Promise<Result<Picked>> {
  const name = nameOf(document.uri);
  const { version } = document;
  const start = document.offsetAt(selection.start);
  const end = document.offsetAt(selection.end);
  const around = selection.isEmpty ? await search.ask(document, "around", { offset: start }) : success(null);
  if (!around.ok && around.fault.code !== "superseded") return around;
  const content = await readContent(document, search);
  if (!content.ok && content.fault.code !== "superseded") return content;
  if (!around.ok || !content.ok || document.version !== version) {
    return failure("superseded", `${name} was edited while it was read. Pick it again.`);
  }
  const found = around.value;
  const place = found
    ? { range: [found.start, found.end] as const, selected: selectedAs(found) }
    : !selection.isEmpty && { range: [start, end] as const };
  return success({ title: name, value: { kind: "text", content: content.value, name, ...place } });
}

/** Reads a file that was picked. */
export async function loadFile(uri: vscode.Uri): Promise<Result<Picked>> {
  const size = await sizeOnDisk(uri);
  if (!size.ok) return size;
  const name = nameOf(uri);
  try {
    const content = ownBytes(await vscode.workspace.fs.readFile(uri));
    return success({ title: name, value: { kind: "text", content, name } });
  } catch (error) {
    return failure("read-failed", `${name} could not be read: ${reasonOf(error)}`);
  }
}
