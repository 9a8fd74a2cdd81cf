import type { Cursor } from "../cursor";
import { blankEnd, closeOf, isOpen, stringEnd } from "../search/brackets";

/** A member of an object of JSON, by its place: nothing of the value is read. */
export interface Member {
  readonly key: string;
  readonly at: number; // offset of the key
  readonly start: number; // of the value
  readonly end: number; // behind the value
}

/**
 * The members of the object that opens under the cursor, and the offset behind it. Undefined where something stands
 * between them that belongs to no object; whoever reads it then will name it. Every character is looked at once.
 */
export function membersAt(
  { text, pos: open, end }: Pick<Cursor, "text" | "pos" | "end">,
  most = Infinity,
): { readonly members: readonly Member[]; readonly end: number } | undefined {
  const members: Member[] = [];
  let pos = blankEnd(text, open + 1, end, false);
  while (members.length < most) {
    if (text[pos] === "}") return { members, end: pos + 1 };
    const at = pos;
    if (pos >= end || text[pos] !== '"') return undefined;
    pos = stringEnd(text, pos, end);
    const key = text.slice(at + 1, pos - 1);
    pos = blankEnd(text, pos, end, false);
    if (text[pos] !== ":") return undefined;
    const start = blankEnd(text, pos + 1, end, false);
    pos = valueEnd(text, start, end);
    members.push({ key, at, start, end: pos });
    pos = blankEnd(text, pos, end, false);
    if (text[pos] === ",") pos = blankEnd(text, pos + 1, end, false);
    else if (text[pos] !== "}") return undefined;
  }
  return { members, end: pos };
}

/** Offset behind the value at `start`. */
function valueEnd(text: string, start: number, end: number): number {
  const code = text.charCodeAt(start);
  if (isOpen(code)) return closeOf(text, start, end);
  if (code === 34) return stringEnd(text, start, end);
  let pos = start;
  while (pos < end && !/[\s,}\]]/.test(text.charAt(pos))) pos++;
  return pos;
}

/** The string or number of a member; undefined for a list or an object. */
export function scalarOf(text: string, { start, end }: Member): string | undefined {
  if (isOpen(text.charCodeAt(start))) return undefined;
  return text[start] === '"' ? text.slice(start + 1, Math.min(end - 1, start + 60)) : text.slice(start, end);
}
