import { fieldsOf, isNumber, isWhole, type Span } from "./fields";
import { firstField, isLabel } from "./judge-first-column";
import type { Block } from "./printed-page";
import { Spans } from "./spans";

/**
 * Cuts blocks where prints of data frames stand directly below one another, each below the same labels of columns. Labels
 * that are words have parted them already; these are numbers, and no rows of data where they stand above one more field
 * or behind a name. Whole numbers above fractions may as well be rows: of one class in four, say.
 */
export function apartAtLabels(text: string, blocks: readonly Block[]): readonly Block[] {
  const apart: Block[] = [];
  for (const [i, block] of blocks.entries()) {
    const above = apart.at(-1);
    const labels = above?.headers.length === 0 && above.lines.length === 1 ? above.lines.at(0) : undefined;
    if (block.headers.length === 0) apart.push(...cut(block, repeatedIn(text, block.lines)));
    else if (labels && i + 1 < blocks.length) apart.push(...cut(block, lastAs(text, labels, block.lines)));
    else apart.push(block);
  }
  return apart;
}

/** Numbers of the lines that repeat the first one, where that is one of labels. */
function repeatedIn(text: string, lines: Spans): readonly number[] {
  const [first, second] = lines.head(2);
  if (!first || !second || lines.length < 3 || first.end - first.start > LONGEST) return [];
  const names = fieldsOf(text, first, " ");
  if (!areLabels(names, fieldsOf(text, second, " "))) return [];
  const found: number[] = [];
  for (let i = 1; i < lines.length; i++) {
    const line = lines.at(i);
    if (line && isAs(text, line, names)) found.push(i);
  }
  return found;
}
const LONGEST = 100_000;

/** The last line below the name of an index, where it repeats the labels above that name. */
function lastAs(text: string, labels: Span, lines: Spans): readonly number[] {
  const last = lines.at(lines.length - 1);
  return last && lines.length > 1 && isAs(text, last, fieldsOf(text, labels, " ")) ? [lines.length - 1] : [];
}

function areLabels(names: readonly string[], next: readonly string[]): boolean {
  const [corner = "", ...others] = names;
  if (next.length === names.length + 1) return names.every(isNumber);
  if (next.length !== names.length || !others.every(isWhole)) return false;
  return isLabel(corner) && isNumber(next[0] ?? "");
}

function isAs(text: string, line: Span, names: readonly string[]): boolean {
  if (firstField(text, line, " ") !== names[0]) return false;
  const fields = fieldsOf(text, line, " ", names.length + 1);
  return fields.length === names.length && fields.every((field, k) => field === names[k]);
}

/** A block as several, each of which but the first begins with one of these lines. */
function cut(block: Block, starts: readonly number[]): Block[] {
  if (starts.length === 0) return [block];
  const bounds = [0, ...starts, block.lines.length];
  return bounds.slice(1).map((end, k) => {
    const lines = new Spans();
    for (let i = bounds[k] ?? 0; i < end; i++) {
      const line = block.lines.at(i);
      if (line) lines.push(line);
    }
    return k === 0 ? { ...block, lines } : { ...block, start: lines.startOf(0), apart: false, headers: [], lines };
  });
}
