import { sumOfProducts } from "../../arithmetic/sum-of-products";
import { at } from "../formula/term-effect";
import { numberAt, itemAt } from "../../item-at";
import type { CellFormula } from "../formula/cell-formula";
import { createColumnReader, type Column } from "../formula/column-reader";
import type { Statistics } from "../formula/column-statistics";
import { cutRows, staged } from "./contract/by-hand";
import { byTheTextbook, inTraining, type Mistake } from "./contract/mistake";
import { equalParts, rowsOfParts, sumOver, type Stretch } from "./formulas/parts-of-the-batch";

interface Part extends Stretch {
  readonly xhat: Float64Array; // of its own statistics
  readonly r: number;
}

function partsOf({ problem, eps }: Statistics, { x }: Column, count: number): Part[] {
  return rowsOfParts(problem.layout, count).map(({ from, to }) => {
    const own = x.subarray(from, to);
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
    const centred = own.map((value) => value - mean);
    const r = 1 / Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0) / own.length + eps);
    return { from, to, r, xhat: Float64Array.from(centred, (value) => value * r) };
  });
}

const normalisedApart = (count: number): CellFormula => ({
  applies: ({ problem }) => equalParts(problem.layout).includes(count),
  prepare: (s) => (k, column, into) => {
    for (const { from, to, xhat, r } of partsOf(s, column, count)) {
      const g = column.g.subarray(from, to);
      const gbar = sumOver(g, { from: 0, to: g.length }) / g.length;
      const c = sumOfProducts(g, xhat) / g.length;
      const scale = at(s.gamma, k) * r;
      g.forEach((value, i) => (into[from + i] = scale * (value - gbar - numberAt(xhat, i) * c)));
    }
  },
});

/** dgamma, or dbeta, of the last part, of the first, and their mean over the parts; for each number of parts. */
function vectors(s: Statistics, of: "dgamma" | "dbeta"): Float64Array[] {
  const vector = (): Float64Array => new Float64Array(s.D);
  const counts = equalParts(s.problem.layout);
  const forms = counts.map((count) => ({ count, last: vector(), first: vector(), mean: vector() }));
  const read = createColumnReader(s.problem, s.mask, s.centres);
  for (let k = 0; k < s.D; k++) {
    const column = read(k);
    for (const { count, last, first, mean } of forms) {
      const each = partsOf(s, column, count).map(({ from, to, xhat }) => {
        const g = column.g.subarray(from, to);
        return of === "dbeta" ? sumOver(g, { from: 0, to: g.length }) : sumOfProducts(g, xhat);
      });
      last[k] = itemAt(each, count - 1);
      first[k] = itemAt(each, 0);
      mean[k] = each.reduce((sum, value) => sum + value, 0) / count;
    }
  }
  return forms.flatMap(({ last, first, mean }) => [last, first, mean]);
}

const COUNTS = Array.from({ length: 63 }, (_, i) => i + 2);

export const mistake: Mistake = {
  id: "parts-not-added",
  family: "scope",
  tensor: "dgamma",
  title: "gradients of parts of the batch, not added up",
  sentence:
    "The batch goes through in parts that are normalised apart, and dgamma and dbeta are those of one part, or a mean over the parts: they must be added up.",
  cause: "Micro-batches, or the ranks of a training that is not synchronised: .grad is overwritten, or averaged.",
  written: "dgamma = sum(dout * xhat) over the last part,  xhat with the part's own mean and variance",
  correct: "dgamma = the sum of all parts' sum(dout * xhat)",
  code: {
    numpy: "for part in parts: dx_part, dgamma, dbeta = backward(part)  # should be dgamma += ..., dbeta += ...",
    pytorch: "optimizer.zero_grad()  # inside of the loop over micro-batches: should be before it",
    typescript: "dgamma[k] = partGamma[k]; // should be dgamma[k] += partGamma[k], for each part",
  },

  signature: "a residual: every part has means of its own",
  applies: (problem) =>
    inTraining(problem) &&
    byTheTextbook(problem) &&
    problem.split.length === 0 &&
    equalParts(problem.layout).length > 0,
  cellFormulas: COUNTS.map(normalisedApart),
  dgamma: (s) => vectors(s, "dgamma"),
  dbeta: (s) => vectors(s, "dbeta"),

  example: {
    needs: "halves",
    backward: [
      (c) => {
        const halves = rowsOfParts(c.problem.layout, 2).map(({ from, to }) => staged(cutRows(c, from, to)));
        const [first, last] = [itemAt(halves, 0), itemAt(halves, 1)];
        return { ...last, dx: first.dx.map((column, k) => [...column, ...itemAt(last.dx, k)]) };
      },
    ],
  },
};
