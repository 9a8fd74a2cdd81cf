import { itemAt } from "../../../src/core/item-at";

/** One change: its kind, where, and how, as whole numbers that mean something in every text and file. */
export type Edit = readonly [kind: number, at: number, more: number, which: number];

/** What readers look for, and what none of them expects. */
export const PIECES = [
  "[", "]", "{", "}", "(", ")", "<", ">", ",", ";", ":", "|", "=", '"', "'", '"""', "`", "\\", "//", "/*", "*/", "#", "%",
  "\n", "\r", "\n\n", "\t", " ", "   ", "...", "…", "-", "−", "+", ".", "*", "/", "@", "_", "é", "\u0000", "\u001b[31m",
  "\u202e", "\u200b", "\ufeff", "\ud800", "👩‍💻", "x", "x = ", "dout: ", '"x": ', '"data": ', '"shape": ', "gamma", "dtype=",
  "dtype=torch.float16", "device='cuda:0'", "array(", "tensor(", "np.float64(", "matrix([", "<repeats 3 times>", "2x3 ",
  "(1,.,.) =", "Columns 1 through 3", "1.0e+03 *", "torch.Size([2, 3])", "size=(2, 3)", "[2 rows x 3 columns]", ".T", "[[", "]]",
  "null", "true", "nan", "NaN", "-inf", "Infinity", "constructor", "__proto__", "toString", "NA", "> ", "... ", ">>> ",
]; // prettier-ignore

const NUMBERS = [
  "0", "-0", "1", "-1", "2", "3", "7", "1e400", "-1e400", "5e-324", "1e-400", "9007199254740993", "18446744073709551616", "4294967295",
  "2147483648", "99999999999", "0x1f", "1_000", "1,5", "1.234,5", "1.2.3", "+1", ".5", "5.", "00012", "1e", "1e+", "--1", "1-",
  "1f", "1.5f", "1L", "1/2", "nan", "(1+2j)", "1e5.5", "٣", "²", "1'000", "9".repeat(400), `0.${"0".repeat(400)}1`, "", "-",
]; // prettier-ignore

const PAIRS = ["[]", "{}", "()", "<>", '""', "''", "  "];
const LONGEST = 6_000; // characters: a reader that is slow with many is found by the tests of growth

/** A text with a change. `others`: what is spliced into it. */
export function editText(text: string, [kind, at, more, which]: Edit, others: readonly string[]): string {
  const start = at % (text.length + 1);
  const end = Math.min(text.length, start + (more % 40));
  const piece = itemAt(PIECES, which % PIECES.length);
  switch (kind % 13) {
    case 0:
      return text.slice(0, start) + piece + text.slice(start);
    case 1:
      return text.slice(0, start) + text.slice(end);
    case 2:
      return text.slice(0, start) + piece + text.slice(Math.min(end, start + 1));
    case 3:
      return which % 2 ? text.slice(0, start) : text.slice(start);
    case 4: {
      const other = itemAt(others, which % others.length);
      return text.slice(0, start) + other.slice(more % (other.length + 1));
    }
    case 5:
    case 6:
      return editNumber(text, at, itemAt(NUMBERS, which % NUMBERS.length));
    case 7: {
      const pair = itemAt(PAIRS, which % PAIRS.length);
      const depth = more % 50 === 0 ? 3000 : 1 + (more % 7);
      return text.slice(0, start) + pair.charAt(0).repeat(depth) + text.slice(start) + pair.charAt(1).repeat(depth);
    }
    case 8: {
      const times = Math.min(1 + (which % 300), Math.floor(LONGEST / (text.length + 1)));
      return text.slice(0, start) + text.slice(start, end).repeat(times) + text.slice(end);
    }
    case 9:
      return editLines(text, at, more, which);
    case 10:
      return exchangeMarks(text, which);
    case 11:
      return text.slice(0, start) + String.fromCharCode(text.charCodeAt(start % text.length || 0) ^ (1 << which % 16)) + text.slice(start + 1); // prettier-ignore
    default:
      return text.length < LONGEST / 2 ? `${text}${which % 2 ? "\n" : ""}${text}` : text;
  }
}

/** One of the numbers in a text in another form. */
function editNumber(text: string, nth: number, number: string): string {
  const found = [...text.matchAll(/\d+(?:\.\d*)?(?:e[-+]?\d+)?/gi)];
  const match = found[nth % Math.max(found.length, 1)];
  return match ? text.slice(0, match.index) + number + text.slice(match.index + match[0].length) : text + number;
}

function editLines(text: string, at: number, more: number, which: number): string {
  const lines = text.split("\n");
  const [one, other] = [at % lines.length, more % lines.length];
  const line = itemAt(lines, one);
  if (which % 3 === 0) lines.splice(one, 1);
  else if (which % 3 === 1) lines.splice(other, 0, line);
  else [lines[one], lines[other]] = [itemAt(lines, other), line];
  return lines.join("\n");
}

/** The same marks everywhere in another form: another kind of brackets, of separators, of ends of lines. */
function exchangeMarks(text: string, which: number): string {
  const exchanges: readonly (readonly [RegExp, string])[] = [
    [/\[/g, "{"],
    [/\]/g, "}"],
    [/[[\]]/g, ""],
    [/,/g, ";"],
    [/,/g, " "],
    [/, */g, "\t"],
    [/\./g, ","],
    [/-/g, "−"],
    [/\n/g, "\r\n"],
    [/\n/g, "\r"],
    [/\n/g, " "],
    [/"/g, "'"],
    [/ +/g, ""],
    [/^/gm, "> "],
  ];
  const [mark, other] = itemAt(exchanges, which % exchanges.length);
  return text.replace(mark, other);
}
