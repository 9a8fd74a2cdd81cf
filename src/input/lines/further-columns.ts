import type { Counted } from "./blocks";
import { endsOf } from "./index-levels";
import { firstField } from "./judge-first-column";

/** R breaks no line before this, however narrow its window. */
const NARROWEST = 40;

/**
 * Whether a block holds more columns of the rows above it, as R prints those that do not fit on its line: below one another
 * without a blank line, each with the names of the rows.
 */
export function areFurtherColumns(text: string, above: Counted, below: Counted): boolean {
  const last = above.lines.at(above.lines.length - 1);
  const { lines } = below;
  if (!last || !above.header || !below.header || above.lines.length !== lines.length) return false;
  if (above.leftOut < 1 || below.leftOut !== above.leftOut) return false;
  if (!/^[^\S\r\n]*(?:\r\n|\r|\n)[^\S\r\n]*$/.test(text.slice(last.end, below.block.start))) return false;
  const nameOf = (counted: Counted, i: number): string => {
    const line = counted.lines.at(i);
    return line ? firstField(text, line, " ") : "";
  };
  for (let i = 0; i < lines.length; i++) if (nameOf(above, i) !== nameOf(below, i)) return false;
  // The next column would have made the line above longer than any of these.
  const [ends, next] = [endsOf(text, last), endsOf(text, lines.at(lines.length - 1) ?? last)];
  const width = ends.at(-1) ?? 0;
  const added = (next[below.leftOut] ?? 0) - (next[below.leftOut - 1] ?? 0);
  return width >= NARROWEST && width + added > (next.at(-1) ?? 0);
}
