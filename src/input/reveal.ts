import { blankEnd, closeOf, isOpen, stringEnd } from "./brackets";
import type { TextRange } from "./locate";
import { tableCell, tableField } from "./table-text";

/** Where the innermost arrays of a matrix stand, so that one of its numbers is found without reading the others. */
interface LeafMap {
  readonly text: string;
  readonly range: TextRange;
  readonly extents: readonly number[]; // of the axes but the last
  readonly starts: readonly number[]; // (product of extents) offsets behind each leaf's opening bracket
}

let last: LeafMap | undefined; // of the latest text: cursors move and hovers come many times over one text

/**
 * Range of the number at an index of a matrix that stands in `range` of a text, or of the x of a problem object that
 * stands there, or of a table without brackets. Undefined when there is none.
 */
export function numberRange(text: string, range: TextRange, index: readonly number[]): TextRange | undefined {
  const matrix = xRange(text, range);
  if (!matrix) return tableField(text, range.start, range.end, index[0], index[1]);
  const map = leavesOf(text, matrix);
  if (index.length !== map.extents.length + 1) return undefined;
  let leaf = 0;
  for (let axis = 0; axis < map.extents.length; axis++) {
    if (!(index[axis] >= 0 && index[axis] < map.extents[axis])) return undefined;
    leaf = leaf * map.extents[axis] + index[axis];
  }
  let found: TextRange | undefined;
  eachToken(text, map.starts[leaf], matrix.end, (start, end, k) => {
    if (k === index[index.length - 1]) found = { start, end };
    return !found;
  });
  return found;
}

/** Index of the number under an offset, or of the one just before it. Undefined outside the rows of the matrix. */
export function indexAtOffset(text: string, range: TextRange, offset: number): number[] | undefined {
  const matrix = xRange(text, range);
  if (!matrix) {
    const cell = tableCell(text, range.start, range.end, offset);
    return cell && [...cell];
  }
  if (offset <= matrix.start || offset >= matrix.end) return undefined;
  const map = leavesOf(text, matrix);
  let low = 0; // the last leaf that starts at or before the offset
  let high = map.starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (map.starts[middle] <= offset) low = middle;
    else high = middle;
  }
  let column = 0;
  let count = 0;
  eachToken(text, map.starts[low], matrix.end, (start, _end, k) => {
    count = k + 1;
    if (start <= offset) column = k;
    return start <= offset;
  });
  if (count === 0) return undefined;
  const index = [column];
  let leaf = low;
  for (let axis = map.extents.length - 1; axis >= 0; axis--) {
    index.unshift(leaf % map.extents[axis]);
    leaf = Math.floor(leaf / map.extents[axis]);
  }
  return leaf === 0 ? index : undefined;
}

/** The array of x: the range itself, or the value of the key "x" of the object in it. Undefined for a table. */
function xRange(text: string, range: TextRange): TextRange | undefined {
  const start = blankEnd(text, range.start, range.end);
  if (text.charCodeAt(start) === 123) {
    const x = memberStart(text, start, range.end, "x");
    if (x !== undefined) return { start: x, end: closeOf(text, x, range.end) };
  }
  for (let pos = start; pos < range.end; pos++) {
    if (isOpen(text.charCodeAt(pos))) return { start: pos, end: range.end };
    if (pos > start + 4096) break; // words before an array are short
  }
  return undefined;
}

/** Offset of the value of a key of the object that opens at `open`. */
function memberStart(text: string, open: number, end: number, key: string): number | undefined {
  let pos = open + 1;
  while (pos < end) {
    pos = blankEnd(text, pos, end, false);
    if (text.charCodeAt(pos) !== 34) return undefined;
    const close = stringEnd(text, pos, end);
    const name = text.slice(pos + 1, close - 1);
    pos = blankEnd(text, close, end, false);
    if (text[pos] !== ":") return undefined;
    pos = blankEnd(text, pos + 1, end, false);
    if (name === key) return pos;
    if (isOpen(text.charCodeAt(pos))) pos = closeOf(text, pos, end);
    else if (text.charCodeAt(pos) === 34) pos = stringEnd(text, pos, end);
    else while (pos < end && !",}".includes(text[pos])) pos++;
    pos = blankEnd(text, pos, end, false);
    if (text[pos] === ",") pos++;
  }
  return undefined;
}

function leavesOf(text: string, range: TextRange): LeafMap {
  if (last?.range.start === range.start && last.range.end === range.end && last.text === text) return last;
  const starts: number[] = [];
  const extents: number[] = [];
  const counts: number[] = [];
  let depth = 0;
  for (let pos = range.start; pos < range.end;) {
    pos = blankEnd(text, pos, range.end);
    const code = text.charCodeAt(pos);
    if (isOpen(code)) {
      if (depth > 0) counts[depth - 1]++;
      const inside = blankEnd(text, pos + 1, range.end);
      if (isOpen(text.charCodeAt(inside))) {
        counts[depth++] = 0;
        pos = inside;
      } else {
        starts.push(pos + 1);
        pos = closeOf(text, pos, range.end);
      }
    } else if (code === 93 || code === 125) {
      if (depth === 0) break;
      depth--;
      extents[depth] ??= counts[depth];
      pos++;
    } else pos++;
  }
  // Rows side by side without brackets around them: a selection of some rows.
  if (extents.length === 0) extents.push(starts.length);
  last = { text, range, extents, starts };
  return last;
}

/** Visits the numbers of a leaf until it closes or `visit` says no. */
function eachToken(
  text: string,
  start: number,
  end: number,
  visit: (start: number, end: number, k: number) => boolean,
): void {
  let pos = start;
  for (let k = 0; ; k++) {
    pos = blankEnd(text, pos, end);
    while (pos < end && (text[pos] === "," || text[pos] === ";")) pos = blankEnd(text, pos + 1, end);
    if (pos >= end || text[pos] === "]" || text[pos] === "}") return;
    const from = pos;
    if (text.charCodeAt(pos) === 34) pos = stringEnd(text, pos, end);
    else while (pos < end && !/[\s,;\]}/#]/.test(text[pos])) pos++;
    if (pos === from) pos++;
    if (!visit(from, pos, k)) return;
  }
}
