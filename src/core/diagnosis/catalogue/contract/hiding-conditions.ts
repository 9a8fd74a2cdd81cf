import type { HiddenBy } from "../../../verdict";
import { at } from "../../formula/term-effect";
import type { Statistics } from "../../formula/column-statistics";

/** Something special about a probe (x, gamma, beta, dout, eps) that keeps mistakes from being seen. */
interface Condition {
  readonly holds: (statistics: Statistics) => boolean;
  /** Completes "... looks right here, because". */
  readonly words: (statistics: Statistics) => readonly HiddenBy[];
}

const inEveryColumn = (s: Statistics, test: (k: number) => boolean): boolean => Array.from(s.gamma.keys()).every(test);
/** mean|g|: what a mean of dout, or its slope on xhat, is small beside. */
const isTiny = (s: Statistics, k: number, value: number): boolean =>
  Math.abs(value) <= (1e-9 * at(s.sumsBeta, k)) / s.N;
const gammaIsUnit = (s: Statistics): boolean => inEveryColumn(s, (k) => Math.abs(at(s.gamma, k)) === 1);
const betaIsZero = (s: Statistics): boolean => inEveryColumn(s, (k) => at(s.beta, k) === 0);
/** What a parameter is in every column. */
const is = (name: "gamma" | "beta", value: string): HiddenBy => {
  return { text: `${name} is ${value} in every column`, value: `${name} = ${value}` };
};
const gammaWords = (s: Statistics): HiddenBy =>
  is("gamma", inEveryColumn(s, (k) => at(s.gamma, k) === 1) ? "1" : "1 or -1");
const BETA_WORDS = is("beta", "0");

/** What eps is added to. */
const besideEps = (s: Statistics, k: number): number =>
  s.problem.epsPlacement === "outside" ? Math.sqrt(at(s.v, k)) : at(s.v, k);
const epsIsSmall = (s: Statistics): boolean => inEveryColumn(s, (k) => s.eps < 1e-2 * besideEps(s, k));

const says = (text: string) => (): readonly HiddenBy[] => [{ text }];

/**
 * The conditions that mistakes name as what hides them, in the order in which they are told. A mistake counts as hidden
 * when it looks right, or looks like another one.
 */
export const HIDING_CONDITIONS = {
  "dout is constant": {
    holds: (s) => s.N > 2 && inEveryColumn(s, (k) => at(s.restSquares, k) === 0 && isTiny(s, k, at(s.c, k))),
    words: says("dout is the same in every row, so that dx is 0"),
  },
  "gamma is 1": { holds: gammaIsUnit, words: (s) => [gammaWords(s)] },
  "beta is 0": { holds: betaIsZero, words: () => [BETA_WORDS] },
  "out is xhat": { holds: (s) => gammaIsUnit(s) && betaIsZero(s), words: (s) => [gammaWords(s), BETA_WORDS] },
  "out has the sign of xhat": {
    holds: (s) => betaIsZero(s) && inEveryColumn(s, (k) => at(s.gamma, k) > 0),
    words: () => [BETA_WORDS],
  },
  "dout has mean 0": {
    holds: (s) => inEveryColumn(s, (k) => isTiny(s, k, at(s.gbar, k))),
    words: says("dout has mean 0"),
  },
  "dout is orthogonal to xhat": {
    holds: (s) => inEveryColumn(s, (k) => isTiny(s, k, at(s.c, k))),
    words: says("dout is orthogonal to xhat"),
  },
  "x has mean 0": {
    holds: (s) => inEveryColumn(s, (k) => Math.abs(at(s.mu, k) * at(s.r, k)) <= 1e-9),
    words: says("x has mean 0"),
  },
  "eps is small": {
    holds: epsIsSmall,
    words: says("eps is small beside every variance"),
  },
  "every variance is above eps": {
    holds: (s) => !epsIsSmall(s) && inEveryColumn(s, (k) => besideEps(s, k) >= s.eps),
    words: says("every variance is larger than eps"),
  },
  "sqrt(v + eps) is 1": {
    holds: (s) => inEveryColumn(s, (k) => Math.abs(at(s.r, k) - 1) <= 1e-9),
    words: says("sqrt(v + eps) is 1"),
  },
  "there are only two rows": { holds: (s) => s.N === 2, words: says("there are only 2 rows") },
  "there is only one sample": {
    holds: ({ problem: { layout } }) => layout.rows > 1 && layout.samples === 1,
    words: says("the batch has a single sample"),
  },
  "out is nowhere 0": { holds: () => true, words: says("out is nowhere exactly 0") },
} as const satisfies Readonly<Record<string, Condition>>;

export type HidingCondition = keyof typeof HIDING_CONDITIONS;

/** What hides nearly everything, and is said alone; the first that holds. */
function hidesEverything(s: Statistics): string | undefined {
  if (s.N === 1) return "there is a single row, so that dx is 0 by definition";
  if (inEveryColumn(s, (k) => at(s.xhatSquares, k) === 0)) return "every column of x is constant, so that xhat is 0";
  if (inEveryColumn(s, (k) => at(s.sumsBeta, k) === 0)) {
    return s.problem.activation === "relu" ? "the ReLU is closed in every cell" : "dout is 0 in every cell";
  }
  return undefined;
}

/** What is special about the probe, in words, as far as it concerns mistakes that name these conditions. */
export function hidingReasons(s: Statistics, named: ReadonlySet<HidingCondition>): HiddenBy[] {
  const everything = hidesEverything(s);
  if (everything !== undefined) return [{ text: everything }];
  if (named.has("dout is constant") && HIDING_CONDITIONS["dout is constant"].holds(s)) {
    return [...HIDING_CONDITIONS["dout is constant"].words()];
  }
  const words = new Map<string, HiddenBy>();
  const add = (one: HiddenBy): void => void words.set(one.text, one);
  if (inEveryColumn(s, (k) => at(s.gamma, k) === 0)) add(is("gamma", "0"));
  const conditions: readonly (readonly [string, Condition])[] = Object.entries(HIDING_CONDITIONS);
  for (const [name, { holds, words: say }] of conditions) {
    if (!named.has(name as HidingCondition) || name === "out is nowhere 0" || !holds(s)) continue;
    say(s).forEach(add);
  }
  if (words.size === 0 && inEveryColumn(s, (k) => at(s.offset, k) > 1e3)) {
    add({ text: "x lies so far from 0, beside its spread, that rounding hides them" });
  }
  if (named.has("out is nowhere 0")) add({ text: "out is nowhere exactly 0" });
  return [...words.values()];
}
