/**
 * The complex step (Lyness and Moler 1967; Squire and Trapp 1998): f'(x) = Im f(x + ih) / h. No subtraction, so h can be
 * so small that truncation vanishes. The forward is called as a black box on complex numbers; it is real-analytic in x,
 * gamma and beta, but for ReLU's kink, where the branch is chosen by the real part.
 */
import type { NumericDerivative } from "./numeric";
import { U, type ColumnProbe, type Wanted } from "./probe";

/** Step in units of sqrt(v + eps): its square is nothing beside anything the forward adds it to. */
export const STEP = 2 ** -100;
/** Step for gamma and beta. Any would do, for L has no square of them; this one cannot underflow. */
const PARAMETER_STEP = 1;

/** A column and its parameters, one of them moved along the imaginary axis. */
interface ComplexColumn {
  readonly re: Float64Array; // (N)
  readonly im: Float64Array; // (N)
  readonly gammaIm: number;
  readonly betaIm: number;
}

export class ComplexStep {
  private readonly im: Float64Array;
  private readonly scale: number;

  constructor(private readonly probe: ColumnProbe) {
    this.im = new Float64Array(probe.x.length);
    this.scale = probe.s;
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
export function toDerivative(probe: ColumnProbe, wanted: Wanted, value: number): NumericDerivative {
  return { value, uncertainty: 8 * U * probe.scale[wanted], step: wanted === "dx" ? STEP : PARAMETER_STEP };
}

/** Im L of the forward on complex numbers. The sums are compensated, so that N does not cost accuracy. */
function complexLoss(probe: ColumnProbe, { re, im, gammaIm, betaIm }: ComplexColumn): number {
  const N = re.length;
  let meanRe = 0;
  let meanIm = 0;
  let deltaRe = 0;
  let vRe = probe.runningVar ?? 0;
  let vIm = 0;
  if (probe.runningVar === undefined) {
    let sum = 0;
    let low = 0;
    for (let i = 0; i < N; i++) {
      const next = sum + re[i];
      low += Math.abs(sum) >= Math.abs(re[i]) ? sum - next + re[i] : re[i] - next + sum;
      sum = next;
      meanIm += im[i];
    }
    meanRe = (sum + low) / N;
    meanIm /= N;
    sum = 0;
    let squareLow = 0;
    let squareIm = 0;
    let squareImLow = 0;
    let rest = 0;
    for (let i = 0; i < N; i++) {
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
    deltaRe = rest / N; // the rounding of the mean, kept
    vRe = (sum + squareLow) / N - deltaRe * deltaRe;
    vIm = (squareIm + squareImLow) / N;
  }
  const { re: rRe, im: rIm } = inverseRoot(vRe + probe.eps, vIm);
  const { gamma, beta, dout, relu } = probe;
  let loss = 0;
  let lossLow = 0;
  for (let i = 0; i < N; i++) {
    const dRe = re[i] - meanRe - deltaRe;
    const dIm = im[i] - meanIm;
    const xhatRe = dRe * rRe - dIm * rIm;
    const xhatIm = dRe * rIm + dIm * rRe;
    if (relu && gamma * xhatRe - gammaIm * xhatIm + beta <= 0) continue;
    const term = dout[i] * (gamma * xhatIm + gammaIm * xhatRe + betaIm);
    const next = loss + term;
    lossLow += Math.abs(loss) >= Math.abs(term) ? loss - next + term : term - next + loss;
    loss = next;
  }
  return loss + lossLow;
}

/** 1 / sqrt(a + ib) for a > 0 and b far smaller than a. */
function inverseRoot(a: number, b: number): { re: number; im: number } {
  const modulus = Math.hypot(a, b);
  const rootRe = Math.sqrt((modulus + a) / 2);
  const rootIm = b / (2 * rootRe);
  const square = rootRe * rootRe + rootIm * rootIm;
  return { re: rootRe / square, im: -rootIm / square };
}
