import { numberAt } from "../../item-at";
import { readDoutName, type DoutFamily as Family } from "../../dout-name";
import type { Problem } from "../../problem";
import { createStatistics } from "../formula/column-statistics";
import { short } from "../wording";
import { agreesUnder, fitsUnder, type Judged } from "./agrees-under";
import { firstColumns, ofFirst } from "./first-column";
import { tidy } from "./gamma-read-off";
import { gradientsUnder } from "./gradients-under";
import { problemWith, type Setting } from "./setting";

/** A dout that follows from the forward pass, but for a factor. */
export interface DoutFamily {
  readonly name: Family;
  readonly values: (problem: Problem, out: Float64Array) => Float64Array; // (N,D)
  /** The loss that has it. */
  readonly loss: string;
}

const DOUT_FAMILIES: readonly DoutFamily[] = [
  { name: "1", values: (_, out) => out.map(() => 1), loss: "sum of out" },
  { name: "out", values: (_, out) => out, loss: "sum of out^2" },
  {
    name: "out - x",
    values: ({ x }, out) => out.map((value, i) => value - numberAt(x, i)),
    loss: "sum of (out - x)^2",
  },
  { name: "x", values: ({ x }) => Float64Array.from(x), loss: "sum of out * x" },
];

interface DoutFit {
  readonly setting: Setting;
  readonly text: string; // "2 * out"
  readonly words: string;
}

const FIRST_CELLS = 2 ** 12; // that a dout must fit before it is tried on all
const SHARE = 0.1; // of the squares of a candidate: what a dout that fits explains more than

/** The douts that make exactly this candidate; `roundAlone`: with no factor that nobody types. Of a constant one that leaves no trace, 1 stands for all. */
export function doutFits(problem: Problem, judged: Judged, setting: Setting, roundAlone: boolean): DoutFit[] {
  const count = setting.axis === undefined ? Math.ceil(FIRST_CELLS / problem.layout.rows) : Infinity;
  const whole: Tried = { problem, judged, setting, out: outUnder(problem, setting) };
  const few = firstColumns(problem, judged, count);
  if (few.problem === problem) return DOUT_FAMILIES.flatMap((family) => familyFit(family, whole, roundAlone) ?? []);
  const own = ofFirst(setting, count);
  const first: Tried = { ...few, setting: own, out: outUnder(few.problem, own) };
  return DOUT_FAMILIES.flatMap((family) =>
    mayFit(family, first) ? (familyFit(family, whole, roundAlone, first) ?? []) : [],
  );
}

/** A candidate under a setting. */
interface Tried {
  readonly problem: Problem;
  readonly judged: Judged;
  readonly setting: Setting;
  readonly out: () => Float64Array; // (N,D)
}

function outUnder(problem: Problem, setting: Setting): Tried["out"] {
  let known: Float64Array | undefined;
  return () => (known ??= gradientsUnder(problem, setting).out);
}

/** Whether some columns leave room for a dout. */
function mayFit(family: DoutFamily, { problem, judged, setting, out }: Tried): boolean {
  const tried = { ...setting, dout: family.values(problem, out()) };
  const { scale, share } = scaleOf(problem, judged, tried);
  return Number.isNaN(scale) ? agreesUnder(problem, judged, tried) : share > SHARE;
}

function familyFit(family: DoutFamily, whole: Tried, roundAlone: boolean, first?: Tried): DoutFit | undefined {
  const { problem, judged } = whole;
  const under = ({ problem: own, setting: set, out }: Tried): ((factor: number) => Setting) => {
    const dout = family.values(own, out());
    return (factor) => ({ ...set, dout: dout.map((value) => factor * value) });
  };
  const times = under(whole);
  const inFirst = first && under(first);
  const { scale } = scaleOf(problem, judged, times(1));
  // dx of a constant dout is 0 but for rounding, of either sign.
  const fits = family.name === "1" ? agreesUnder : fitsUnder;
  for (const { factor, words, round } of factorsNear(scale, problem)) {
    const sure = family.name === "1" ? judged : withRoundedDout(judged, factor);
    if (factor === 0) continue;
    if (inFirst && !agreesUnder(first.problem, { ...sure, candidate: first.judged.candidate }, inFirst(factor))) continue; // prettier-ignore
    const scaled = times(factor);
    if (!fits(problem, sure, scaled)) continue;
    // A number that is not round is read off alone, and only where the candidate tells it.
    if (!round && (roundAlone || fits(problem, sure, times(1.1 * factor)))) continue;
    return { setting: scaled, ...told(family, factor, words) };
  }
  return undefined;
}

const XHAT = 3; // of usual size

/** A dout that is made of printed numbers has lost digits as they have. */
function withRoundedDout(judged: Judged, factor: number): Judged {
  const precisions = Object.entries(judged.precisions).map(([name, precision]) => {
    const { inputs } = precision;
    const printed = [inputs?.x, inputs?.gamma, inputs?.beta].flatMap((digits) => digits?.decimals ?? []);
    if (!inputs || printed.length === 0) return [name, precision];
    const decimals = Math.min(...printed) - Math.log10(2 * XHAT * Math.abs(factor));
    return [name, { ...precision, inputs: { ...inputs, dout: { decimals, digits: 17 } } }];
  });
  return { ...judged, precisions: Object.fromEntries(precisions) as Judged["precisions"] };
}

function told({ name, loss }: DoutFamily, factor: number, words: string): { text: string; words: string } {
  if (name === "1") {
    const which = factor === 1 ? "dout = 1 (the loss sum of out)" : `dout = ${words} in every cell`;
    return { text: String(factor), words: `with ${which}` };
  }
  const product = factor === 1 ? name : `${words} * ${name.includes(" ") ? `(${name})` : name}`;
  const of =
    factor === 1 && name === "out"
      ? "half the sum of out^2"
      : factor === 2
        ? `the ${loss}`
        : `a multiple of the ${loss}`;
  const text = factor === 1 ? name : `${factor} * ${name.includes(" ") ? `(${name})` : name}`;
  return { text, words: `with dout = ${product} (the loss is ${of})` };
}

/** Factors to be tried, the round ones first. */
function factorsNear(scale: number, { layout }: Problem): { factor: number; words: string; round: boolean }[] {
  if (Number.isNaN(scale)) return [{ factor: 1, words: "1", round: true }];
  const { rows, channels, samples } = layout;
  const counts = new Map([[1, ""], [rows, ` / ${rows}`], [rows * channels, ` / ${rows * channels}`], [samples, ` / ${samples}`]]); // prettier-ignore
  const round = [1, 2, 0.5, -1, -2].flatMap((top) =>
    [...counts].map(([count, words]) => ({ factor: top / count, words: `${top}${words}`, round: true })),
  );
  const near = round.filter(({ factor }) => Math.abs(factor - scale) <= 0.02 * Math.abs(scale));
  return [...near, { factor: tidy(scale), words: short(tidy(scale)), round: false }];
}

/** How many times this dout the candidate's was, and the share of the candidate that this is; NaN when nothing of it is seen. */
export function scaleOf(problem: Problem, { candidate }: Judged, setting: Setting): { scale: number; share: number } {
  const s = createStatistics(problemWith(problem, setting));
  const gradients = gradientsUnder(problem, setting);
  const weight = (sizes: Float64Array, rows: number): number =>
    1 / (rows * sizes.reduce((sum, size) => sum + size * size, 0));
  const weights = { dx: weight(s.size, s.rows), dgamma: weight(s.sums, 1), dbeta: weight(s.sumsBeta, 1) };
  let products = 0;
  let squares = 0;
  let all = 0;
  for (const name of ["dx", "dgamma", "dbeta"] as const) {
    const given = candidate[name]?.values;
    if (!given) continue;
    given.forEach((value, i) => {
      const exact = numberAt(gradients[name], i);
      products += weights[name] * value * exact;
      squares += weights[name] * exact ** 2;
      all += weights[name] * value ** 2;
    });
  }
  return squares > 1e-20
    ? { scale: products / squares, share: products ** 2 / (squares * all) }
    : { scale: NaN, share: NaN };
}

/** The dout that a text names, "1" or "2 * (out - x)", for this problem; undefined when the text is none. */
export function doutNamed(text: string, problem: Problem): Float64Array | undefined {
  const named = readDoutName(text);
  const family = DOUT_FAMILIES.find(({ name }) => name === named?.family);
  if (!named || !family) return undefined;
  return family.values(problem, gradientsUnder(problem, {}).out).map((value) => named.factor * value);
}
