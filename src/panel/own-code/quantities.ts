import { itemAt } from "../../core/item-at";
import { standardNormal } from "../../core/arithmetic/random";

/** A small batch by which formulas are compared: what they make of it, not how they are written. */
export const ROWS = 5;
export const COLUMNS = 3;
const CELLS = ROWS * COLUMNS;

/** (ROWS, COLUMNS); what is one number for a column, or one number, stands in every row. */
export type Cells = Float64Array;

/** By what names people call the quantities of a batch norm, in small letters and without underscores. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  x: ["x", "inp", "input", "inputs"],
  dout: ["dout", "dy", "g", "go", "gout", "gradout", "gradoutput", "upstream", "grady", "dldout", "dldy"],
  gamma: ["gamma", "weight", "w", "scale"],
  beta: ["beta", "bias"],
  eps: ["eps", "epsilon"],
  n: ["n"],
  mu: ["mu", "mean", "samplemean", "batchmean", "xmean"],
  v: ["v", "var", "variance", "samplevar", "batchvar", "xvar"],
  sd: ["sd", "std", "sigma", "sqrtvar", "stddev"],
  r: ["r", "rstd", "invstd", "ivar", "istd", "invsigma", "invstddev"],
  xhat: ["xhat", "xn", "xnorm", "xnormalized", "xnormed", "normalized"],
  centred: ["xmu", "xc", "xcentered", "xcentred", "centered", "centred", "xminusmu"],
  out: ["out", "y", "output"],
  dxhat: ["dxhat", "gradxhat", "dxn", "dxnorm", "dxnormalized"],
  dmu: ["dmu", "dmean", "gradmean", "gradmu", "dsamplemean"],
  dv: ["dv", "dvar", "gradvar", "dvariance", "dsamplevar"],
  dx: ["dx", "gradinput", "gradx", "dinput", "gx"],
  dgamma: ["dgamma", "gradweight", "gradgamma", "dweight", "dw", "dscale"],
  dbeta: ["dbeta", "gradbias", "gradbeta", "dbias", "db"],
  gbar: ["gbar"],
  c: ["c"],
};
const BY_NAME = new Map(Object.entries(NAMES).flatMap(([quantity, names]) => names.map((name) => [name, quantity])));

/** The quantity that a name usually stands for. */
export function quantityOf(name: string): string | undefined {
  return BY_NAME.get(name.toLowerCase().replaceAll("_", ""));
}

/** Sum over the rows, in every row. */
export function sumOfRows(cells: Cells): Cells {
  const sums = new Float64Array(COLUMNS);
  cells.forEach((value, i) => (sums[i % COLUMNS] = itemAt(sums, i % COLUMNS) + value));
  return cells.map((_, i) => itemAt(sums, i % COLUMNS));
}

export function constant(value: number): Cells {
  return new Float64Array(CELLS).fill(value);
}

function createQuantities(): ReadonlyMap<string, Cells> {
  const column = (seed: number, shift: number): Cells => {
    const values = standardNormal(COLUMNS, seed);
    return new Float64Array(CELLS).map((_, i) => itemAt(values, i % COLUMNS) + shift);
  };
  const each = (f: (i: number) => number): Cells => new Float64Array(CELLS).map((_, i) => f(i));
  const mean = (cells: Cells): Cells => sumOfRows(cells).map((sum) => sum / ROWS);
  const x = standardNormal(CELLS, 1).map((value) => 2 * value + 1);
  const dout = standardNormal(CELLS, 2).map((value) => value + 0.5);
  const [gamma, beta, eps] = [column(3, 2), column(4, 1), 0.3];
  const mu = mean(x);
  const centred = each((i) => itemAt(x, i) - itemAt(mu, i));
  const v = mean(centred.map((value) => value * value));
  const sd = v.map((value) => Math.sqrt(value + eps));
  const r = sd.map((value) => 1 / value);
  const xhat = each((i) => itemAt(centred, i) * itemAt(r, i));
  const out = each((i) => itemAt(gamma, i) * itemAt(xhat, i) + itemAt(beta, i));
  const dxhat = each((i) => itemAt(gamma, i) * itemAt(dout, i));
  const products = each((i) => itemAt(dout, i) * itemAt(xhat, i));
  const [gbar, c] = [mean(dout), mean(products)];
  const dv = sumOfRows(each((i) => itemAt(dxhat, i) * itemAt(centred, i) * -0.5 * itemAt(r, i) ** 3));
  const dmu = sumOfRows(each((i) => -itemAt(dxhat, i) * itemAt(r, i)));
  const dx = each(
    (i) => itemAt(gamma, i) * itemAt(r, i) * (itemAt(dout, i) - itemAt(gbar, i) - itemAt(xhat, i) * itemAt(c, i)),
  );
  const [dgamma, dbeta] = [sumOfRows(products), sumOfRows(dout)];
  const known = { x, dout, gamma, beta, mu, v, sd, r, xhat, centred, out, dxhat, dmu, dv, dx, dgamma, dbeta, gbar, c };
  return new Map([...Object.entries(known), ["eps", constant(eps)], ["n", constant(ROWS)]]);
}

/** What each quantity is in that batch. */
export const QUANTITIES = createQuantities();
