import type { Assumption } from "../core/problem";

/** A text as it is read: of the same length, so that every offset is one of the text as it was given. */
interface PreparedText {
  readonly text: string;
  readonly assumed: readonly Assumption[];
}

const SPACE_OF_A_PAGE = /[\u00a0\u2007\u2009\u202f]/;
/** Such a space inside of a number may part its thousands: there it stays, and what reads numbers stumbles over it. */
const SPACES = /(?<!\d)[\u00a0\u2007\u2009\u202f]|[\u00a0\u2007\u2009\u202f](?!\d{3}(?!\d))/g;
const ESCAPE = String.fromCharCode(27);
/** Colours of a terminal; inside of a number they stay, and what reads numbers stumbles over them. */
const COLOUR = new RegExp(`(?<![\\w.])(?:${ESCAPE}\\[[\\d;]{0,20}m)+|(?:${ESCAPE}\\[[\\d;]{0,20}m)+(?![\\w.])`, "g");
const QUOTE = /^[ \t]{0,3}(?:>[ \t]?)+/;
/** A row, or the first one of an array that is printed or has a name: "tensor([[1.5,", "x = [[1.5,". */
const ROW = /^\s*(?:[-+.\d[({|]|(?:\w{1,40}\s?=\s?)?(?:[A-Za-z_][\w.]{0,40}\(\s?)?\[)/;
const FENCE = /^[ \t]{0,3}(?:```+|~~~+)[\w+-]{0,20}[ \t]*$/gm;

/** Takes out what mail, pages and chats put into a text that they carry: quote marks, fences, spaces and minus signs. */
export function prepareText(given: string): PreparedText {
  let text = given;
  const assumed: Assumption[] = [];
  if (text.includes("\u2212")) {
    text = text.replaceAll("\u2212", "-");
    assumed.push({ id: "minus", text: 'The minus sign U+2212 was read as "-".' });
  }
  if (SPACE_OF_A_PAGE.test(text)) text = text.replace(SPACES, " ");
  if (text.includes(ESCAPE)) text = text.replace(COLOUR, (colour) => " ".repeat(colour.length));
  if (text.includes("```") || text.includes("~~~")) text = text.replace(FENCE, (fence) => " ".repeat(fence.length));
  if (text.includes("] = ")) text = withoutDetails(text);
  const unquoted = text.includes(">") ? withoutQuotes(text) : undefined;
  if (unquoted !== undefined) {
    text = unquoted;
    assumed.push({ id: "quoted", text: 'The lines quoted by ">" were read, the others left out.' });
  }
  return { text, assumed };
}

/** Elements of lldb's -T, -L and parray, with their types and addresses in front of them, or an address over them. */
const DETAILED =
  /^[ \t]*(?:0x[\da-f]{6,16}:[ \t]+(?:\([^\n=]{1,800}\) )?|\([^\n=]{1,800}\) )\[\d{1,9}\] = |^\([^\n]{1,800}\) [\w$]{1,60} = 0x[\da-f]{6,16} \{$/m;
/** Types behind two blanks and more: those of elements and members, not that of the whole. */
const TYPE_OF_MEMBER = /^((?:0x[\da-f]{6,16}:)?[ \t]{2,})(\([^\n]{1,800}\)) (?=(?:\[\d{1,9}\]|[A-Za-z_]\w{0,80}) = )/gm;
const ADDRESS_IN_FRONT = /^0x[\da-f]{6,16}:(?=[ \t])/gm;
const ADDRESS_OVER = /(?<= = )0x[\da-f]{6,16}(?= \{$)/gm;

/** An array as lldb prints it, with blanks for the types and addresses of its elements. */
function withoutDetails(text: string): string {
  if (!DETAILED.test(text)) return text;
  return text
    .replace(TYPE_OF_MEMBER, (all, indent: string) => indent + " ".repeat(all.length - indent.length))
    .replace(ADDRESS_IN_FRONT, (address) => " ".repeat(address.length))
    .replace(ADDRESS_OVER, (address) => " ".repeat(address.length));
}

/**
 * The quoted lines of a mail with blanks for their marks and for all other lines. Undefined where the marks are prompts,
 * or rows stand outside of the quotes.
 */
function withoutQuotes(text: string): string | undefined {
  const lines = text.split("\n");
  let rows = 0;
  for (const line of lines) {
    const mark = QUOTE.exec(line)?.[0];
    if (mark === undefined) {
      if (line.trim() !== "" && !/[A-Za-z]/.test(line)) return undefined; // a row of numbers
    } else if (mark.startsWith(">>>")) return undefined;
    else if (ROW.test(line.slice(mark.length))) rows++;
  }
  if (rows < 2) return undefined;
  return lines
    .map((line) => {
      const mark = QUOTE.exec(line)?.[0];
      if (mark !== undefined) return " ".repeat(mark.length) + line.slice(mark.length);
      return " ".repeat(line.length - (line.endsWith("\r") ? 1 : 0)) + (line.endsWith("\r") ? "\r" : "");
    })
    .join("\n");
}
