import { columnMembers } from "../../batchnorm/column";
import { numberAt } from "../../item-at";
import type { Problem } from "../../problem";
import type { Tensor } from "../../tensor";
import type { GradientName } from "../../verdict";
import { resolution, roundoff } from "../evidence/given-precision";
import { createColumnReader } from "../formula/column-reader";
import { createStatistics } from "../formula/column-statistics";
import { at } from "../formula/term-effect";
import type { ActivationSlope } from "./activation-slopes";
import type { Judged } from "./agrees-under";

/** One column of a candidate, and all that it is made of but gamma and beta. */
export interface ToldColumn {
  readonly xhat: Float64Array; // (N)
  readonly dout: Float64Array; // (N)
  readonly given: Float64Array; // dx (N), and dgamma and dbeta where they were given
  readonly lost: Float64Array; // what each of these may have lost in print or by rounding
  readonly isRounded: boolean; // to fewer digits than arithmetic has
  readonly r: number;
  readonly perRow: number; // 1 / N
  readonly perProduct: number; // of sum(g xhat): c is so many times it
  readonly dgamma: boolean;
  readonly dbeta: boolean;
}

/** The columns of a candidate in training, of one set. */
export function toldColumns(problem: Problem, { candidate, precisions }: Judged): ToldColumn[] {
  const { layout } = problem;
  const s = createStatistics(problem, "omitted");
  const read = createColumnReader(problem, "omitted", s.centres);
  const { dx, dgamma, dbeta } = candidate;
  return Array.from(s.gamma.keys(), (k): ToldColumn => {
    const { xhat, dout } = read(k);
    const given: number[] = [];
    const lost: number[] = [];
    const add = (name: GradientName, values: Iterable<number>): void => {
      const precision = precisions[name];
      const own = Float64Array.from(values);
      const largest = own.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      for (const value of own) {
        given.push(value);
        lost.push(precision ? resolution(precision, value) + roundoff(precision) * largest : Infinity);
      }
    };
    if (dx) add("dx", columnMembers(layout, dx.values, k));
    const one = (tensor: Tensor): number[] => [numberAt(tensor.values, k)];
    if (dgamma) add("dgamma", one(dgamma));
    if (dbeta) add("dbeta", one(dbeta));
    return {
      xhat: xhat.slice(),
      dout: dout.slice(),
      given: Float64Array.from(given),
      lost: Float64Array.from(lost),
      isRounded: Object.values(precisions).some(({ dtype, printed }) => dtype !== "float64" || printed !== undefined),
      r: at(s.r, k),
      perRow: 1 / s.N,
      perProduct: at(s.stretch, k) / s.degrees,
      dgamma: dgamma !== undefined,
      dbeta: dbeta !== undefined,
    };
  });
}

/** gamma and beta of a column. */
export type Affine = readonly [gamma: number, beta: number];

/** How far the gradients behind an activation are from the given ones, in units of what those may have lost. */
export function distances(column: ToldColumn, slope: ActivationSlope["at"], [gamma, beta]: Affine): Float64Array {
  const { xhat, dout, given, lost, r, perRow, perProduct, dgamma, dbeta } = column;
  const into = new Float64Array(given.length);
  const N = xhat.length;
  let sum = 0;
  let products = 0;
  for (let i = 0; i < N; i++) {
    const own = numberAt(xhat, i);
    const g = numberAt(dout, i) * slope(gamma * own + beta);
    into[i] = g;
    sum += g;
    products += g * own;
  }
  const [gbar, c] = [sum * perRow, products * perProduct];
  for (let i = 0; i < N; i++) into[i] = gamma * r * (numberAt(into, i) - gbar - numberAt(xhat, i) * c);
  if (dgamma) into[N] = products;
  if (dbeta) into[given.length - 1] = sum;
  return into.map((value, i) => (value - numberAt(given, i)) / numberAt(lost, i));
}
