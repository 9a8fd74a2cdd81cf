import type { Candidate, Problem } from "../../problem";
import type { Dtype, Tensor } from "../../tensor";
import { roundTo, ulp } from "../../ulp";
import type { GradientName } from "../../verdict";
import { givenX } from "./kept-distance";
import {
  halfUnit,
  longestDecimal,
  printedDigits,
  shortestDecimal,
  type Digits,
  type Numbers,
} from "../../printed-digits";
import { evidenceOf, SHORT_DTYPES, type ShortDtype } from "./short-numbers";
import { wereTyped } from "./typed-numbers";

/** What was printed of the numbers that the candidate was made of. */
export interface PrintedInputs {
  readonly x?: Digits;
  readonly dout?: Digits;
  readonly gamma?: Digits;
  readonly beta?: Digits;
  readonly runningMean?: Digits;
  readonly runningVar?: Digits;
  readonly rstd?: Digits;
}

/** What a candidate's numbers can hold: the rounding that even a perfect gradient suffers on its way here. */
export interface GivenPrecision {
  readonly dtype: Dtype;
  /** Set when the numbers were printed. */
  readonly printed?: Digits;
  /** Of short numbers that are too few to tell whether they were cut off or typed as they stand. */
  readonly shown?: Digits;
  /**
   * Inputs that were printed. `shared`: to no more digits than the candidate, so that they were printed with it and the
   * candidate was made of more digits; otherwise they may as well have been typed as they stand.
   */
  readonly inputs?: PrintedInputs & { readonly shared: boolean };
  /** Relative error up to which a cell agrees, where the user says so, whatever rounding can do. */
  readonly tolerance?: number;
  /** For a reason sentence: "", "as float32", "to the 4 decimals given". */
  readonly words: string;
}

const SURE_BITS = 20; // of evidence that numbers are of a short binary format
const FLOAT32_DIGITS = 9; // print-outs with no more digits may be those of float32 numbers

/** With the tolerance that is said for its dtype. */
export function tolerant(precision: GivenPrecision, { tolerance }: Pick<Problem, "tolerance">): GivenPrecision {
  const said = tolerance?.[precision.dtype];
  return said === undefined ? precision : { ...precision, tolerance: said };
}

interface Look {
  readonly values: Numbers;
  readonly dtype: Dtype;
  readonly printed: Digits | undefined;
  readonly bits: Readonly<Record<ShortDtype, number>>;
}

function lookAt(values: Numbers, dtype: Dtype): Look {
  const printed = printedDigits(values, dtype);
  const bits = (short: ShortDtype): number =>
    wider(dtype, short) ? evidenceOf(values, dtype, short, printed) : -Infinity;
  return {
    ...{ values, dtype, printed },
    bits: { bfloat16: bits("bfloat16"), float16: bits("float16"), float32: bits("float32") },
  };
}

const WIDTHS: Readonly<Record<Dtype, number>> = { float64: 3, float32: 2, float16: 1, bfloat16: 1 };
const wider = (dtype: Dtype, short: ShortDtype): boolean => WIDTHS[dtype] > WIDTHS[short];

/**
 * All three tensors of a candidate. The dtype is the tensor's own, but for tensors whose numbers all are those of a
 * shorter one (a float32 tensor's .tolist(), a half gradient converted), and the digits are those that were printed,
 * whatever the dtype. All tensors of a problem share their history: those of too few numbers to tell are taken to be
 * like the others, if their numbers allow that.
 */
export function precisionsOf(problem: Problem, candidate: Candidate): Partial<Record<GradientName, GivenPrecision>> {
  const names = (["dx", "dgamma", "dbeta"] as const).filter((name) => candidate[name]);
  const looks = new Map(names.map((name) => [name, look(candidate[name])]));
  const digits = digitsOfInputs(problem);
  const inputs = printedInputs(problem, digits);
  const found: Partial<Record<GradientName, GivenPrecision>> = {};
  const dx = looks.get("dx");
  const all = [...looks.values()];
  let others: readonly (Digits | undefined)[] | undefined; // that a tensor of few numbers may be like
  const othersOf = (): readonly (Digits | undefined)[] =>
    (others ??= [
      ...all.map((other) => other.printed),
      printedTogether(looks),
      ...digits,
      ...all.map((own) => ofFew(own, problem)),
    ]);
  for (const [name, own] of looks) {
    const dtype = dtypeOf(own, all, dx, problem);
    // Numbers of a short format have all their digits, however few those are.
    const whole =
      dtype !== own.dtype && dtype !== "float64" && evidenceOf(own.values, own.dtype, dtype, undefined) > -Infinity;
    const printed = whole ? undefined : (own.printed ?? likeOthers(own, othersOf));
    const shown = printed || dtype !== "float64" ? undefined : longestDecimal(own.values, own.dtype);
    found[name] = {
      dtype,
      printed,
      ...(shown && shown.count > 0 && { shown }),
      inputs: { ...inputs, shared: isShared(printed, inputs) },
      words: wordsOf(dtype, printed),
    };
  }
  return found;
}

function look(tensor: Tensor | undefined): Look {
  return tensor ? lookAt(tensor.values, tensor.dtype) : lookAt([], "float64");
}

/** The narrowest format that holds the tensor, when enough of the candidate's numbers say that it is theirs. */
function dtypeOf(own: Look, all: readonly Look[], dx: Look | undefined, problem: Problem): Dtype {
  const { dout, dtype: xDtype } = problem;
  for (const short of SHORT_DTYPES) {
    if (own.bits[short] === -Infinity) continue;
    // dgamma of 0.5 and 2 beside a dx of more digits is short by chance.
    if (short !== "float32" && dx && dx.dtype !== short && dx.bits[short] === -Infinity) continue;
    if (dx?.dtype === short) return short;
    const pooled = all.reduce((sum, { bits }) => sum + Math.max(0, bits[short]), 0);
    if (pooled >= SURE_BITS) return short;
    const inputs =
      evidenceOf(givenX(problem), xDtype, short, undefined) + evidenceOf(dout, "float64", short, undefined);
    if (pooled > 0 && pooled + inputs >= SURE_BITS) return short;
  }
  return own.dtype;
}

/** The digits of all tensors of a candidate, each of which may have too few numbers to tell. */
function printedTogether(looks: ReadonlyMap<GradientName, Look>): Digits | undefined {
  const [first, ...rest] = looks.values();
  if (!first || rest.some(({ dtype }) => dtype !== first.dtype)) return undefined;
  return printedDigits(
    [...looks.values()].flatMap(({ values }) => Array.from(values)),
    first.dtype,
  );
}

/** Digits of a sibling, where a tensor of few numbers has no more than those, or nothing but 0. */
function likeOthers({ values, dtype }: Look, others: () => readonly (Digits | undefined)[]): Digits | undefined {
  const own = longestDecimal(values, dtype);
  if (!own || values.length === 0 || (own.count > 0 && own.decimals === 0)) return undefined;
  return others().find((other) => other && own.decimals <= other.decimals);
}

const TELLING_DIGITS = 4; // that a number nobody computed to its end has by chance once in millions

/**
 * Of one or two numbers that are shorter than any that were computed: where no mistake comes so close by chance, or the
 * inputs have all their digits and the catalogue says whether those of the candidate suffice.
 */
function ofFew({ values, dtype }: Look, problem: Problem): Digits | undefined {
  const longest = dtype === "float64" ? longestDecimal(values, dtype) : undefined;
  if (!longest || longest.count === 0 || longest.decimals === 0) return undefined;
  const isComputed = problem.norm === "batch" && !longestDecimal(givenX(problem), problem.dtype);
  if (longest.digits < TELLING_DIGITS && !isComputed) return undefined;
  return { decimals: longest.decimals, digits: longest.digits };
}

type DigitsOfInputs = readonly [x: Digits | undefined, dout: Digits | undefined];

/** Of x and dout, whether their numbers were cut off for print or typed as they stand. */
function digitsOfInputs(problem: Problem): DigitsOfInputs {
  const { dtype, dout, doutSeed } = problem;
  const ofDout = doutSeed === undefined ? printedDigits(dout, dtypeOfDout(problem)) : undefined;
  return [printedDigits(givenX(problem), dtype), ofDout];
}

const dtypeOfDout = ({ dout }: Problem): Dtype => (dout instanceof Float32Array ? "float32" : "float64");

function printedInputs(problem: Problem, [anyX, anyDout]: DigitsOfInputs): PrintedInputs {
  const { dtype, gamma, beta, dout, running, stated, kept } = problem;
  const ofX = anyX && !wereTyped(givenX(problem), dtype, anyX) ? anyX : undefined;
  const ofDout = anyDout && !wereTyped(dout, dtypeOfDout(problem), anyDout) ? anyDout : undefined;
  const vector = (key: string, values: Float64Array | undefined): Digits | undefined => {
    if (!values || !stated.includes(key)) return undefined;
    return printedDigits(values, "float64") ?? likeOthers(lookAt(values, "float64"), () => [ofX, ofDout]);
  };
  return {
    x: ofX,
    dout: ofDout,
    gamma: vector("gamma", gamma),
    beta: vector("beta", beta),
    runningMean: vector("runningMean", running?.mean),
    runningVar: vector("runningVar", running?.variance),
    rstd: vector("rstd", kept?.r),
  };
}

/** Inputs of no fewer digits than a printed candidate (but for one that happened to end in 0) were printed with it. */
function isShared(printed: Digits | undefined, { x, dout }: PrintedInputs): boolean {
  if (!printed) return false;
  const { decimals, digits } = printed;
  return [x, dout].some((input) => input && (decimals <= input.decimals + 1 || digits <= input.digits + 1));
}

function wordsOf(dtype: Dtype, printed: Digits | undefined): string {
  if (!printed) return dtype === "float64" ? "" : ` as ${dtype}`;
  const decimals = ` to the ${printed.decimals} decimal${printed.decimals === 1 ? "" : "s"} given`;
  return dtype === "float64" || dtype === "float32" ? decimals : ` as ${dtype}${decimals}`;
}

/**
 * Whether a double, as texts hold them, is the exact number as its own digits, the decimals of its tensor, or a short format
 * show that. A tensor that is of a short format itself is held by that.
 */
export function isCutOff({ shown, dtype }: GivenPrecision, given: number, exact: number): boolean {
  if (dtype !== "float64") return false;
  if (given !== 0 && SHORT_DTYPES.some((short) => roundTo(exact, short) === given)) return true;
  if (!shown || !Number.isFinite(exact) || Math.abs(exact) >= 1e15) return false;
  if (Number(exact.toFixed(Math.min(shown.decimals, 100))) === given) return true;
  return given !== 0 && Number(exact.toPrecision(shortestDecimal(given, "float64").digits)) === given;
}

/** A number as the candidate would hold it: cut to the digits that were printed, rounded to the dtype. */
export function roundedAs({ dtype, printed }: GivenPrecision, value: number): number {
  if (!printed || !Number.isFinite(value)) return roundTo(value, dtype);
  return Math.abs(value) < 1e15 ? Number(value.toFixed(Math.min(printed.decimals, 100))) : value;
}

/** Half a unit of the last digit that was printed, and a whole unit of a binary dtype, at a value of this size. */
export function resolution({ dtype, printed }: GivenPrecision, value: number): number {
  if (!Number.isFinite(value)) return 0;
  if (!printed) return ulp(value, dtype);
  return halfUnit(printed, value) + (dtype === "float64" ? 0 : ulp(value, dtype));
}

/**
 * Unit roundoff of the arithmetic that the candidate was surely computed in at best: half types compute in float32, and
 * a few printed digits do not tell the two apart.
 */
export function arithmetic({ dtype, printed }: GivenPrecision): number {
  const double = dtype === "float64" && (!printed || printed.digits > FLOAT32_DIGITS);
  return double ? 2 ** -53 : 2 ** -24;
}

/** Unit roundoff of the numbers themselves. */
export function roundoff(precision: GivenPrecision): number {
  return { float64: 2 ** -53, float32: 2 ** -24, float16: 2 ** -11, bfloat16: 2 ** -8 }[precision.dtype];
}
