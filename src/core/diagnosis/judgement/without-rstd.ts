import { batchnormGradients } from "../../batchnorm/batchnorm";
import type { Gradients } from "../../batchnorm/gradients";
import { columnMembers, gatherColumn } from "../../batchnorm/column";
import { sumOfProducts } from "../../arithmetic/sum-of-products";
import { canBeRstd } from "../../kept/fit-root";
import type { Kept } from "../../kept/kept";
import { lostInPrint, restoreTraining } from "../../kept/restore";
import { measureSets } from "../../kept/set-moments";
import type { Candidate, Problem } from "../../problem";
import { because, type Reason } from "../../reason";
import type { Comparison } from "../../verdict";
import { dxAsKept } from "../evidence/kept-distance";
import { precisionsOf, resolution, type GivenPrecision } from "../evidence/given-precision";
import { gammaBehind } from "../fits/gamma-behind";
import { numbersOf } from "../fits/conventions";
import { at } from "../formula/term-effect";
import { createColumnReader } from "../formula/column-reader";
import { createStatistics } from "../formula/column-statistics";
import { listed } from "../wording";
import { reasonText } from "./verdict-text";

type Judge = (problem: Problem, gradients: Gradients, candidate: Candidate) => Comparison;

type WithDx = Candidate & Required<Pick<Candidate, "dx">>;

const NAMES = ["dx", "dgamma", "dbeta"] as const;

/**
 * Where neither x nor rstd is given, dx is known up to a positive factor for each column: it is judged with those that
 * fit it best. Undefined where nothing hangs on rstd.
 */
export function withoutRstd(problem: Problem, candidate: Candidate, judge: Judge): Comparison | undefined {
  const { kept, sets } = problem;
  if (kept?.rstd !== "unknown" || !candidate.dx) return undefined;
  const { dx } = candidate;
  const found = judgedUpToFactors(problem, kept, { ...candidate, dx }, judge);
  if (found.verdict !== "wrong" || sets.length > 1) return found;
  const other = withOtherDenominator(problem, kept);
  const again = other && judgedUpToFactors(other, other.kept, { ...candidate, dx }, judge);
  return again && again.verdict !== "wrong" ? again : found;
}

/** The denominator that the source has not said shows in xhat only where eps is small beside the variance. */
function withOtherDenominator(problem: Problem, kept: Kept): (Problem & { readonly kept: Kept }) | undefined {
  const { layout, sets, mask, dtype, mode, eps, epsPlacement } = problem;
  if (problem.stated.includes("variance") || mode === "eval") return undefined;
  const variance = problem.variance === "biased" ? "unbiased" : "biased";
  const given = { shape: layout.shape, values: kept.values, dtype };
  const asked = { eps, variance, epsPlacement } as const;
  const made = restoreTraining({ what: kept.what, given, layout, sets, mask, rstd: undefined, asked });
  return made.ok ? { ...problem, ...made.value } : undefined;
}

function judgedUpToFactors(problem: Problem, kept: Kept, candidate: WithDx, judge: Judge): Comparison {
  const { sets } = problem;
  const settled: Problem = { ...problem, kept: { ...kept, rstd: "follows" } };
  if (sets.length > 1 || sets.some(({ members }) => members < 3)) {
    const why = sets.length > 1 ? "of a batch in parts" : "of fewer than 3 rows";
    return withoutDx(settled, candidate, judge, `dx ${why} cannot be judged without rstd`);
  }
  const precision = precisionsOf(settled, candidate).dx;
  let factors = fittingBest(settled, candidate.dx.values, precision);
  let found = judgedWith(settled, factors, candidate, judge);
  if (found.verdict === "wrong" && problem.activation === "none") {
    const gamma = gammaBehind(settled, createStatistics(settled), candidate.dx.values);
    const nearest = gamma.map((value, k) => factorFor(problem, value / at(problem.gamma, k)));
    const again = judgedWith(settled, nearest, candidate, judge);
    if (isMoreRight(again, found)) [factors, found] = [nearest, again];
  }
  if (found.verdict === "wrong")
    return retold(found, { ...found.why, kind: "tried", words: [{ text: "whatever rstd is, " }, ...found.why.words] });
  return found.verdict === "correct" ? open(problem, candidate, factors, found) : found;
}

/** With another verdict, or another reason for it. */
function retold(found: Comparison, why: Reason, verdict = found.verdict): Comparison {
  return { ...found, verdict, why, reason: reasonText(verdict, why) };
}

/** A factor in front of both gamma and beta multiplies dx, and moves neither dgamma nor dbeta, nor the kink of a ReLU. */
function judgedWith(problem: Problem, factors: Float64Array, candidate: Candidate, judge: Judge): Comparison {
  const times = (values: Float64Array): Float64Array => values.map((value, k) => value * at(factors, k));
  const told = {
    ...problem,
    gamma: times(problem.gamma),
    beta: times(problem.beta),
    stated: [...problem.stated, "gamma"],
  };
  return judge(told, batchnormGradients(told, "exact"), candidate);
}

/** By least squares, where the sign of a gamma that is given is not to be explained away. */
function fittingBest(problem: Problem, dx: Problem["x"], precision: GivenPrecision | undefined): Float64Array {
  const { layout } = problem;
  const exact = batchnormGradients(problem, "exact").dx;
  const s = createStatistics(problem);
  const read = createColumnReader(problem, s.mask, s.centres);
  const given = new Float64Array(layout.rows);
  return Float64Array.from({ length: layout.channels }, (_, k) => {
    gatherColumn(layout, dx, k, given);
    const right = dxAsKept(s, k, read(k)) ?? columnMembers(layout, exact, k);
    const best = sumOfProducts(given, right) / sumOfProducts(right, right);
    return factorFor(problem, (precision && withinDigits(given, right, precision)) ?? best);
  });
}

/** The middle of the factors with which every cell is within the last digit of what is given; undefined where none is. */
function withinDigits(given: Float64Array, right: Float64Array, precision: GivenPrecision): number | undefined {
  if (precision.dtype === "float64" && !precision.printed) return undefined;
  let low = -Infinity;
  let high = Infinity;
  given.forEach((value, i) => {
    const exact = at(right, i);
    if (exact === 0) return;
    const room = resolution(precision, value) / Math.abs(exact);
    low = Math.max(low, value / exact - room);
    high = Math.min(high, value / exact + room);
  });
  return low <= high && high < Infinity ? (low + high) / 2 : undefined;
}

/** rstd is above 0; a gamma that is not given may be of either sign. */
function factorFor({ stated }: Problem, factor: number): number {
  const size = Math.abs(factor);
  if (!(size > 0 && size < Infinity)) return 1;
  return stated.includes("gamma") ? size : factor;
}

const wrongCells = ({ tensors }: Comparison): number =>
  NAMES.reduce((sum, name) => sum + (tensors[name]?.wrong ?? 0), 0);

const isNamed = ({ diagnoses }: Comparison): boolean => diagnoses.some(({ id }) => id !== "unknown");

/** What has a name says more than what has none. */
function isMoreRight(one: Comparison, than: Comparison): boolean {
  if (one.verdict !== "wrong") return true;
  return isNamed(one) === isNamed(than) ? wrongCells(one) < wrongCells(than) : isNamed(one);
}

function withoutDx(problem: Problem, { dgamma, dbeta }: Candidate, judge: Judge, why: string): Comparison {
  const rest = judge(problem, batchnormGradients(problem, "exact"), { dgamma, dbeta });
  if (rest.verdict === "wrong") return retold(rest, { ...rest.why, words: [...rest.why.words, { text: `; ${why}` }] });
  const others = (["dgamma", "dbeta"] as const).filter((name) => rest.tensors[name]);
  const right =
    rest.verdict === "correct" && others.length > 0
      ? `; ${listed(others)} ${others.length > 1 ? "are" : "is"} right`
      : "";
  return retold(rest, because("open", ["dx"], why + right), "doubtful");
}

/** Everything is right with factors that nobody has told. */
function open(problem: Problem, candidate: Candidate, factors: Float64Array, found: Comparison): Comparison {
  const { kept } = problem;
  if (!kept) throw new Error("expected what was kept of x, got x itself");
  const rstd = kept.r.map((value, k) => value * at(factors, k));
  const names = NAMES.filter((name) => candidate[name]);
  const right = `${listed(names)} ${names.length === 1 ? "is" : "are"} right with rstd = ${numbersOf(rstd)}`;
  if (factors.some((factor) => factor < 0)) {
    const text = "each column of dx is right up to a factor, and neither gamma nor rstd is given. Give both";
    return { ...retold(found, because("open", names, text), "doubtful"), fits: [] };
  }
  const look = "a factor that is wrong in a whole column of dx would look the same";
  if (!canBe(problem, rstd)) {
    const text = `each column of dx is right up to a positive factor, which would be that of rstd = ${numbersOf(rstd)}, and no eps goes with these and xhat: is gamma right? Give rstd`;
    return { ...retold(found, because("open", names, text), "doubtful"), fits: [] };
  }
  const given = `rstd is not given; ${look}`;
  const why = because("setting", names, `${right}; rstd is not given, and ${look}`);
  const fit = { set: { rstd: Array.from(rstd) }, sentence: `${right}; ${given}.`, right, open: given };
  return { ...retold(found, why, "doubtful"), fits: [fit] };
}

/** Whether some eps goes with an rstd and the xhat that is given. */
function canBe({ kept, layout, sets, mask, dtype, mode }: Problem, rstd: Float64Array): boolean {
  if (!kept || mode === "eval") return true;
  const given = { shape: layout.shape, values: kept.values, dtype };
  return canBeRstd({
    sets: measureSets({ given, layout, sets, mask }),
    r: rstd,
    dtype,
    lost: lostInPrint({ what: kept.what, given }, rstd),
  });
}
