import { numberAt } from "../../../item-at";
import { each } from "../../formula/term-effect";
import { short } from "../../wording";
import { areOf, causeOf, isMultiple, valuesOf, type Cause, type FoundCause, type Evidence } from "./cause";

/** Everything times one number: accumulated twice, a loss scale, the number of workers, a learning rate, a norm clip. */
export const commonFactor: Cause = (e) => {
  return e.off.length > 1 ? sameFactor(e, e.names) : undefined;
};

/** The same of those tensors alone that are off, where the catalogue has no other explanation. */
export const factorOfSome: Cause = (e) => {
  const cells = e.off.reduce((sum, name) => sum + e.gradients[name].length, 0);
  if (e.off.length === 0 || cells <= 3) return undefined;
  // Where inputs lost digits, some number nearly always fits.
  const lostDigits = e.off.some((name) => e.precisions[name]?.inputs?.shared === true);
  return sameFactor(e, e.off, lostDigits);
};

function sameFactor(e: Evidence, multiplied: Evidence["names"], roundAlone = false): FoundCause | undefined {
  const factors = factorsNear(factorOf(e, multiplied), e);
  for (const factor of roundAlone ? factors.slice(0, -1) : factors) {
    if (factor.value === 0 || factor.value === 1) continue;
    const columns = each(e.s.D, () => factor.value);
    if (!multiplied.every((name) => isMultiple(e, name, columns))) continue;
    const several = multiplied.length > 1;
    const times = `${factor.words} times what ${several ? "they" : "it"} should be`;
    const others = e.names.filter((name) => !multiplied.includes(name));
    const beside = others.length > 0 ? `, and ${areOf(others)} right` : "";
    const wholly = `one factor, the same in every cell${several ? " of all of them" : ""}${beside}`;
    return factorCause(e, multiplied, factor, `${areOf(multiplied)} ${times}: ${wholly}.`);
  }
  return undefined;
}

/** A factor of some tensors, said in a sentence, and its usual causes. */
export function factorCause(e: Evidence, names: Evidence["names"], factor: Factor, sentence: string): FoundCause {
  return causeOf(e, names, {
    id: "common-factor",
    title: `${factor.words} times what is right`,
    text: `${sentence} ${usualCauses(factor.value, e, names)}`,
    written: (tensor) => `${tensor} = ${factor.words} * (the right ${tensor})`,
    code: CODE,
  });
}

export interface Factor {
  readonly value: number;
  readonly words: string; // "1/8"
}

const CODE = {
  numpy: "dx, dgamma, dbeta = batchnorm_backward(dout * scale, cache)  # divide by the scale, or leave it out",
  pytorch: "optimizer.zero_grad(); loss.backward()  # once, and unscale_ before gradients are read",
  typescript: "const dx = backward(dout.map((value) => value * scale)); // divide by the scale, or leave it out",
};

/** The factor that fits all tensors best, each weighed by its own size. */
function factorOf(e: Evidence, names: Evidence["names"]): number {
  let sum = 0;
  let weights = 0;
  for (const name of names) {
    const exact = e.gradients[name];
    const given = valuesOf(e, name);
    let products = 0;
    let squares = 0;
    exact.forEach((right, i) => {
      const value = numberAt(given, i);
      if (!Number.isFinite(value) || !Number.isFinite(right)) return;
      products += value * right;
      squares += right * right;
    });
    // A tensor that cancels to rounding says little of the factor.
    const terms = name === "dx" ? e.s.size : name === "dgamma" ? e.s.sums : e.s.sumsBeta;
    const size = terms.reduce((all, value) => all + value * value, 0) * (name === "dx" ? e.s.rows : 1);
    if (!(squares > 0) || !(size > 0)) continue;
    sum += products / size;
    weights += squares / size;
  }
  return sum / weights;
}

/** Round factors first: those of counts, loss scales and learning rates. */
export function factorsNear(factor: number, { s }: Pick<Evidence, "s">): Factor[] {
  if (!Number.isFinite(factor)) return [];
  const { samples } = s.problem.layout;
  const counts = [...new Set([s.N, samples, s.N * s.D, s.D])].filter((count) => count > 1);
  const round = [
    ...[2, 3, 4, 5, 6, 7, 8, -1, -2, 0.5, 0.25, 0.1, 0.01, 0.001, 1e-4, 10, 100].map((value) => ({
      value,
      words: String(value),
    })),
    ...counts.flatMap((count) => [
      { value: 1 / count, words: `1/${count}` },
      { value: count, words: String(count) },
      { value: -1 / count, words: `-1/${count}` },
      { value: 2 / count, words: `2/${count}` },
    ]),
    ...Array.from({ length: 22 }, (_, i) => ({ value: 2 ** (i + 3), words: String(2 ** (i + 3)) })),
  ];
  const near = round.filter(({ value }) => Math.abs(value - factor) <= 0.02 * Math.abs(factor));
  return [...near, { value: factor, words: short(factor) }];
}

function usualCauses(factor: number, { s }: Evidence, multiplied: Evidence["names"]): string {
  const were = multiplied.length > 1 ? "They were" : "It was";
  const { samples } = s.problem.layout;
  const is = (value: number): boolean => Math.abs(factor / value - 1) < 1e-3;
  if (is(-1)) return "The sign is turned round: a loss that is to be maximised, or a minus too many.";
  if (is(2)) return `${were} accumulated twice (is zero_grad missing?), or dout lacks the 2 of a sum of squares.`;
  for (const count of [s.N, samples, s.N * s.D]) {
    if (is(1 / count))
      return `The mean of the loss over ${count} was taken where dout stands for its sum, or the mean was taken twice.`;
    if (is(count)) return `The sum of the loss was taken where dout stands for its mean over ${count}.`;
  }
  const power = Math.log2(Math.abs(factor));
  if (Number.isInteger(power) && power >= 3) {
    return "It is a power of two: a loss scale that was not taken back, or the number of workers whose gradients were added up.";
  }
  if (Number.isInteger(power) && power < 0) return "The gradients were averaged over workers, or over several steps.";
  if (is(0.1) || is(0.01) || is(0.001) || is(1e-4))
    return "Usually a learning rate that is multiplied in already, or a scaled loss.";
  if (Number.isInteger(factor) && factor > 2)
    return `${were} accumulated over several steps, or added up over workers.`;
  return factor > 0 && factor < 1
    ? "A clip of the gradient's norm, a scaled loss or a learning rate does this."
    : "A scaled loss does this: is dout the one that your gradients were made with?";
}
