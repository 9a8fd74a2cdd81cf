/** What stands around arrays in prints and literals: calls, types, lengths. */

/** What is opened around an array. */
type Closing = ")" | ">" | "}";

/** Where an array's own bracket stands behind its wrappings, and what must close behind it. */
export interface Wrapped {
  readonly open: number; // offset of the bracket
  readonly closings: readonly Closing[]; // outermost first
  readonly calls: readonly string[]; // names of what was called, outermost first
  readonly factor: number;
}

/** More of them around one array are none. */
const MOST_WRAPPINGS = 6;

/** What makes, holds or shows an array and leaves its numbers as they are. In small letters, without what stands before. */
const MAKERS: ReadonlySet<string> = new Set(
  (
    "array asarray asanyarray ascontiguousarray asfortranarray array2string tensor as_tensor astensor from_numpy constant " +
    "convert_to_tensor variable matrix mat asmatrix devicearray parameter buffer list tuple masked_array " +
    "floattensor doubletensor halftensor bfloat16tensor longtensor inttensor float32array float64array float16array " +
    "int32array int16array int8array uint8array from of aslist listof arrayof doublearrayof floatarrayof from_floats " +
    "from_data from_slice tensor1d tensor2d tensor3d tensor4d tensor5d ndarray arr1 arr2 arr3 vector dataframe series " +
    "print println printf repr str display disp show deeptostring tostring stringify float32 float64 float16 double " +
    "single float torch_tensor vec new dmatrix some ok to_tensor from_rows from_slice2 of_slice2 fromarray fromrows create"
  ).split(" "),
);
/** Whether a function of this name makes, holds or shows an array as it is given. */
export function makes(word: string): boolean {
  return MAKERS.has(word.toLowerCase());
}
/** Their parentheses hold the elements themselves: Scala, Kotlin, Java, R. */
const LISTS: ReadonlySet<string> = new Set(
  "of aslist listof arrayof doublearrayof floatarrayof array list vector c rbind".split(" "),
);
/** Behind these a bracket opens without a call: vec![..], Float64[..], Node's Float64Array(3) [..]. */
const PREFIXES: ReadonlySet<string> = new Set(
  "vec! array! arr! float64 float32 float16 real any int64 int32 vector matrix".split(" "),
);

const NAME = /(?:new\s{1,20})?((?:[A-Za-z_$][\w$]{0,60}(?:::|\.)){0,6})([A-Za-z_$][\w$]{0,60}!?)/y;
/** A template's or generic's arguments, which may hold others. */
const GENERIC =
  /(?:::)?<(?:[^<>()[\]{}\n]|\[[^\]\n]{0,40}\]|<(?:[^<>()[\]{}\n]|<[^<>()[\]{}\n]{0,80}>){0,120}>){0,120}>\s*/y;
const LENGTH = /\(\d+\)\s*(?=\[)/y;
const JAVA = /new\s{0,20}(?:\s[\w.]{1,60}\s*)?(?:\[[\s,\d]{0,20}\]\s*){1,6}(?=\{)/y;
/** JShell, with the length of each array. */
const JSHELL = /(?:double|float|int|long|short|byte)(?:\[\d{0,9}\]){1,6} (?=\{)/y;
const GO = /(?:\[\s*[\d.]*\s*\]){1,6}\*?[A-Za-z_][\w.]{0,60}\s*(?=\{)/y;
const DELVE = /(?:\[\d*\]){1,6}\*?[A-Za-z_][\w.]{0,60}\s+(?:len: \d+, cap: \d+,\s*)?(?=\[)/y;
const SLICE = /len: \d+, cap: \d+,\s*(?=\[)/y;
const GDB = /std::(?:__1::)?\w{1,40}(?:<[^{}\n]{0,400}?>)?(?: of length \d+(?:, capacity \d+)?)? = (?=\{)/y;
const MEMBER = /(?:data=|\[\d{1,9}\]\s*=)\s*(?!=)/y;
/** Paddle, and MindSpore with value=. */
const PADDLE =
  /(?:shape=\[[\d, ]{0,80}\],\s*)?dtype=\w{1,20},\s*(?:place=[^[\n]{0,60},\s*(?:stop_gradient=\w{4,5},\s*)?|value=\s*)(?=\[)/y;
/** Rust's vectors, slices and boxes in gdb. */
const RUST = /(?:Vec(?:Deque)?|&(?:mut )?\[[^\]\n]{1,400}\]|alloc::boxed::Box<[^{}()\n]{1,400}>)\(size=\d+\) = (?=\{)/y;
const LLDB = /size=\d+\s*(?=\{)/y;
/** gdb shows how std::array holds its elements. */
const ELEMENTS = /\{\s{0,200}_M_elems = (?=[[{(s])/y;
const TENSORFLOW = /<tf\.(?:Tensor|Variable)[^<>\n]{0,300}?numpy=\s*/y;
const REFERENCE = /(?:&(?:mut )?|Parameter containing:)\s*/y;
/** PyTorch's factor of all numbers: tensor(1.0000e+04 * [[...]]). */
const FACTOR = /([-+]?\d[\d.]{0,30}(?:e[-+]?\d{1,4})?)\s*\*\s*(?=[[{])/y;
const BLANK = /\s*/y;

/** Prefixes that open nothing which must close, by their first characters. */
const OPENERS: ReadonlyMap<string, readonly RegExp[]> = new Map([
  ["[", [GO, DELVE, MEMBER]],
  ["n", [JAVA]],
  ["l", [SLICE, JSHELL]],
  ["s", [GDB, LLDB, PADDLE, JSHELL]],
  ["d", [MEMBER, PADDLE, JSHELL]],
  ["f", [JSHELL]],
  ["i", [JSHELL]],
  ["b", [JSHELL]],
  ["&", [RUST, REFERENCE]],
  ["V", [RUST]],
  ["a", [RUST]],
  ["P", [REFERENCE]],
]);

const OPENING = "[{(";

/**
 * The array that begins at `start`, through what is wrapped around it. Undefined where no bracket follows, or where
 * something is called that does more than hold an array.
 */
export function unwrap(text: string, start: number, end: number): Wrapped | undefined {
  const closings: Closing[] = [];
  const calls: string[] = [];
  let factor = 1;
  let pos = start;
  for (let count = 0; count < MOST_WRAPPINGS; count++) {
    pos = past(BLANK, text, pos);
    if (pos >= end) return undefined;
    const next = OPENERS.get(text.charAt(pos))
      ?.map((pattern) => past(pattern, text, pos))
      .find((after) => after > pos);
    if (next !== undefined) {
      pos = next;
      continue;
    }
    FACTOR.lastIndex = pos;
    const scale = FACTOR.exec(text)?.[1];
    if (scale !== undefined) {
      factor *= Number(scale);
      pos = FACTOR.lastIndex;
    }
    const elements = past(ELEMENTS, text, pos);
    if (elements > pos) {
      closings.push("}");
      pos = elements;
      continue;
    }
    if (OPENING.includes(text.charAt(pos))) return { open: pos, closings, calls, factor };
    const tensor = past(TENSORFLOW, text, pos);
    if (tensor > pos) {
      closings.push(">");
      pos = tensor;
      continue;
    }
    const call = callAt(text, pos);
    if (!call) return undefined;
    calls.push(call.name);
    if (call.isList) return { open: call.end - 1, closings, calls, factor };
    if (call.closes) closings.push(")");
    pos = call.end;
  }
  return undefined;
}

interface Call {
  readonly name: string;
  readonly end: number;
  readonly closes: boolean;
  readonly isList?: boolean; // its own parenthesis is the array's bracket
}

/** A word that an array follows, in parentheses or at once. */
function callAt(text: string, start: number): Call | undefined {
  NAME.lastIndex = start;
  const match = NAME.exec(text);
  if (!match) return undefined;
  const [, path = "", word = ""] = match;
  const name = path + word;
  let pos = NAME.lastIndex;
  const generic = past(GENERIC, text, pos);
  const behind = past(LENGTH, text, pos);
  if (behind > pos) return { name, end: behind, closes: false };
  pos = past(BLANK, text, generic);
  const open = text.charAt(pos);
  const small = word.toLowerCase();
  if (open === "(") {
    if (LISTS.has(small) && /[-+.\dA-Za-z]/.test(text.charAt(past(BLANK, text, pos + 1)))) {
      return { name, end: pos + 1, closes: false, isList: true };
    }
    return makes(word) ? { name, end: pos + 1, closes: true } : undefined;
  }
  const isType = generic > NAME.lastIndex || PREFIXES.has(small) || /^(?:std|xt|nc|cv)::/.test(path);
  return (open === "[" || open === "{") && isType ? { name, end: pos, closes: false } : undefined;
}

/** Offset behind a pattern at `pos`; `pos` itself where it does not stand there. */
function past(pattern: RegExp, text: string, pos: number): number {
  pattern.lastIndex = pos;
  return pattern.test(text) ? pattern.lastIndex : pos;
}

const CLOSERS: ReadonlyMap<string, string> = new Map([
  ["[", "]"],
  ["{", "}"],
  ["(", ")"],
]);
/** Arguments behind an array are few: what is longer is something else. */
const LONGEST_ARGUMENTS = 4000;

/** Offset behind the closing that is expected at `pos`, past arguments with brackets and strings in them; -1 for none. */
export function closingEnd(text: string, pos: number, end: number, closing: Closing): number {
  const open: string[] = [];
  const limit = Math.min(end, pos + LONGEST_ARGUMENTS);
  for (let at = pos; at < limit; at++) {
    const mark = text.charAt(at);
    if (open.length === 0 && mark === closing) return at + 1;
    const closer = CLOSERS.get(mark);
    if (closer !== undefined) open.push(closer);
    else if (mark === open.at(-1)) open.pop();
    else if (mark === '"' || mark === "'") {
      const close = text.indexOf(mark, at + 1);
      if (close < 0 || close > limit) return -1;
      at = close;
    } else if (mark === "<" && closing === ")") {
      const close = text.slice(at, Math.min(limit, at + 200)).indexOf(">"); // grad_fn=<AddBackward0>
      if (close > 0) at += close;
    }
  }
  return -1;
}

/** Whether std::array's elements are wrapped here. */
export function holdsElements(text: string, pos: number): boolean {
  return past(ELEMENTS, text, pos) > pos;
}
