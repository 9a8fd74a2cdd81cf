import { itemAt } from "../../item-at";
import { gatherColumn, scatterColumn } from "../../batchnorm/column";
import type { CellFormula } from "../formula/cell-formula";
import { createStatistics, type Statistics } from "../formula/column-statistics";
import { createColumnReader } from "../formula/column-reader";
import { fillLine, lineOf, type Line } from "../formula/dx-line";
import { forwardByHand, staged, type Backward } from "./contract/by-hand";
import { inTraining, withoutMask, type Mistake } from "./contract/mistake";
import { DX } from "./formulas/right-formulas";
import { layoutOn, offsetOf } from "../../layout";
import type { Problem } from "../../problem";

/** The same numbers read as a plain (N H W) x C matrix in the order of memory. */
function reshaped(problem: Problem): Problem {
  const { rows, channels } = problem.layout;
  return { ...problem, layout: layoutOn(1, [rows, channels]), parts: [] };
}

const known = new WeakMap<Problem, Statistics>();

function statisticsOf(problem: Problem): Statistics {
  const before = known.get(problem);
  if (before) return before;
  const s = createStatistics(reshaped(problem));
  known.set(problem, s);
  return s;
}

/** Whether the channels stand before other axes: the last one needs no transpose. */
const isSpread = ({ layout: { axis, inner } }: Problem): boolean => axis === 1 && inner > 1;

const inMemoryOrder: CellFormula = {
  applies: ({ problem }) => isSpread(problem),
  prepare: ({ problem }) => {
    const s = statisticsOf(problem);
    const dx = new Float64Array(s.rows * s.D);
    const column = new Float64Array(s.rows);
    const read = createColumnReader(s.problem, s.mask, s.centres);
    const line: Line = { g: 0, one: 0, xhat: 0 };
    for (let k = 0; k < s.D; k++) {
      lineOf(s, {}, k, line);
      fillLine(s, line, read(k), column);
      scatterColumn(s.problem.layout, column, k, dx);
    }
    return (k, _column, into) => gatherColumn(problem.layout, dx, k, into);
  },
};

export const mistake: Mistake = {
  id: "reshape-without-transpose",
  family: "scope",
  tensor: "dx",
  title: "reshape(-1, C) without a transpose",
  sentence:
    "The tensor is reshaped to (-1, C) without a transpose: columns then mix channels, because C is not the last axis of N x C x H x W.",
  cause: "reshape keeps the order in memory; the channel axis has to be moved to the end before it.",
  written: "x.reshape(-1, C), and batch norm of its columns",
  correct: `x.transpose(0, 2, 3, 1).reshape(-1, C),  ${DX}`,
  code: {
    numpy: "dx = bn_backward(dout.reshape(-1, C), cache)  # should be dout.transpose(0, 2, 3, 1).reshape(-1, C)",
    pytorch: "flat = x.reshape(-1, C)  # should be x.movedim(1, -1).reshape(-1, C)",
    typescript: "const k = i % C; // N x C x H x W: should be Math.floor(i / (H * W)) % C",
  },

  signature: "a residual: columns hold several channels",
  applies: (problem) => inTraining(problem) && withoutMask(problem) && isSpread(problem) && problem.layout.channels > 1,
  cellFormulas: [inMemoryOrder],
  dgamma: ({ problem }) => (isSpread(problem) ? [statisticsOf(problem).dgamma] : []),
  dbeta: ({ problem }) => (isSpread(problem) ? [statisticsOf(problem).dbeta] : []),

  example: {
    needs: "positions",
    backward: [
      ({ problem }): Backward => {
        const flat = staged(forwardByHand(reshaped(problem)));
        const { channels, rows } = problem.layout;
        const dx = Array.from({ length: channels }, (_, k) =>
          Array.from({ length: rows }, (_row, i) => {
            const offset = offsetOf(problem.layout, i, k);
            return itemAt(itemAt(flat.dx, offset % channels), Math.floor(offset / channels));
          }),
        );
        return { ...flat, dx };
      },
    ],
  },
};
