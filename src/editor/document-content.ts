import type * as vscode from "vscode";
import { success, type Result } from "../core/fault";
import { readHead } from "../input/search/head";
import { headOf } from "./document-text";
import { isSmall, lengthOf, SMALL_TEXT, type TextSearch } from "./text-search";

/** Text that is handed over as a whole; a search finds little else in a longer one that is a matrix from its start. */
const LONG_TEXT = 1_000_000; // characters

/**
 * The text of a document for whoever reads it: a long one as bytes that can be given away. The fault "superseded" when
 * it was edited meanwhile.
 */
export async function readContent(
  document: vscode.TextDocument,
  search: TextSearch,
): Promise<Result<string | Uint8Array<ArrayBuffer>>> {
  return isSmall(document) ? success(document.getText()) : search.bytes(document);
}

/** Where a long text begins with the brackets and numbers of a matrix; undefined for any other. */
export function rootMatrixStart(document: vscode.TextDocument): number | undefined {
  if (lengthOf(document) <= LONG_TEXT) return undefined;
  const { head, isWhole } = headOf(document, SMALL_TEXT);
  const finding = readHead(head, isWhole);
  return finding.is === "open" ? finding.matrixStart : undefined;
}
