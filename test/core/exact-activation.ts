/** Activations in decimal arithmetic, from their definitions. */
import { Decimal } from "decimal.js";
import type { Activation } from "../../src/core/conventions";
import { exponentOf } from "../../src/core/ulp";
import { exactly } from "./reference";

/** What an activation makes of y. */
export interface Activated {
  readonly value: Decimal;
  readonly slope: Decimal;
  readonly sizes: Decimal; // of the terms that the slope is made of
}

const digits = (precision: number): typeof Decimal => Decimal.clone({ precision, minE: -9e15, maxE: 9e15 });
/** Enough to see double-double in, and few: decimals take their time to exponentiate. */
const PRECISION = 50;
const Digits = digits(PRECISION);
const one = new Digits(1);
const zero = new Digits(0);

/** 1 / (1 + exp(-y)), its slope, and exp(y) - 1 and exp(y) + 1, of which tanh is made. */
function sigmoid(y: Decimal): Readonly<Record<"share" | "steep" | "less" | "more", Decimal>> {
  const near0 = Math.max(0, -exponentOf(y.toNumber() || 1)); // exp(y) - 1 loses as many bits there
  const Wide = digits(PRECISION + Math.ceil(near0 / 3));
  const e = new Wide(y).exp();
  const [less, more] = [e.minus(1), e.plus(1)];
  return { share: new Digits(e.div(more)), steep: new Digits(e.div(more).div(more)), less, more };
}

/** y times a share of it between 0 and 1, whose slope is given. */
function product(y: Decimal, share: Decimal, steep: Decimal): Activated {
  const moved = y.times(steep);
  return { value: y.times(share), slope: share.plus(moved), sizes: share.plus(moved.abs()) };
}

/** Phi(y) by the series of its odd part, with the digits more that its tail takes away. */
function normal(y: Decimal): { readonly share: Decimal; readonly density: Decimal } {
  const lost = Math.ceil(y.toNumber() ** 2 / 4.6);
  const Many = digits(PRECISION + 2 * lost);
  const at = new Many(y);
  const density = at.times(at).div(-2).exp().div(Many.acos(-1).times(2).sqrt());
  let [term, sum] = [at, at];
  for (let n = 3; term.abs().greaterThan(new Many(10).pow(-PRECISION - lost)); n += 2) {
    term = term.times(at).times(at).div(n);
    sum = sum.plus(term);
  }
  return { share: new Digits(density.times(sum).plus(0.5)), density: new Digits(density) };
}

export const SMOOTH_NAMES = ["silu", "gelu", "gelu-tanh", "tanh", "sigmoid"] as const;

export function isSmooth(activation: Activation | undefined): boolean {
  return SMOOTH_NAMES.some((name) => name === activation);
}

/** y is exact; `slope` that of a leaky ReLU. */
export function exactActivation(activation: Activation, slope: Decimal, given: Decimal): Activated {
  const y = new Digits(given);
  // What is given keeps its digits.
  const piece = (through: Decimal, value = given.times(through)): Activated => ({
    value,
    slope: through,
    sizes: through,
  });
  switch (activation) {
    case "none":
      return piece(one);
    case "relu":
      return piece(y.greaterThan(0) ? one : zero);
    case "leaky-relu":
      return piece(y.greaterThan(0) ? one : slope);
    case "relu6":
      return y.greaterThanOrEqualTo(6) ? piece(zero, new Digits(6)) : piece(y.greaterThan(0) ? one : zero);
    case "sigmoid": {
      const { share, steep } = sigmoid(y);
      return { ...piece(steep), value: share };
    }
    case "silu": {
      const { share, steep } = sigmoid(y);
      return product(y, share, steep);
    }
    case "tanh": {
      const { less, more, steep } = sigmoid(y.times(2));
      return { ...piece(steep.times(4)), value: less.div(more) };
    }
    case "gelu": {
      const { share, density } = normal(y);
      return product(y, share, density);
    }
    case "gelu-tanh": {
      const root = new Digits(8).div(Digits.acos(-1)).sqrt();
      const cubic = exactly(0.044715); // the double, as libraries have it
      const z = root.times(y.plus(cubic.times(y.pow(3))));
      const steep = root.times(one.plus(cubic.times(3).times(y.pow(2))));
      const { share, steep: ofZ } = sigmoid(z);
      return product(y, share, ofZ.times(steep));
    }
  }
}
