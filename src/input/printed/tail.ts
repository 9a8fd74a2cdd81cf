import { sizeOf } from "../../core/tensor";
import { dtypeOfName } from "../dtype";
import { closingEnd } from "./wrappings";

/** What follows an array and belongs to it. */
export interface Tail {
  readonly end: number;
  /** Name of the dtype that it says. */
  readonly dtype: string | undefined;
  /** A shape into which the numbers are laid. */
  readonly reshape: readonly number[] | undefined;
  /** The shape that a print says of its numbers. */
  readonly said: readonly number[] | undefined;
  /** A shape that is printed behind it by itself, and may be that of another array. */
  readonly shown: readonly number[] | undefined;
  /** What is done with the array there, in the words of the text: it is not run. */
  readonly change: string | undefined;
}

/** Methods that leave numbers and shape as they are. */
const HARMLESS: ReadonlySet<string> = new Set(
  (
    "cuda cpu numpy detach clone copy contiguous requires_grad requires_grad_ retain_grad tolist arraySync dataSync " +
    "eval item into to_vec to_owned into_vec iter asnumpy realize block_until_ready cast to astype type unwrap as_ref " +
    "float double half bfloat16 f32 f64"
  ).split(" "),
);
const METHOD = /\s{0,80}\.([A-Za-z_]\w{0,40})(\()?/y;
const RESHAPES: ReadonlySet<string> = new Set(["reshape", "view", "resize"]);
const LANGUAGE = /\s*(?:as const|as [\w<>[\], ]{1,60}(?=[;,)\n])|satisfies [\w<>[\]]{1,60}|!(?=[;,)\s]))/y;
const OPERATOR =
  /[^\S\n]*(?:\*\*?|\/(?![/*])|[+@]|-(?!-)|%(?=\s*\d))[^\S\n]*(?=[\w([.]|\\\r?\n)|'(?!\w)|\[|(?<=[\])}])\.['^]/y;

const NDARRAY =
  /,\s*shape=\[([\d, ]{0,80})\](?:,\s*strides=\[[-\d, ]{0,80}\])?(?:,\s*layout=[^,\n]{0,60})?(?:,\s*(?:const|dynamic) ndim=\d+)?/y;
const CANDLE = /\s*Tensor\[\[?(?:dims )?([\d, ]{0,80}?)[\];]?,?\s*([a-z]\w{1,11})[^\]\n]{0,60}\]/y;
const MXNET = /\s*<NDArray (\d+(?:x\d+)*) @[^>\n]{0,20}>/y;
const BURN =
  /,?\s*shape:\s*\[([\d, ]{0,80})\],\s*device:[^\n]{0,200}(?:\n[^\n]{0,200}){0,4}?\n\s*dtype:\s*"?(\w{1,12})"?,?\s*\}?/y;
const SIZE = /\s*torch\.Size\(\[[\d, ]{0,80}\]\)/y;
const SIZE_LINE = /[^\S\n]*\n\s{0,200}\(\d+(?:,\s*\d+){1,5}\)[^\S\n]*(?=\r?\n|$)/y;
const DTYPE_LINE =
  /[^\S\n]*\n\s{0,200}(?:dtype[:=]\s*)?(?:torch\.|dtype\(')?((?:b?float|int)\d{1,2})(?:'\))?[^\S\n]*(?=\r?\n|$)/y;

/** Prints that say of their numbers the shape, and some the dtype. */
const TRAILERS: readonly RegExp[] = [NDARRAY, CANDLE, MXNET, BURN];

/** Reads what follows an array up to where something else begins. `start`: behind its last bracket or parenthesis. */
export function tailAt(text: string, start: number, end: number): Tail {
  let pos = start;
  let dtype: string | undefined;
  let reshape: readonly number[] | undefined;
  let said: readonly number[] | undefined;
  let shown: readonly number[] | undefined;
  for (let parts = 0; parts < 12 && pos < end; parts++) {
    const method = at(METHOD, text, pos);
    if (method) {
      const [all, name = "", open] = method;
      const inside = pos + all.length;
      const close = open ? closingEnd(text, inside, end, ")") : inside;
      const given = close > inside ? text.slice(inside, close - 1) : "";
      const isReshape = RESHAPES.has(name);
      const isByColumns = isReshape && /\border\s*=\s*["'][^C]/i.test(given);
      if (isByColumns) return { ...none(pos), change: clip(text.slice(pos, close).trim()) };
      if (close < 0 || !(HARMLESS.has(name) || isReshape)) return { ...none(pos), change: clip(all.trim()) };
      if (isReshape) reshape = (given.match(/-?\d+/g) ?? []).map(Number);
      else dtype = dtypeOfMethod(name, given) ?? dtype;
      pos = close;
      continue;
    }
    const trailer = TRAILERS.map((pattern) => at(pattern, text, pos)).find((match) => match);
    if (trailer) {
      said = (trailer[1]?.match(/\d+/g) ?? []).map(Number);
      dtype ??= trailer[2];
      pos += trailer[0].length;
      continue;
    }
    const more = at(DTYPE_LINE, text, pos);
    if (more) dtype ??= more[1];
    const size = more ? null : (at(SIZE, text, pos) ?? at(SIZE_LINE, text, pos));
    if (size) shown ??= (size[0].match(/\d+/g) ?? []).map(Number);
    const passed = more ?? size ?? at(LANGUAGE, text, pos);
    if (!passed || passed[0].length === 0) break;
    pos += passed[0].length;
  }
  const change = at(OPERATOR, text, pos);
  const line = text.slice(pos, Math.min(end, pos + 30)).split("\n")[0] ?? "";
  return { end: pos, dtype, reshape, said, shown, change: change ? clip(line.trim()) : undefined };
}

const none = (end: number): Omit<Tail, "change"> => ({
  end,
  dtype: undefined,
  reshape: undefined,
  said: undefined,
  shown: undefined,
});

function at(pattern: RegExp, text: string, pos: number): RegExpExecArray | null {
  pattern.lastIndex = pos;
  return pattern.exec(text);
}

function dtypeOfMethod(name: string, given: string): string | undefined {
  if (["float", "double", "half", "bfloat16"].includes(name)) return name === "float" ? "float32" : name;
  if (!["astype", "to", "type", "cast"].includes(name)) return undefined;
  const word = /([A-Za-z_][\w.]*)/.exec(given)?.[1];
  return word !== undefined && dtypeOfName(word) !== undefined ? word : undefined;
}

function clip(words: string): string {
  return words.length > 24 ? `${words.slice(0, 21)}...` : words;
}

/** A shape with at most one extent left open, for so many values; undefined where they do not fit. */
export function filled(shape: readonly number[], count: number): number[] | undefined {
  const open = shape.filter((extent) => extent < 0).length;
  const known = sizeOf(shape.filter((extent) => extent >= 0));
  if (open > 1 || known === 0) return undefined;
  const full = shape.map((extent) => (extent < 0 ? count / known : extent));
  return sizeOf(full) === count && full.every((extent) => Number.isInteger(extent)) ? full : undefined;
}
