import { sumOfProducts } from "../../../arithmetic/sum-of-products";
import { gatherColumn } from "../../../batchnorm/column";
import { at, each, whole, type Effect } from "../../formula/term-effect";
import { short } from "../../wording";
import { causeOf, isAs, valuesOf, type Cause, type FoundCause, type Evidence } from "./cause";
import { dxUnder } from "./dx-under";

/** dx as it should be, or without paths: what a gamma that was changed too early may stand in front of. */
interface Form {
  readonly effect: Effect;
  readonly words: string;
  readonly written: string;
}

const FORMS: readonly Form[] = [
  { effect: {}, words: "", written: "dx = gamma_new * r * (dout - gbar - xhat * c)" },
  {
    effect: { b: 0, k: 0 },
    words: " Besides, both paths are missing: dx follows dout alone.",
    written: "dx = gamma_new * r * dout",
  },
  { effect: { k: 0 }, words: " Besides, the variance path is missing.", written: "dx = gamma_new * r * (dout - gbar)" },
  { effect: { b: 0 }, words: " Besides, the mean path is missing.", written: "dx = gamma_new * r * (dout - xhat * c)" },
];

/** What an optimizer's first step goes along: the same for every column but for its rate. */
interface Step {
  readonly along: (dgamma: number, gamma: number) => number;
  readonly words: string;
  readonly optimizer: string; // "", or "of Adam "
}

const SGD: Step = { along: (dgamma) => dgamma, words: "dgamma", optimizer: "" };
const ADAM_EPS = 1e-8; // torch's
const DECAYS = [1e-4, 5e-4, 1e-3, 1e-2];

/** Behind SGD alone, each with a rate that people type: any rate fits some step. */
const OTHERS: readonly Step[] = [
  {
    along: (dgamma) => dgamma / (Math.abs(dgamma) + ADAM_EPS),
    words: "dgamma / (|dgamma| + 1e-8)",
    optimizer: "of Adam, which is the same for every column but for its sign, ",
  },
  {
    along: (dgamma, gamma) => dgamma / (Math.abs(dgamma) + ADAM_EPS) + 0.01 * gamma,
    words: "(dgamma / (|dgamma| + 1e-8) + 0.01 * gamma)",
    optimizer: "of AdamW with weight decay 0.01 ",
  },
  { along: (dgamma) => Math.sign(dgamma), words: "sign(dgamma)", optimizer: "of the sign alone " },
  ...DECAYS.map((decay): Step => ({
    along: (dgamma, gamma) => dgamma + decay * gamma,
    words: `(dgamma + ${short(decay)} * gamma)`,
    optimizer: `with weight decay ${short(decay)} `,
  })),
];
const ROUND_DIGITS = 2;
const ROUND = 1e-4; // a rate so near to a round one is that one

/**
 * gamma changed between forward and backward by the first step of an optimizer: gamma_new = gamma - rate * dgamma, or
 * along another direction that dgamma tells, with one rate in all columns. The rate is known from one column and proven by
 * the others.
 */
export const gammaStepped: Cause = (e) => {
  const { s } = e;
  if (!e.off.includes("dx") || e.off.length > 1 || s.D < 2) return undefined;
  for (const form of FORMS) {
    const right = dxUnder(s, form.effect);
    const own = stepped(e, right, form, SGD);
    if (own) return own;
    if (s.D < 3) continue; // two columns fit one of so many steps by chance
    for (const step of OTHERS) {
      const found = stepped(e, right, form, step);
      if (found) return found;
    }
  }
  return undefined;
};

function stepped(
  e: Evidence,
  right: Float64Array,
  { effect, words, written }: Form,
  step: Step,
): FoundCause | undefined {
  const { s } = e;
  const along = each(s.D, (k) => step.along(at(e.gradients.dgamma, k), at(s.gamma, k)));
  const seen = rateOf(e, right, along);
  const rate = seen !== undefined && step !== SGD ? roundRate(seen) : seen;
  if (rate === undefined) return undefined;
  const factor = each(s.D, (k) => 1 - (rate * at(along, k)) / at(s.gamma, k));
  if (!isAs(e, "dx", dxUnder(s, { ...effect, ...times(effect, factor) }))) return undefined;
  return told(e, { rate, step }, words, written);
}

/** The round number that a rate is but for rounding. */
function roundRate(rate: number): number | undefined {
  const round = Number(rate.toPrecision(ROUND_DIGITS));
  return Math.abs(round - rate) <= ROUND * Math.abs(rate) ? round : undefined;
}

interface Taken {
  readonly rate: number;
  readonly step: Step;
}

function told(e: Evidence, taken: Taken, words: string, written: string): FoundCause {
  const { rate, step } = taken;
  return causeOf(e, ["dx"], {
    id: "gamma-stepped",
    title: rate > 0 ? "gamma stepped before dx was computed" : "the gamma after a step was given",
    text: `${rate > 0 ? before(taken) : after(taken)}${words}`,
    written: () => `gamma_new = gamma ${rate > 0 ? "-" : "+"} ${short(Math.abs(rate))} * ${step.words},  ${written}`,
    code: {
      numpy: "gamma -= lr * dgamma; dx = gamma * r * (...)  # compute dx first, then step gamma",
      pytorch: "ctx.save_for_backward(x, weight.clone(), rstd)  # an optimizer step in between changes weight in place",
      typescript: "gamma[k] -= rate * dgamma[k]; // after dx, not before it",
    },
  });
}

const before = ({ rate, step }: Taken): string =>
  `gamma was stepped before dx was computed: dx fits gamma - ${short(rate)} * ${step.words}, the gamma after a step ${step.optimizer}of learning rate ${short(rate)}. dx takes the gamma of the forward pass.`;

const after = ({ rate, step }: Taken): string =>
  `The gamma that is given is the one after a step ${step.optimizer}of learning rate ${short(-rate)}: dx fits gamma + ${short(-rate)} * ${step.words}, the gamma before it. Give the gamma of the forward pass.`;

function times({ b, k }: Effect, factor: Float64Array): Effect {
  return { ...whole(factor), ...(b === 0 ? { b: 0 } : {}), ...(k === 0 ? { k: 0 } : {}) };
}

/** The rate that the column tells in which the step was largest. */
function rateOf(e: Evidence, right: Float64Array, along: Float64Array): number | undefined {
  const { layout } = e.s.problem;
  const given = new Float64Array(e.s.rows);
  const expected = new Float64Array(e.s.rows);
  let rate: number | undefined;
  let largest = 1e-12;
  for (let k = 0; k < e.s.D; k++) {
    gatherColumn(layout, valuesOf(e, "dx"), k, given);
    gatherColumn(layout, right, k, expected);
    const change = 1 - sumOfProducts(given, expected) / sumOfProducts(expected, expected);
    const found = (change * at(e.s.gamma, k)) / at(along, k);
    if (Number.isFinite(found) && Math.abs(change) > largest) [largest, rate] = [Math.abs(change), found];
  }
  return rate;
}
