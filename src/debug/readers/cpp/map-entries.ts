import { success, type Result } from "../../../core/fault";
import type { Target } from "../../session/dap-session";
import { LIST_MILLISECONDS, type ReadOptions } from "../reader";
import { WIRES, type Wire } from "../wire-types";
import { parseType, templateOf } from "./cpp-types";
import { Questions } from "./debugger-questions";
import { wireByName } from "./location";
import { openMemory, type Memory } from "./memory";
import { layoutOf, numberIn, wordAt, type Layout, type ValueAt } from "./value-in-memory";

/** An entry of a map: its key as it stands in brackets, "x" in quotes or a number, and what it holds. */
export interface MapEntry {
  readonly key: string;
  readonly value: ValueAt;
}

/** The entries of a map, as far as they were looked at. */
export interface MapEntries {
  /** Those whose keys can be written. */
  readonly entries: readonly MapEntry[];
  /** After how many the walk ended itself; null: it has seen all. */
  readonly cutAt: number | null;
}

/** Entries that are looked at: each is a request of its own. So many, in the time of a list. */
const MOST_ENTRIES = 256;
/** A red-black tree of so many levels would be larger than the memory: this one holds itself. */
const DEEPEST_TREE = 128;
/** Letters of a key. */
const LONGEST_KEY = 256;
const WORD = 8;
const STRING_BYTES = 32; // libstdc++'s: pointer, length, and 16 bytes for what is short
const SHORT_AT = 16;

/**
 * The entries of a std::map or std::unordered_map of libstdc++, by what lies in memory: no code of the program runs, and
 * its [] would add what is not there. undefined for anything else, and for keys and values that are not known.
 */
export async function mapEntries(
  target: Target,
  options: ReadOptions,
  shownType: string,
): Promise<Result<MapEntries> | undefined> {
  const questions = new Questions(target, options.signal);
  const map = await mapOf(questions, shownType);
  const nodes = map && (await nodesOf(questions, map));
  if (!nodes) return undefined;
  const memory = await openMemory(target, options, null);
  if (!memory.ok) return memory;
  try {
    const end = performance.now() + (options.listMilliseconds ?? LIST_MILLISECONDS);
    const isOver: IsOver = (seen) => seen === MOST_ENTRIES || performance.now() > end;
    return await (map.isTree
      ? walkTree(memory.value, nodes, isOver, questions)
      : walkChain(memory.value, nodes, isOver));
  } finally {
    await memory.value.close();
  }
}

interface MapType {
  /** What its members are asked with: "cache." or "cache->". */
  readonly members: string;
  readonly isTree: boolean;
  readonly key: string;
  readonly value: string;
}

/** A map of any library by its type: absl::flat_hash_map<...>, QMap<...>. */
const OF_ANY_LIBRARY = /^([\w:]*::)?\w*(map|hash|dict(ionary)?)\s*<.*>(::\w+)?$/i;
/** What libc++ keeps a map in, also behind a name of the program's own. */
const OF_LIBCXX = ["__tree_", "__table_"];

/** Whether an expression of this type is a map, known or not: its [] adds what is not there. */
export async function isMap(questions: Questions, shownType: string): Promise<boolean> {
  if (await mapOf(questions, shownType)) return true;
  const type = parseType(shownType);
  if (type.kind !== "unknown") return false;
  if (OF_ANY_LIBRARY.test(type.name)) return true;
  for (const member of OF_LIBCXX) if ((await questions.ask(`${questions.path}.${member}`)).ok) return true;
  return false;
}

/** The type of a map, also of one that a pointer points at, and of one behind a name of the program's own. */
async function mapOf(questions: Questions, shownType: string): Promise<MapType | undefined> {
  const pointer = /^\(\*([\w.>-]+)\)$/.exec(questions.target.expression)?.[1];
  const members = pointer ? `${pointer}->` : `${questions.path}.`;
  const named = mapNamed(shownType);
  if (named) return { ...named, members };
  const type = parseType(shownType);
  if (type.kind !== "unknown" || type.name.startsWith("std::")) return undefined;
  for (const member of ["_M_t", "_M_h"]) {
    const inner = await questions.ask(`${members}${member}`);
    const found = inner.ok ? mapNamed(inner.value.type.replace(/::(_Rep_type|_Hashtable)$/, "")) : undefined;
    if (found) return { ...found, members };
  }
  return undefined;
}

function mapNamed(typeName: string): Omit<MapType, "members"> | undefined {
  const type = parseType(typeName);
  const template = type.kind === "unknown" ? templateOf(type.name) : undefined;
  const [key = "", value = ""] = template?.args ?? [];
  if (template?.name !== "std::map" && template?.name !== "std::unordered_map") return undefined;
  return { isTree: template.name === "std::map", key, value };
}

/** Where the first node lies, and how one is laid out. */
interface Nodes {
  readonly first: bigint;
  readonly bytes: number;
  readonly keyAt: number;
  readonly valueAt: number;
  /** null: a string. */
  readonly key: Wire | null;
  readonly value: Layout;
}

async function nodesOf(questions: Questions, map: MapType): Promise<Nodes | undefined> {
  const isString = /^std::(__cxx11::)?(basic_string<char\b|string$)/.test(map.key);
  const wire = isString ? null : await wireByName(questions, parseType(map.key));
  const value = await layoutOf(questions, map.value);
  if (wire === undefined || wire?.includes("float") || !value) return undefined;
  const root = map.isTree ? "_M_t._M_impl._M_header._M_parent" : "_M_h._M_before_begin._M_nxt";
  const first = await questions.address(`${map.members}${root}`);
  if (!first.ok) return undefined;
  // In a tree colour, parent, left and right come first; in a chain the next node.
  const keyAt = map.isTree ? 4 * WORD : WORD;
  const keyBytes = wire ? WIRES[wire] : STRING_BYTES;
  const valueAt = Math.ceil((keyAt + keyBytes) / value.align) * value.align;
  return { first: first.value, keyAt, valueAt, bytes: valueAt + value.size, key: wire, value };
}

/** Whether a walk that has seen so many entries ends itself. */
type IsOver = (seen: number) => boolean;

/** The nodes of a tree, in the order of their keys. */
async function walkTree(
  memory: Memory,
  nodes: Nodes,
  isOver: IsOver,
  questions: Questions,
): Promise<Result<MapEntries>> {
  const entries: MapEntry[] = [];
  const above: { readonly view: DataView; readonly at: bigint }[] = [];
  let seen = 0;
  for (let at = nodes.first; at !== 0n || above.length > 0;) {
    if (at !== 0n) {
      if (above.length === DEEPEST_TREE) return questions.refuse("a map whose memory is damaged: its tree has no end.");
      const view = await viewAt(memory, at, nodes.bytes);
      if (!view.ok) return view;
      above.push({ view: view.value, at });
      at = wordAt(view.value, 2 * WORD);
      continue;
    }
    const node = above.pop();
    if (!node) break;
    if (isOver(seen)) return success({ entries, cutAt: seen });
    const entry = await entryIn(memory, nodes, node.view, node.at);
    if (entry) entries.push(entry);
    seen++;
    at = wordAt(node.view, 3 * WORD);
  }
  return success({ entries, cutAt: null });
}

async function walkChain(memory: Memory, nodes: Nodes, isOver: IsOver): Promise<Result<MapEntries>> {
  const entries: MapEntry[] = [];
  let seen = 0;
  for (let at = nodes.first; at !== 0n; seen++) {
    if (isOver(seen)) return success({ entries, cutAt: seen });
    const view = await viewAt(memory, at, nodes.bytes);
    if (!view.ok) return view;
    const entry = await entryIn(memory, nodes, view.value, at);
    if (entry) entries.push(entry);
    at = wordAt(view.value, 0);
  }
  return success({ entries, cutAt: null });
}

async function viewAt(memory: Memory, at: bigint, bytes: number): Promise<Result<DataView>> {
  const content = await memory.read(at, bytes);
  return content.ok ? success(new DataView(content.value.buffer, content.value.byteOffset, bytes)) : content;
}

async function entryIn(memory: Memory, nodes: Nodes, view: DataView, at: bigint): Promise<MapEntry | undefined> {
  const { keyAt, valueAt, value } = nodes;
  const key = nodes.key
    ? String(numberIn(partOf(view, keyAt), nodes.key))
    : await stringIn(memory, partOf(view, keyAt), at + BigInt(keyAt));
  return key === undefined ? undefined : { key, value: value.valueAt(partOf(view, valueAt), at + BigInt(valueAt)) };
}

function partOf(view: DataView, from: number): DataView {
  return new DataView(view.buffer, view.byteOffset + from);
}

/** A std::string in quotes; a short one lies within itself. */
async function stringIn(memory: Memory, view: DataView, at: bigint): Promise<string | undefined> {
  const [start, length] = [wordAt(view, 0), Number(wordAt(view, WORD))];
  if (length > LONGEST_KEY) return undefined;
  const isShort = start === at + BigInt(SHORT_AT);
  const text = isShort
    ? new Uint8Array(view.buffer, view.byteOffset + SHORT_AT, length)
    : await memory.read(start, length).then((read) => (read.ok ? read.value : undefined));
  return text && JSON.stringify(new TextDecoder().decode(text));
}
