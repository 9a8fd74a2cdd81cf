import { roundToFloat16 } from "../encoding/half";

/**
 * Numbers as only some languages and libraries write and print them: 1.5f32, 1_000, 2.5d, 0x1.8p3, np.float64(1.5), f64::NAN.
 * What a suffix makes a number of single precision is rounded to it, whatever the array that it stands in.
 */
interface OddNumber {
  readonly value: number;
  readonly end: number; // offset behind it
}

/**
 * Digits may have underscores between them, in C++ apostrophes; an exponent's letter and a suffix tell the type, a grave
 * accent of Mathematica the precision.
 */
const LITERAL =
  /([-+]?)(\d[\d_]*(?:'\d+)*(?:\.(?:\d[\d_]*(?:'\d+)*)?)?|\.\d[\d_]*)(?:``?(?:\d{1,3}\.?\d{0,20})?)?(?:_?(f16|f32|f64)|(?:([eEdDfF]|\*\^)([-+]?\d{1,6}))?(?:_?(f16|f32|f64)|([fFdDlLmMn]))?)(?=[\s,;)\]}/#<]|$)/y;
/** Whole numbers to other bases, as Python, JavaScript, C and Rust write them. */
const OF_BASE = /([-+]?)(0x[\da-f]{1,13}|0b[01]{1,52}|0o[0-7]{1,17})(?=[\s,;)\]}/#<]|$)/iy;
/** Digits to base 16 with a power of two, as C, Go and Java write them and printf's %a prints them. */
const HEX_FLOAT =
  /([-+]?)0x(?=\.?[\da-f])([\da-f]{0,14})(?:\.([\da-f]{0,14}))?p([-+]?\d{1,5})([fl]?)(?=[\s,;)\]}/#<]|$)/iy;
const SCALARS =
  "float64|float32|float16|bfloat16|float_|float|double|single|half|longdouble|int64|int32|int16|int8|uint8|int_|intc|" +
  "tensor|array|Array|Tensor|Float64|Float32|Float16|Decimal|Number";
const CALL = new RegExp(`(?:new )?(?:[A-Za-z_]\\w{0,20}\\.){0,3}(?:${SCALARS})\\(\\s{0,20}`, "y");
/** The arguments behind a scalar's number: dtype=torch.float64, grad_fn=<SumBackward0>, device='cuda:0'. */
const CALL_END =
  /\s{0,20}(?:,\s{0,20}[A-Za-z_]\w{0,30}\s{0,9}=\s{0,9}[^,()[\]{}\s][^,()[\]{}\n]{0,80}){0,6},?\s{0,20}\)/y;
const QUOTED = /(["'])([-+]?[\d.eE+-]{1,60})\1/y;
const WORD =
  /([-+]?)(?:(?:f16|f32|f64|Float|Double|float|double|Number|std::f64)(?:::|\.)(?:consts::)?|math\.)?(NaN|NAN|nan|Inf|INFINITY|Infinity|POSITIVE_INFINITY|PositiveInfinity|NEG_INFINITY|NEGATIVE_INFINITY|NegativeInfinity|inf)(?:16|32|64|\(\)|\(ind\)|\(0x[\da-f]{1,32}\)|\((-?)1\))?(?=[\s,;)\]}/#<]|$)/y;

/** The odd number at `start`, or undefined. Looks no further than it needs. */
export function oddNumberAt(text: string, start: number, end: number): OddNumber | undefined {
  return literalAt(text, start, end) ?? wordAt(text, start, end) ?? callAt(text, start, end);
}

function literalAt(text: string, start: number, end: number): OddNumber | undefined {
  OF_BASE.lastIndex = start;
  const ofBase = OF_BASE.exec(text);
  if (ofBase && OF_BASE.lastIndex <= end)
    return { value: (ofBase[1] === "-" ? -1 : 1) * Number(ofBase[2]), end: OF_BASE.lastIndex };
  HEX_FLOAT.lastIndex = start;
  const hex = HEX_FLOAT.exec(text);
  if (hex && HEX_FLOAT.lastIndex <= end) {
    const [, sign, whole = "", fraction = "", power, suffix = ""] = hex;
    if (whole.length + fraction.length > 14) return undefined; // beyond what Number reads exactly
    const value = timesPowerOfTwo(Number(`0x${whole}${fraction}`), Number(power) - 4 * fraction.length);
    const rounded = /f/i.test(suffix) ? Math.fround(value) : value;
    return Number.isFinite(rounded)
      ? { value: sign === "-" ? -rounded : rounded, end: HEX_FLOAT.lastIndex }
      : undefined;
  }
  LITERAL.lastIndex = start;
  const match = LITERAL.exec(text);
  if (!match || LITERAL.lastIndex > end) return undefined;
  const [, sign, digits = "", type, letter, exponent = "0", typeBehind = type, suffix = letter] = match;
  if (/^0\d+$|__|_\.|\._/.test(digits) || match[0].endsWith("_")) return undefined;
  const plain = digits.replaceAll(/[_']/g, "");
  const written = Number(letter === undefined ? plain : `${plain}e${exponent}`);
  const isSingle = typeBehind === "f32" || (typeBehind === undefined && /^f$/i.test(suffix ?? ""));
  const value = isSingle ? Math.fround(written) : typeBehind === "f16" ? roundToFloat16(written) : written;
  if (!Number.isFinite(value)) return undefined;
  return { value: sign === "-" ? -value : value, end: LITERAL.lastIndex };
}

/** In two steps, for a power of two alone may be too small for a double where the product is not. */
function timesPowerOfTwo(value: number, power: number): number {
  const near = Math.max(-1000, Math.min(1000, power));
  return value * 2 ** near * 2 ** (power - near);
}

function wordAt(text: string, start: number, end: number): OddNumber | undefined {
  WORD.lastIndex = start;
  const match = WORD.exec(text);
  if (!match || WORD.lastIndex > end) return undefined;
  const [, sign, word = "", inner] = match;
  if (/^nan$/i.test(word)) return { value: NaN, end: WORD.lastIndex };
  const minus = (sign === "-") !== (inner === "-" || word.startsWith("NEG") || word.startsWith("Neg"));
  return { value: minus ? -Infinity : Infinity, end: WORD.lastIndex };
}

function callAt(text: string, start: number, end: number): OddNumber | undefined {
  CALL.lastIndex = start;
  if (!CALL.test(text)) return undefined;
  const inside = CALL.lastIndex;
  const number = quotedAt(text, inside) ?? plainAt(text, inside, end);
  if (!number) return undefined;
  CALL_END.lastIndex = number.end;
  return CALL_END.test(text) && CALL_END.lastIndex <= end
    ? { value: number.value, end: CALL_END.lastIndex }
    : undefined;
}

function quotedAt(text: string, start: number): OddNumber | undefined {
  QUOTED.lastIndex = start;
  const digits = QUOTED.exec(text)?.[2];
  const value = digits === undefined ? NaN : Number(digits);
  return Number.isFinite(value) ? { value, end: QUOTED.lastIndex } : undefined;
}

function plainAt(text: string, start: number, end: number): OddNumber | undefined {
  return literalAt(text, start, end) ?? wordAt(text, start, end);
}
