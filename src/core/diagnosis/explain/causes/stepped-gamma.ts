import { sumOfProducts } from "../../../arithmetic/sum-of-products";
import { gatherColumn } from "../../../batchnorm/column";
import { takePart } from "../../../batchnorm/parts";
import { partsIn } from "../../formula/column-statistics";
import { at, each, whole, type Effect } from "../../formula/term-effect";
import { fillLine, lineOf, type Line } from "../../formula/dx-line";
import { createColumnReader } from "../../formula/column-reader";
import { scatterColumn } from "../../../batchnorm/column";
import { short } from "../../wording";
import { causeOf, isAs, valuesOf, type Cause, type FoundCause, type Evidence } from "./cause";

/** dx as it should be, or without paths: what a gamma that was changed too early may stand in front of. */
const FORMS: readonly { readonly effect: Effect; readonly words: string; readonly written: string }[] = [
  { effect: {}, words: "", written: "dx = gamma_new * r * (dout - gbar - xhat * c)" },
  {
    effect: { b: 0, k: 0 },
    words: " Besides, both paths are missing: dx follows dout alone.",
    written: "dx = gamma_new * r * dout",
  },
  { effect: { k: 0 }, words: " Besides, the variance path is missing.", written: "dx = gamma_new * r * (dout - gbar)" },
  { effect: { b: 0 }, words: " Besides, the mean path is missing.", written: "dx = gamma_new * r * (dout - xhat * c)" },
];

/**
 * gamma changed between forward and backward by a step along dgamma: gamma_new = gamma - rate * dgamma, with one rate in
 * all columns. The rate is known from one column and proven by the others.
 */
export const gammaStepped: Cause = (e) => {
  const { s } = e;
  if (!e.off.includes("dx") || e.off.length > 1 || s.D < 2) return undefined;
  for (const { effect, words, written } of FORMS) {
    const right = fill(e, effect);
    const rate = rateOf(e, right);
    if (rate === undefined) continue;
    const stepped = each(s.D, (k) => 1 - (rate * at(e.gradients.dgamma, k)) / at(s.gamma, k));
    if (!isAs(e, "dx", fill(e, { ...effect, ...times(effect, stepped) }))) continue;
    return told(e, rate, words, written);
  }
  return undefined;
};

function told(e: Evidence, rate: number, words: string, written: string): FoundCause {
  return causeOf(e, ["dx"], {
    id: "gamma-stepped",
    title: rate > 0 ? "gamma stepped before dx was computed" : "the gamma after a step was given",
    text: `${rate > 0 ? before(rate) : after(-rate)}${words}`,
    written: () => `gamma_new = gamma ${rate > 0 ? "-" : "+"} ${short(Math.abs(rate))} * dgamma,  ${written}`,
    code: {
      numpy: "gamma -= lr * dgamma; dx = gamma * r * (...)  # compute dx first, then step gamma",
      pytorch: "ctx.save_for_backward(x, weight.clone(), rstd)  # an optimizer step in between changes weight in place",
      typescript: "gamma[k] -= rate * dgamma[k]; // after dx, not before it",
    },
  });
}

const before = (rate: number): string =>
  `gamma was stepped before dx was computed: dx fits gamma - ${short(rate)} * dgamma, the gamma after a step of learning rate ${short(rate)}. dx takes the gamma of the forward pass.`;

const after = (rate: number): string =>
  `The gamma that is given is the one after a step of learning rate ${short(rate)}: dx fits gamma + ${short(rate)} * dgamma, the gamma before it. Give the gamma of the forward pass.`;

function times({ b, k }: Effect, factor: Float64Array): Effect {
  return { ...whole(factor), ...(b === 0 ? { b: 0 } : {}), ...(k === 0 ? { k: 0 } : {}) };
}

/** dx of an effect, in the layout of x. */
function fill({ s }: Evidence, effect: Effect): Float64Array {
  const line: Line = { g: 0, one: 0, xhat: 0 };
  const into = new Float64Array(s.rows * s.D);
  for (const { part, s: own } of partsIn(s)) {
    const read = createColumnReader(own.problem, own.mask, own.centres);
    const column = new Float64Array(own.rows);
    const rows = takePart(part, into);
    for (let k = 0; k < s.D; k++) {
      lineOf(own, effect, k, line);
      fillLine(own, line, read(k), column);
      scatterColumn(own.problem.layout, column, k, rows);
    }
  }
  return into;
}

/** The rate that the column tells in which the step was largest. */
function rateOf(e: Evidence, right: Float64Array): number | undefined {
  const { layout } = e.s.problem;
  const given = new Float64Array(e.s.rows);
  const expected = new Float64Array(e.s.rows);
  let rate: number | undefined;
  let largest = 1e-12;
  for (let k = 0; k < e.s.D; k++) {
    gatherColumn(layout, valuesOf(e, "dx"), k, given);
    gatherColumn(layout, right, k, expected);
    const change = 1 - sumOfProducts(given, expected) / sumOfProducts(expected, expected);
    const found = (change * at(e.s.gamma, k)) / at(e.gradients.dgamma, k);
    if (Number.isFinite(found) && Math.abs(change) > largest) [largest, rate] = [Math.abs(change), found];
  }
  return rate;
}
