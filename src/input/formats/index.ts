import { blankEnd } from "../search/brackets";
import { isVectorOfR } from "../lines/printed-on-lines";
import type { BinaryFormat, InputFormat, TextFormat } from "./format";
import { htmlTable } from "./html-table";
import { json } from "./json";
import { latex } from "./latex";
import { notebook } from "./notebook";
import { npy } from "./npy";
import { npz } from "./npz";
import { onnxTensor } from "./onnx-tensor";
import { printed } from "./printed-arrays";
import { rStructure } from "./r-structure";
import { safetensors } from "./safetensors";
import { sparse } from "./sparse";
import { table } from "./table";

/**
 * Every format, in the order of recognition. A file's first bytes are asked before its name, and its name before the
 * look of its text. Of several formats that a text looks like, the first that reads it is taken.
 */
export const FORMATS = [
  notebook, // before JSON, which it is
  json, // before printed arrays: what both read is JSON
  htmlTable, // before tables, which are whatever has no brackets
  latex,
  sparse,
  rStructure,
  table, // whatever has no numbers in brackets
  printed,
  npy,
  npz,
  safetensors, // before ONNX's: its first byte may be the same
  onnxTensor,
] as const satisfies readonly InputFormat[];

export type FormatName = (typeof FORMATS)[number]["name"];
type Format = InputFormat<FormatName>;

const formats: readonly Format[] = FORMATS;
export const TEXT_FORMATS: readonly TextFormat<FormatName>[] = formats.filter((format) => format.kind === "text");
export const BINARY_FORMATS: readonly BinaryFormat<FormatName>[] = formats.filter((format) => format.kind === "binary");

/** The formats that a text looks like. An object or a list of records is JSON or nothing: others would read a part of it. */
export function likely(text: string, start = 0, end = text.length): readonly TextFormat<FormatName>[] {
  const head = text.slice(start, Math.min(end, start + HEAD));
  if (isRecord(head) && !hasCalls(head)) return [notebook.looksLike(head) ? notebook : json];
  if (isVectorOfR(head)) return [table];
  const found = TEXT_FORMATS.filter((format) => format.looksLike(start === 0 && end === text.length ? text : head));
  const marked = found.find(({ isMarked }) => isMarked);
  if (marked) return [marked];
  return found.length ? found : [table];
}

/** As much of a text as is looked at to tell its format. */
const HEAD = 65536;

/** Begins as an object of JSON, or a list of objects or words. Words for numbers, such as "NaN", begin a matrix. */
function isRecord(head: string): boolean {
  let pos = blankEnd(head, 0, head.length, false);
  if (head[pos] === "[") {
    pos = blankEnd(head, pos + 1, head.length, false);
    if (head[pos] === '"') return !/^"[-+]?(?:NaN|Inf)/.test(head.slice(pos, pos + 6));
  }
  return head[pos] === "{" && head[blankEnd(head, pos + 1, head.length, false)] === '"';
}

/** A dict of Python is no JSON: it holds arrays in calls. */
function hasCalls(head: string): boolean {
  return /:\s*(?:np\.|numpy\.|torch\.|jnp\.|tf\.|mx\.)?(?:array|tensor|Array|Parameter|matrix|constant)\(/.test(head);
}

/** The format of this name, as `--format` takes it. */
export function formatNamed(name: FormatName): Format {
  const found = formats.find((format) => format.name === name);
  if (!found) throw new Error(`expected the name of a format, got ${name}`);
  return found;
}

/** What people call the format of this name. */
export function labelOf(name: string): string {
  return formats.find((format) => format.name === name)?.label ?? name;
}

/** The format that a file name promises. */
export function formatOfName(name: string | undefined): Format | undefined {
  const ending = endingOf(name);
  return ending === undefined ? undefined : formats.find(({ endings }) => endings.includes(ending));
}

/** The format that the first bytes of a binary file show. */
export function formatOfBytes(head: Uint8Array): BinaryFormat<FormatName> | undefined {
  return BINARY_FORMATS.find((format) => format.startsLike(head));
}

/** Whether a file of this name may be opened in a text editor, as far as the name tells. */
export function isTextName(name: string): boolean {
  const promised = formatOfName(name);
  if (promised) return promised.kind === "text" && !promised.isContainer;
  const ending = endingOf(name);
  return ending !== undefined && TEXT_FORMATS.some(({ sharedEndings }) => sharedEndings?.includes(ending));
}

/** Endings that promise a format: for menus on files. */
export const PROMISED_ENDINGS: readonly string[] = formats.flatMap(({ endings }) => endings);

/** The first ending of each format that has any, for a short line in a menu. */
export const USUAL_ENDINGS: readonly string[] = formats.flatMap(({ endings }) => endings.slice(0, 1));

/** All endings under which a format may come: for open dialogs. */
export const ENDINGS: readonly string[] = [
  ...new Set(formats.flatMap(({ endings, sharedEndings = [] }) => [...endings, ...sharedEndings])),
];

function endingOf(name: string | undefined): string | undefined {
  return /\.([A-Za-z0-9]+)$/.exec(name ?? "")?.[1]?.toLowerCase();
}
