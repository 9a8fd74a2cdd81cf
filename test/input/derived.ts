import { FORMATS, PROMISED_ENDINGS } from "../../src/input/formats/index";
import type { Example, InputFormat } from "../../src/input/formats/format";
import { itemAt } from "../../src/core/item-at";

/** What is made from the formats' own files, for scripts/formats.mjs to write and for a test to hold. */

/** When the explorer offers the command on a file. */
export function explorerWhen(): string {
  return `resourceExtname =~ /^\\.(${PROMISED_ENDINGS.join("|")})$/`;
}

/** package.json with the menu on files as the formats want it. */
export function packageWithFormats(text: string): string {
  // What follows names the files of these endings that hold no tensor.
  return text.replace(/(?<=")resourceExtname =~ \/[^/\n]*\/(?=["& ])/, () =>
    JSON.stringify(explorerWhen()).slice(1, -1),
  );
}

const OPEN = "<!-- formats: written by scripts/formats.mjs from src/input/formats -->";
const CLOSE = "<!-- /formats -->";

/** docs/problem-file.md with the table of formats and their examples. */
export function pageWithFormats(page: string): string {
  const from = page.indexOf(OPEN);
  const to = page.indexOf(CLOSE);
  if (from < 0 || to < from) throw new Error(`expected ${OPEN} and ${CLOSE} in the page`);
  return `${page.slice(0, from)}${OPEN}\n\n${formatsTable()}\n\n${formatsExamples()}\n\n${page.slice(to)}`;
}

function formatsTable(): string {
  const rows = FORMATS.map(({ name, label, endings, summary }) => {
    const files = endings.map((ending) => `\`.${ending}\``).join(", ") || "any text";
    return [label, `\`${name}\``, files, summary.replaceAll("|", "\\|")];
  });
  return markdownTable(["format", "`--format`", "files", "what is read"], rows);
}

/** A table as prettier lays it out. */
function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, k) => Math.max(title.length, ...rows.map((row) => itemAt(row, k).length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, k) => cell.padEnd(itemAt(widths, k))).join(" | ")} |`;
  return [head, widths.map((width) => "-".repeat(width)), ...rows].map(line).join("\n");
}

/** The texts that the formats give as examples: a test reads each of them. */
function formatsExamples(): string {
  const shown = (FORMATS as readonly InputFormat[]).flatMap(({ examples }) => examples.flatMap(exampleText));
  return ["```text", shown.join("\n\n"), "```"].join("\n");
}

function exampleText({ what, source, x }: Example): string[] {
  return typeof source === "string" ? [`--- ${what}: ${x.shape.join(" x ")} ${x.dtype}\n${asOnPage(source)}`] : [];
}

/** A text as a page shows it: without blanks at the ends of its lines, which no reader of a page sees. */
export function asOnPage(text: string): string {
  return text.replace(/[ \t]+$/gm, "").trimEnd();
}
