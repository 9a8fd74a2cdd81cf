import { STEP as COMPLEX_STEP, toDerivative } from "../../../core/gradcheck/complex";
import type { FastDerivatives } from "../../../core/gradcheck/gradcheck";
import { extrapolate, stepOf, type NumericDerivative } from "../../../core/gradcheck/numeric";
import type { SetProbe } from "../../../core/gradcheck/probe";
import type { Precision } from "../../../core/checker";
import type { CheckScratch } from "../check-scratch";

/**
 * Numeric derivatives by the kernel, for every row of a column. An activation is not covered: its kinks need a step of
 * their own at each cell. Nor are other conventions than the usual ones, nor a column of several sets.
 */
export class KernelDerivatives implements FastDerivatives {
  private readonly x: Float64Array; // (N) centred, padded to even
  private readonly result: Float64Array; // (rows of a call, 1 or 2)
  value = NaN;
  step = NaN;
  private probe: SetProbe | undefined;
  private precision: Precision = "standard";
  private at = 0; // place of the row in result
  private h = 0; // the step in scaled units
  private from = 0; // rows whose results are at hand
  private to = 0;

  constructor(
    private readonly scratch: CheckScratch,
    private readonly rows: number,
  ) {
    scratch.layOut(rows);
    this.x = new Float64Array(rows + (rows % 2));
    this.result = new Float64Array(2 * scratch.rowsPerCall);
  }

  begin(probe: SetProbe, precision: Precision): boolean {
    if (!isUsual(probe) || probe.x.length !== this.rows) return false;
    this.probe = probe;
    this.precision = precision;
    this.from = this.to = 0;
    // Centred, because one pass takes mean and variance together. In evaluation 0 is the running mean already.
    const centre = probe.runningVar === undefined ? meanOf(probe.x) : 0;
    for (let i = 0; i < probe.x.length; i++) this.x[i] = probe.x[i] - centre;
    this.h = precision === "standard" ? stepOf(probe, "dx") : COMPLEX_STEP * probe.s;
    this.step = this.h / probe.s;
    return true;
  }

  seek(row: number, isAlone: boolean): void {
    const { probe, result } = this;
    if (!probe) throw new Error("expected a column under way");
    if (row < this.from || row >= this.to) this.compute(probe, row, isAlone ? 1 : this.scratch.rowsPerCall);
    const at = row - this.from;
    this.at = at;
    this.value = this.precision === "exact" ? result[at] : (4 * result[2 * at] - result[2 * at + 1]) / 3;
  }

  /** Made only when asked for: most cells agree at once. */
  get uncertainty(): number {
    const { probe, result, at } = this;
    if (!probe) return Infinity;
    if (this.precision === "exact") return toDerivative(probe, "dx", this.value).uncertainty;
    return extrapolate(probe, "dx", this.h, result[2 * at], result[2 * at + 1]).uncertainty;
  }

  parameter(wanted: "dgamma" | "dbeta"): NumericDerivative | undefined {
    const { probe, scratch } = this;
    if (!probe || this.precision === "exact") return undefined;
    this.fill(probe);
    const { x, dout, result } = scratch.at;
    const h = stepOf(probe, wanted);
    const isOfGamma = wanted === "dgamma";
    const { gamma, eps, runningVar: variance = -1 } = probe;
    const rows = probe.x.length;
    const [hGamma, hBeta] = isOfGamma ? [h, 0] : [0, h];
    const beta = isOfGamma ? 0 : probe.beta;
    const { parameterDifferences } = scratch.kernel.functions;
    parameterDifferences({ x, dout, rows, gamma, beta, eps, variance, hGamma, hBeta, result });
    const [narrow, wide] = scratch.part("result", 2);
    this.from = this.to = 0;
    return extrapolate(probe, wanted, h, narrow, wide);
  }

  /** Puts the column into the kernel's memory. */
  private fill(probe: SetProbe): void {
    const { scratch } = this;
    scratch.layOut(probe.x.length);
    scratch.part("x", this.x.length).set(this.x);
    const padded = scratch.part("dout", this.x.length);
    padded[padded.length - 1] = 0;
    padded.set(probe.dout);
  }

  private compute(probe: SetProbe, row: number, count: number): void {
    const N = probe.x.length;
    const { scratch, h } = this;
    this.fill(probe);
    const { x, imaginary, dout, result } = scratch.at;
    const { functions } = scratch.kernel;
    const { gamma, eps, runningVar: variance = -1 } = probe; // below 0: the batch's own
    this.from = row;
    this.to = Math.min(N, row + count);
    // beta drops out of every difference; its rounding would not.
    const column = {
      x,
      imaginary,
      dout,
      rows: N,
      from: this.from,
      to: this.to,
      h,
      gamma,
      beta: 0,
      eps,
      variance,
      result,
    };
    if (this.precision === "standard") functions.centralDifferences(column);
    else functions.complexSteps(column);
    this.result.set(scratch.part("result", this.result.length));
  }
}

function isUsual({ activation, isOutside, mask, degrees, members, centred }: SetProbe): boolean {
  return centred && !activation && !isOutside && !mask && degrees === members;
}

function meanOf(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i];
  return sum / x.length;
}
