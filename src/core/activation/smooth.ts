/**
 * Activations that are smooth: silu, gelu, its tanh form, tanh and sigmoid, and their slopes. y = hi + lo comes in with what
 * it was rounded by: far from 0 a slope falls like exp(-|y|), and the last place of y is a thousand last places of it.
 *
 *   sigmoid    1 / (1 + exp(-y))            silu   y sigmoid(y)            gelu   y Phi(y)
 *   gelu-tanh  y (1 + tanh z) / 2 = y sigmoid(2 z),   z = sqrt(2 / pi) (y + 0.044715 y^3)
 */
import { add, dd, divide, multiply, squareRoot, twoProduct, type DD } from "../arithmetic/dd";
import { exponential, exponentialLessOne } from "../arithmetic/exponential";
import type { Activation } from "../conventions";
import { density, distribution, preciseDensity, preciseDistribution } from "./normal-tail";

export interface SmoothActivation {
  readonly value: (hi: number, lo: number) => number;
  readonly slope: (hi: number, lo: number) => number;
  /** A bound of the slope's own slope, to a small factor. */
  readonly bend: (y: number) => number;
  readonly precise: (y: DD) => DD;
  readonly preciseSlope: (y: DD) => DD;
  /** How far from a real y the function is of one size: its nearest pole, or where it has grown by a small factor. */
  readonly reach: number;
}

/** Beyond it, on the left, exp(y) is 0 among doubles, and every one of these is flat or straight. */
const FAR = 760;
/** The same of the two forms of gelu. */
const FAR_GELU = 39;

/** exp(-|y|). */
function decay(hi: number, lo: number): number {
  return hi < 0 ? Math.exp(hi) * (1 + lo) : Math.exp(-hi) * (1 - lo);
}

function sigmoid(hi: number, lo: number): number {
  const e = decay(hi, lo);
  return hi < 0 ? e / (1 + e) : 1 / (1 + e);
}

function sigmoidSlope(hi: number, lo: number): number {
  const e = decay(hi, lo);
  return e / (1 + e) / (1 + e);
}

function preciseSigmoid(y: DD): DD {
  if (Math.abs(y.hi) > FAR) return dd(y.hi < 0 ? 0 : 1);
  const e = exponential(y.hi < 0 ? y : dd(-y.hi, -y.lo));
  return divide(y.hi < 0 ? e : dd(1), add(dd(1), e));
}

function preciseSigmoidSlope(y: DD): DD {
  return preciseSigmoidAndSlope(y)[1];
}

/** Both of one exponential. */
function preciseSigmoidAndSlope(y: DD): readonly [DD, DD] {
  if (Math.abs(y.hi) > FAR) return [dd(y.hi < 0 ? 0 : 1), dd(0)];
  const e = exponential(y.hi < 0 ? y : dd(-y.hi, -y.lo));
  const one = add(dd(1), e);
  const [small, large] = [divide(e, one), divide(dd(1), one)];
  return [y.hi < 0 ? small : large, multiply(small, large)];
}

/** y times a share of it between 0 and 1, which is 0 or 1 from `far` on. */
function share(far: number, of: (y: DD) => DD): (y: DD) => DD {
  return (y) => (Math.abs(y.hi) > far ? (y.hi > 0 ? y : dd(0)) : multiply(y, of(y)));
}

/** The slope of such a product: the share, and y times its slope. */
function shareSlope(far: number, of: (y: DD) => readonly [share: DD, slope: DD]): (y: DD) => DD {
  return (y) => {
    if (Math.abs(y.hi) > far) return dd(y.hi < 0 ? 0 : 1);
    const [part, slope] = of(y);
    return add(part, multiply(y, slope));
  };
}

const SIGMOID: SmoothActivation = {
  value: sigmoid,
  slope: sigmoidSlope,
  bend: (y) => sigmoidSlope(y, 0),
  precise: preciseSigmoid,
  preciseSlope: preciseSigmoidSlope,
  reach: 2,
};

const SILU: SmoothActivation = {
  value: (hi, lo) => (hi < -FAR ? 0 : hi * sigmoid(hi, lo)),
  slope: (hi, lo) => (Math.abs(hi) > FAR ? Number(hi > 0) : sigmoid(hi, lo) * (1 + hi * sigmoid(-hi, -lo))),
  bend: (y) => (Math.abs(y) > FAR ? 0 : sigmoidSlope(y, 0) * (2 + Math.abs(y))),
  precise: share(FAR, preciseSigmoid),
  preciseSlope: shareSlope(FAR, preciseSigmoidAndSlope),
  reach: 2,
};

const TANH: SmoothActivation = {
  value: (hi, lo) => Math.tanh(hi) + tanhSlope(hi, lo) * lo,
  slope: tanhSlope,
  bend: (y) => 2 * tanhSlope(y, 0),
  precise: (y) => {
    if (Math.abs(y.hi) > FAR) return dd(Math.sign(y.hi));
    const size = Math.sign(y.hi);
    const e = exponentialLessOne(dd(-2 * size * y.hi, -2 * size * y.lo)); // exp(-2|y|) - 1
    const { hi, lo } = divide(e, add(dd(2), e));
    return size === 0 ? y : dd(-size * hi, -size * lo);
  },
  preciseSlope: (y) => {
    const { hi, lo } = preciseSigmoidSlope(dd(2 * y.hi, 2 * y.lo));
    return dd(4 * hi, 4 * lo);
  },
  reach: 1,
};

/** 1 - tanh(y)^2 = 4 sigmoid'(2 y). */
function tanhSlope(hi: number, lo: number): number {
  return 4 * sigmoidSlope(2 * hi, 2 * lo);
}

const GELU: SmoothActivation = {
  value: (hi, lo) => (hi < -FAR_GELU ? 0 : hi * distribution(hi, lo)),
  slope: (hi, lo) => (Math.abs(hi) > FAR_GELU ? Number(hi > 0) : distribution(hi, lo) + hi * density(hi, lo)),
  bend: (y) => (Math.abs(y) > FAR_GELU ? 0 : density(y, 0) * (2 + y * y)),
  precise: share(FAR_GELU, preciseDistribution),
  preciseSlope: shareSlope(FAR_GELU, (y) => [preciseDistribution(y), preciseDensity(y)]),
  reach: 1,
};

const CUBIC = 0.044715;
const TWICE_ROOT = squareRoot(divide(dd(8), dd(Math.PI, 1.2246467991473532e-16))); // 2 sqrt(2 / pi)

/** 2 z, and its slope. */
function twiceZ(y: DD): DD {
  return multiply(TWICE_ROOT, multiply(y, add(dd(1), multiply(dd(CUBIC), multiply(y, y)))));
}

function twiceZSlope(y: DD): DD {
  return multiply(TWICE_ROOT, add(dd(1), multiply(twoProduct(3, CUBIC), multiply(y, y))));
}

const geluShare = (y: DD): DD => preciseSigmoid(twiceZ(y));
const geluShareAndSlope = (y: DD): readonly [DD, DD] => {
  const [part, slope] = preciseSigmoidAndSlope(twiceZ(y));
  return [part, multiply(slope, twiceZSlope(y))];
};

const GELU_TANH: SmoothActivation = {
  value: (hi, lo) => {
    if (Math.abs(hi) > FAR_GELU) return Math.max(hi, 0);
    const z = twiceZ(dd(hi, lo));
    return hi * sigmoid(z.hi, z.lo);
  },
  slope: (hi, lo) => {
    if (Math.abs(hi) > FAR_GELU) return Number(hi > 0);
    const [z, steep] = [twiceZ(dd(hi, lo)), TWICE_ROOT.hi * (1 + 3 * CUBIC * hi * hi)];
    return sigmoid(z.hi, z.lo) * (1 + hi * steep * sigmoid(-z.hi, -z.lo));
  },
  bend: (y) => (Math.abs(y) > FAR_GELU ? 0 : 2 * density(y, 0) * (2 + y * y)),
  precise: share(FAR_GELU, geluShare),
  preciseSlope: shareSlope(FAR_GELU, geluShareAndSlope),
  reach: 1 / 2,
};

const SMOOTH: Readonly<Partial<Record<Activation, SmoothActivation>>> = {
  silu: SILU,
  gelu: GELU,
  "gelu-tanh": GELU_TANH,
  tanh: TANH,
  sigmoid: SIGMOID,
};

/** Undefined where the activation is none, or made of straight pieces. */
export function smoothOf({ activation }: { readonly activation: Activation }): SmoothActivation | undefined {
  return SMOOTH[activation];
}
