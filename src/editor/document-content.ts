import type * as vscode from "vscode";
import { readHead } from "../input/search/head";
import { headOf, readBytes } from "./document-text";
import { isSmall, SMALL_TEXT } from "./text-search";

/** Text that is handed over as a whole; a search finds little else in a longer one that is a matrix from its start. */
const LONG_TEXT = 1_000_000; // characters

/** The text of a document for whoever reads it: a long one as bytes that can be given away. undefined: edited meanwhile. */
export async function readContent(
  document: vscode.TextDocument,
): Promise<string | Uint8Array<ArrayBuffer> | undefined> {
  return isSmall(document) ? document.getText() : readBytes(document);
}

/** Characters of a document. */
export function lengthOf(document: vscode.TextDocument): number {
  return document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
}

/** Where a long text begins with the brackets and numbers of a matrix; undefined for any other. */
export function rootMatrixStart(document: vscode.TextDocument): number | undefined {
  if (lengthOf(document) <= LONG_TEXT) return undefined;
  const { head, isWhole } = headOf(document, SMALL_TEXT);
  const finding = readHead(head, isWhole);
  return finding.is === "open" ? finding.matrixStart : undefined;
}
