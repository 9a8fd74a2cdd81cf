/**
 * The complex step (Lyness and Moler 1967; Squire and Trapp 1998): f'(x) = Im f(x + ih) / h. No subtraction, so h can be
 * so small that truncation vanishes. The forward is called as a black box on complex numbers; it is real-analytic in x,
 * gamma and beta, but for an activation's kink, where the branch is chosen by the real part.
 */
import { slopeOnPieces } from "../activation/pieces";
import type { NumericDerivative } from "./numeric";
import { isSmooth, U, type SetProbe, type Wanted } from "./probe";

/** Step in units of s, or of the reach where that is less: its square is nothing beside anything the forward adds it to. */
export const STEP = 2 ** -100;
/** Step for gamma and beta. Any would do, for L has no square of them; this one cannot underflow. */
const PARAMETER_STEP = 1;

/** A set and its parameters, one of them moved along the imaginary axis. */
interface ComplexColumn {
  readonly re: Float64Array; // (N)
  readonly im: Float64Array; // (N)
  readonly gammaIm: number;
  readonly betaIm: number;
}

export class ComplexStep {
  private readonly im: Float64Array;
  private readonly scale: number;

  constructor(private readonly probe: SetProbe) {
    this.im = new Float64Array(probe.x.length);
    this.scale = Math.min(probe.s, probe.reach);
  }

  derivative(wanted: Wanted, row: number): NumericDerivative {
    const { probe, im } = this;
    const h = wanted === "dx" ? STEP * this.scale : PARAMETER_STEP;
    let value: number;
    if (wanted === "dx") {
      im[row] = h;
      value = complexLoss(probe, { re: probe.x, im, gammaIm: 0, betaIm: 0 }) / h;
      im[row] = 0;
    } else {
      const gammaIm = wanted === "dgamma" ? h : 0;
      const betaIm = wanted === "dbeta" ? h : 0;
      value = complexLoss(probe, { re: probe.x, im, gammaIm, betaIm }) / h;
    }
    return toDerivative(probe, wanted, value);
  }
}

/** Rounding of the forward-mode arithmetic inside: a few units of the largest terms. Measured: docs/gradcheck.md. */
export function toDerivative(probe: SetProbe, wanted: Wanted, value: number): NumericDerivative {
  return { value, uncertainty: 8 * U * probe.scale[wanted], step: wanted === "dx" ? STEP : PARAMETER_STEP };
}

/** Im L of the forward on complex numbers. The sums are compensated, so that N does not cost accuracy. */
function complexLoss(probe: SetProbe, { re, im, gammaIm, betaIm }: ComplexColumn): number {
  const N = re.length;
  const { mask, members, degrees, centred, own, dout } = probe;
  const slope = slopeOf(probe);
  let [meanRe, meanIm, deltaRe] = [0, 0, 0];
  let vRe = probe.runningVar ?? 0;
  let vIm = 0;
  if (probe.runningVar === undefined) {
    let sum = 0;
    let low = 0;
    for (let i = 0; i < N; i++) {
      if (mask?.[i] === 0) continue;
      const next = sum + re[i];
      low += Math.abs(sum) >= Math.abs(re[i]) ? sum - next + re[i] : re[i] - next + sum;
      sum = next;
      meanIm += im[i];
    }
    meanRe = centred ? (sum + low) / members : 0;
    meanIm = centred ? meanIm / members : 0;
    sum = 0;
    let squareLow = 0;
    let squareIm = 0;
    let squareImLow = 0;
    let rest = 0;
    for (let i = 0; i < N; i++) {
      if (mask?.[i] === 0) continue;
      const dRe = re[i] - meanRe;
      const dIm = im[i] - meanIm;
      rest += dRe;
      const a = dRe * dRe - dIm * dIm; // (dRe + i dIm)^2
      const nextA = sum + a;
      squareLow += Math.abs(sum) >= Math.abs(a) ? sum - nextA + a : a - nextA + sum;
      sum = nextA;
      const b = 2 * dRe * dIm;
      const nextB = squareIm + b;
      squareImLow += Math.abs(squareIm) >= Math.abs(b) ? squareIm - nextB + b : b - nextB + squareIm;
      squareIm = nextB;
    }
    deltaRe = centred ? rest / members : 0; // the rounding of the mean, kept
    vRe = (sum + squareLow - rest * deltaRe) / degrees;
    vIm = (squareIm + squareImLow) / degrees;
  }
  const { re: rRe, im: rIm } = inverseRoot(vRe, vIm, probe);
  let loss = 0;
  let lossLow = 0;
  for (let i = 0; i < N; i++) {
    const dRe = re[i] - meanRe - deltaRe;
    const dIm = im[i] - meanIm;
    const xhatRe = dRe * rRe - dIm * rIm;
    const xhatIm = dRe * rIm + dIm * rRe;
    const gamma = own ? own.gamma[i] : probe.gamma;
    const beta = own ? own.beta[i] : probe.beta;
    const y = gamma * xhatRe - gammaIm * xhatIm + beta;
    const term = slope(y) * dout[i] * (gamma * xhatIm + gammaIm * xhatRe + betaIm);
    const next = loss + term;
    lossLow += Math.abs(loss) >= Math.abs(term) ? loss - next + term : term - next + loss;
    loss = next;
  }
  return loss + lossLow;
}

/** What multiplies the imaginary part at a real one. Of smooth activations there is none here: they are differenced. */
function slopeOf({ activation }: SetProbe): (y: number) => number {
  if (!activation) return () => 1;
  if (isSmooth(activation)) throw new Error("expected an activation of straight pieces, got a smooth one");
  return (y) => slopeOnPieces(activation, y);
}

/** 1 / sqrt(v + eps), or 1 / (sqrt(v) + eps), of v = a + ib with b far smaller than a; or of a v that is all step. */
function inverseRoot(a: number, b: number, { eps, isOutside }: SetProbe): { re: number; im: number } {
  const root = squareRoot(isOutside ? a : a + eps, b);
  const re = isOutside ? root.re + eps : root.re;
  const square = re * re + root.im * root.im;
  return { re: re / square, im: -root.im / square };
}

/** The root whose real part is 0 or greater. */
function squareRoot(a: number, b: number): { re: number; im: number } {
  const larger = Math.sqrt((Math.hypot(a, b) + Math.abs(a)) / 2);
  const smaller = larger === 0 ? 0 : b / (2 * larger);
  return a >= 0 ? { re: larger, im: smaller } : { re: Math.abs(smaller), im: b < 0 ? -larger : larger };
}
