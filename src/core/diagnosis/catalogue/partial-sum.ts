import { itemAt, numberAt } from "../../item-at";
import { at } from "../formula/term-effect";
import type { Layout } from "../../layout";
import { createColumnReader } from "../formula/column-reader";
import type { Statistics } from "../formula/column-statistics";
import { staged } from "./contract/by-hand";
import { byTheTextbook, type Mistake } from "./contract/mistake";
import { MOST_SAMPLES, sumOver, type Stretch } from "./formulas/parts-of-the-batch";
import { DGAMMA } from "./formulas/right-formulas";

const MANY_COLUMNS = 4; // fewer numbers fit some stretch by chance

/** Stretches that a loop covers when it does not cover the batch: usual ones first. */
function stretches({ samples, channels }: Layout): Stretch[] {
  const half = Math.floor(samples / 2);
  const usual = [
    { from: 0, to: half },
    { from: half, to: samples },
    { from: 0, to: samples - 1 },
    { from: 1, to: samples },
    { from: 0, to: 1 },
    { from: samples - 1, to: samples },
  ];
  const more = samples <= MOST_SAMPLES && channels >= MANY_COLUMNS ? samples - 1 : 0;
  const others = Array.from({ length: more }, (_, i) => [{ from: 0, to: i + 1 }, { from: i + 1, to: samples }]); // prettier-ignore
  const seen = new Set<string>();
  return [...usual, ...others.flat()].filter(({ from, to }) => {
    const isNew = to > from && to - from < samples && !seen.has(`${from} ${to}`);
    seen.add(`${from} ${to}`);
    return isNew;
  });
}

const rowsOf = ({ from, to }: Stretch, { positions }: Layout): Stretch => ({ from: from * positions, to: to * positions }); // prettier-ignore

function sums(s: Statistics, of: "dgamma" | "dbeta"): Float64Array[] {
  const { layout } = s.problem;
  const forms = stretches(layout).map((stretch) => ({ rows: rowsOf(stretch, layout), values: new Float64Array(s.D) }));
  const read = createColumnReader(s.problem, s.mask, s.centres);
  for (let k = 0; k < s.D; k++) {
    const { g, xhat } = read(k);
    const shift = s.training ? 0 : (at(s.batchMu, k) - at(s.mu, k)) * at(s.r, k);
    const scale = s.training ? 1 : Math.sqrt(at(s.batchV, k) + s.eps) * at(s.r, k);
    const terms = of === "dbeta" ? g : g.map((value, i) => value * (numberAt(xhat, i) * scale + shift));
    for (const { rows, values } of forms) values[k] = sumOver(terms, rows);
  }
  return forms.map(({ values }) => values);
}

export const mistake: Mistake = {
  id: "partial-sum",
  family: "dgamma",
  tensor: "dgamma",
  title: "dgamma and dbeta of a part of the batch",
  sentence: "dgamma and dbeta are summed over a part of the batch alone; every row of the batch contributes to them.",
  cause:
    "A loop over the batch, or over the steps of an accumulation, ends early or begins late; or each step overwrites what the one before has added.",
  written: "dgamma = sum of dout * xhat over a part of the rows,  dbeta = sum of dout over the same",
  correct: `${DGAMMA},  both over all rows`,
  code: {
    numpy: "dgamma = np.sum((dout * xhat)[: N // 2], axis=0)  # should be over all rows",
    pytorch: "weight.grad = step_grad  # should be weight.grad += step_grad, for each step of the accumulation",
    typescript: "for (let i = 0; i < N - 1; i++) dgamma[k] += dout[i] * xhat[i]; // should end at N",
  },

  applies: (problem) => byTheTextbook(problem) && problem.split.length === 0 && problem.layout.samples > 1,
  dgamma: (s) => sums(s, "dgamma"),
  dbeta: (s) => sums(s, "dbeta"),
  says: ({ problem: { layout } }, form) => {
    const { from, to } = itemAt(stretches(layout), form);
    return `The numbers fit samples ${from} to ${to - 1} of ${layout.samples}.`;
  },

  example: {
    needs: "samples",
    backward: [(layout: Layout) => Math.floor(layout.samples / 2), (layout: Layout) => layout.samples - 1].map(
      (end) => (c) => {
        const { layout } = c.problem;
        const inside = (i: number): number => (i < end(layout) * layout.positions ? 1 : 0);
        return staged(c, {
          dgamma: ({ dout, xhat, i }) => inside(i) * dout * xhat,
          dbeta: ({ dout, i }) => inside(i) * dout,
        });
      },
    ),
  },
};
