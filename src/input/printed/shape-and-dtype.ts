import { sizeOf, type Dtype } from "../../core/tensor";
import { dtypeOfName } from "../dtype";
import { failAt } from "../place";
import type { ReadArray } from "../nested-arrays";
import type { FoundArray } from "./found";
import { filled } from "./tail";

/** What a text says of an array's shape and dtype, before it, behind it and in the calls around it. */

/** The extents of a declaration of C or Go; what an initializer leaves out is 0, and so no part of the text. */
const EXTENTS = /\w\s+[A-Za-z_]\w{0,80}((?:\s?\[\d{1,9}\]){1,6})\s*=\s*$/;
/** std::array<std::array<float, 3>, 2> x: the innermost extent first, and around each list any number of braces. */
const EXTENTS_OF_ARRAY =
  /(?:array\s?<\s?){1,6}[A-Za-z][\w:]{0,40}((?:\s?,\s?\d{1,9}\s?>){1,6})\s[A-Za-z_]\w{0,80}\s?=?\s?$/;
const EXTENTS_OF_GO = /^((?:\[\d{1,9}\]){1,6})[a-z]/;

function extentsOf(text: string, { start, open }: FoundArray): number[] | undefined {
  const line = text.slice(Math.max(0, start - 200), start);
  const ofArray = EXTENTS_OF_ARRAY.exec(line)?.[1];
  if (ofArray !== undefined) return [...ofArray.matchAll(/\d+/g)].map(Number).reverse();
  const given = (EXTENTS.exec(line) ?? EXTENTS_OF_GO.exec(text.slice(start, Math.min(open, start + 80))))?.[1];
  return given?.match(/\d+/g)?.map(Number);
}

/** The shape of the brackets, or the one that is given beside them. */
export function shapeOf(text: string, array: FoundArray, shape: readonly number[]): readonly number[] {
  const { read, tail, start } = array;
  const extents = extentsOf(text, array);
  const given = /\bshape\s*=\s*[([]([\d, ]+)[\])]/.exec(read?.argumentTexts.at(-1) ?? "")?.[1];
  const wanted = tail.reshape ?? (given === undefined ? undefined : (given.match(/\d+/g) ?? []).map(Number));
  // C fills rows from one list, and takes braces that nothing needs.
  const isLaid = shape.length === 1 || (extents !== undefined && shape.length > extents.length);
  const laid = wanted ?? (isLaid ? extents : undefined);
  const said = tail.said ?? wanted ?? extents;
  if (!said) return shape;
  const full = laid && filled(laid, sizeOf(shape));
  if (full) return full;
  if (said.join() === shape.join()) return shape;
  const sentence = `The text says ${said.join(" x ")}, got ${shape.join(" x ")} (is a part of it missing?)`;
  return failAt(text, start, "said-shape", sentence);
}

const DTYPE = /dtype\s*[=:]\s*["'<>=|]*\s*([A-Za-z_.]*[A-Za-z_][A-Za-z_0-9]*)/;
const POSITIONAL = /^\s*,\s*(?:["'<>=|]|[a-z.]+\.)*((?:b?float|f|bf)\d{1,2}|half|double|single)\b/;
const TYPE =
  /(?:^|[^A-Za-z])(float32|f32|float16|f16|bfloat16|bf16|half)(?:Array)?(?![A-Za-z0-9])|\b(Float|Half|BFloat16)Tensor/i;

/** Elixir's Nx prints the type and the extents over the numbers. */
const TYPE_OF_NX = /#Nx\.Tensor<\s{1,9}([a-z]{1,2}\d{1,2})(?:\[[^\]\n]{1,40}\]){1,5}\s{1,9}$/;

const WHOLE = /^(?:\w+\.)*(?:u?(?:int|i)\d{0,2}|u\d{1,2}|long|short|byte|bool)$/i;

/** A type of whole numbers in C, C++, C# or Java, before what it declares. */
const WHOLE_OF_C =
  /\b(?:u?int(?:8|16|32|64)?(?:_t)?|unsigned(?: (?:char|short|int|long))?|signed char|short|long|char|s?byte|size_t)\b(?=[\s>[\],*&\d]*(?:[A-Za-z_]\w*[\s[\]\d]*=?\s*)?(?:new\b.*)?$)/;

/** Refuses numbers that an array of a whole type would not hold as they are written. */
function refuseCut(text: string, type: string, { values, end }: ReadArray): void {
  const advice = "(write the numbers that are meant)";
  if (hasFraction(values)) {
    const change = `The array's dtype is ${type}, which cuts off the fractions of its numbers and is not run ${advice}`;
    failAt(text, end, "change", change);
  }
  const bits = Number(
    /int(8|16|32)/i.exec(type)?.[1] ?? (/\b(?:char|s?byte)$/.test(type) ? 8 : /\bshort$/.test(type) ? 16 : NaN),
  );
  const isUnsigned = /^(?:\w+\.)*u/.test(type);
  const least = type === "char" || type === "byte" ? -128 : isUnsigned ? 0 : -(2 ** (bits - 1));
  const most = type === "char" || type === "byte" || isUnsigned ? 2 ** bits - 1 : 2 ** (bits - 1) - 1;
  const beyond = values.find((value) => value < least || value > most);
  if (beyond !== undefined)
    failAt(text, end, "change", `The array's dtype is ${type}, which cannot hold ${beyond} ${advice}`);
}

/** A type of eight bytes that stands beside an array, whatever the suffixes of the numbers in it. */
const DOUBLE = /(?:^|[^A-Za-z])(?:double|f(?:loat)?64)(?:Array)?(?![A-Za-z0-9])/i;

/** A number with a point and without a suffix. */
const PLAIN_FRACTION = /[\s,;[{(][-+]?(?:\d{1,40}\.\d{0,40}|\.\d{1,40})(?:e[-+]?\d{1,4})?(?=[\s,;)\]}])/;

/** A number with a suffix: 1.5f of C, 1.5f32 of Rust, 1.5f0 of Julia. */
const SUFFIXED =
  /[\s,;[{(][-+]?(?:\d[\d_']{0,40}\.?[\d_']{0,40}|\.\d{1,40})(?:[eE][-+]?\d{1,4})?_?([fF](?:[-+]?\d{1,2})?)(?=[\s,;)\]}])/;

/**
 * The type that a number of an array says: where no type stands beside it, one of single precision makes all of them such.
 * In Julia one of double precision does.
 */
function suffixOf(text: string, open: number, end: number): string | undefined {
  const inside = text.slice(open, end);
  const found = /[\d._]f/i.test(inside) ? SUFFIXED.exec(inside)?.[1] : undefined;
  if (found === undefined) return undefined;
  const type = dtypeOfName(found);
  const isJulia = type === undefined && found.length > 1;
  return isJulia && PLAIN_FRACTION.test(inside) ? "float64" : (type ?? "float32");
}

export function dtypeOf(text: string, { read, tail, start, open, declared }: FoundArray): Dtype {
  if (!read) return "float64";
  const around = read.argumentTexts;
  const opening = text.slice(start, Math.min(open, start + 400));
  const nx = TYPE_OF_NX.exec(text.slice(Math.max(0, start - 200), start))?.[1];
  const named = first([...around, opening], DTYPE) ?? first(around, POSITIONAL) ?? tail.dtype ?? nx;
  if (named !== undefined) {
    const dtype = dtypeOfName(named);
    if (WHOLE.test(named)) refuseCut(text, named, read);
    if (dtype) return dtype;
    const sentence = `The array's dtype is ${named}, expected float64, float32, float16, bfloat16 or integers`;
    failAt(text, read.end, "dtype", sentence);
  }
  const beside = `${declared} ${opening} ${read.calls.join(" ")}`;
  const [, type, legacy] = TYPE.exec(beside) ?? [];
  const isC = !/:\s/.test(declared) && /\bfloat\b/.test(`${declared} ${opening}`);
  const isBraced = text.charCodeAt(open) === 123; // as C writes arrays: before other brackets a word is none of its types
  const whole = type === undefined && !isC && isBraced ? WHOLE_OF_C.exec(`${declared} ${opening}`)?.[0] : undefined;
  if (whole !== undefined) refuseCut(text, whole, read);
  const typed = type ?? legacy ?? (isC ? "float32" : DOUBLE.test(beside) ? "float64" : suffixOf(text, open, read.end));
  if (typed !== undefined) return dtypeOfName(typed) ?? "float64";
  // torch.tensor of numbers with a point is float32 unless it says otherwise.
  const isTorch = read.calls.some((call) => /(?:^|[.:])tensor$/.test(call));
  return isTorch && (read.factor !== 1 || hasFraction(read.values) || hasPoint(text, open, read.end))
    ? "float32"
    : "float64";
}

/** Whether numbers are written as fractions, whatever their values: PyTorch prints whole numbers of int64 without a point. */
function hasPoint(text: string, start: number, end: number): boolean {
  return /\d\.|\.\d|\b(?:nan|inf)\b/.test(text.slice(start, end));
}

function first(texts: readonly string[], pattern: RegExp): string | undefined {
  for (const text of texts) {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}

export function hasFraction(values: Float64Array): boolean {
  return values.some((value) => value - value === 0 && !Number.isInteger(value));
}
