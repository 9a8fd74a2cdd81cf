import { fieldsOf, isWhole, type Span } from "./fields";
import { isLabel } from "./judge-first-column";
import type { Block } from "./printed-page";
import type { Spans } from "./spans";

/** The rules between the lines of a block: what stands over one below the first line may be names that are numbers. */
export class HeaderRules {
  areBelowFirst = false;
  private isMarked = false;
  private second = Infinity; // lines over the next rule

  /** A rule below so many lines; `marked`: one that stands below names alone. */
  below(count: number, marked: boolean): void {
    if (count === 1) {
      this.areBelowFirst = true;
      this.isMarked ||= marked;
    } else if (count > 1) this.second = Math.min(this.second, count);
  }

  /** Headers and lines of data, of which the first may be a header. */
  part(text: string, headers: readonly Span[], lines: Spans): Pick<Block, "headers" | "isRuled" | "lines"> {
    const [first] = lines.head(1);
    // Where names stand above it already, a rule parts rows.
    const [lowest] = headers.slice(-1);
    if (first && lowest && isBarred(text, lowest) && isBarred(text, first)) return { headers, lines, isRuled: false };
    // Of two rows with a rule between them and one at the end neither is the other's name.
    const areSure = this.isMarked || (headers.length === 0 && this.second >= Math.max(3, lines.length));
    if (!first || !this.areBelowFirst || lines.length < 2 || !areSure || !(this.isMarked || areNames(text, first)))
      return { headers, lines, isRuled: false };
    return { headers: [...headers, first], lines: lines.tail(), isRuled: true };
  }
}

const isBarred = (text: string, { start, end }: Span): boolean => /[|│┃┆]/.test(text.slice(start, end));

/** Whole numbers and words, as names of columns are. */
function areNames(text: string, line: Span): boolean {
  const delimiter = isBarred(text, line) ? "|" : " ";
  return fieldsOf(text, line, delimiter).every((token) => token === "" || isWhole(token) || isLabel(token));
}
