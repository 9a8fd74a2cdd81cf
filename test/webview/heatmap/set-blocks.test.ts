import { deepEqual, equal } from "node:assert/strict";
import type { AnalysisState } from "../../../src/protocol/analysis-state";
import type { Plane } from "../../../src/protocol/picture";
import { blockAt, cellIn, rowsInStep } from "../../../webview/heatmap/set-blocks";

type Where = Parameters<typeof cellIn>[0];

/** What is shown of a layer norm over one axis of 2 x 3 x 4 x 5, in a plane. */
function shownIn(plane: Plane, axis: number): Where {
  const shape = [2, 3, 4, 5];
  const columns = shape[axis] ?? 1;
  const state: Partial<AnalysisState> = {
    norm: "layer",
    shape,
    columnAxes: [axis],
    rows: 120 / columns,
    columns,
    setBlock: { rows: 1, columns },
  };
  return { plane: { value: plane }, analysis: { value: state } } as unknown as Where;
}

describe("sets that are rows", () => {
  for (const [axis, name] of [
    [1, "channels"],
    [3, "last axis"],
  ] as const) {
    it(`of the ${name} are found where their first cell stands in the matrix`, () => {
      const where = shownIn({ kind: "matrix" }, axis);
      for (let row = 0; row < 120 / (axis === 1 ? 3 : 5); row++) {
        const block = { row, column: 0 };
        deepEqual(blockAt(where, cellIn(where, block) ?? null), block);
      }
    });

    it(`of the ${name} have no strip beside images, whose rows are parts of sets`, () => {
      const where = shownIn({ kind: "images" }, axis);
      equal(rowsInStep(where), null);
      equal(cellIn(where, { row: 1, column: 0 }), undefined);
    });
  }

  it("are found in a plane of two axes whose rows they are, and those of other planes are not", () => {
    const where = shownIn({ kind: "axes", rows: 2, columns: 3, at: [1, 2, 0, 0] }, 3);
    const first = (1 * 3 + 2) * 4;
    deepEqual(rowsInStep(where), { first, rows: 4 });
    for (let row = 0; row < 4; row++) {
      const block = { row: first + row, column: 0 };
      deepEqual(cellIn(where, block), { row, column: 0 });
      deepEqual(blockAt(where, { row, column: 0 }), block);
    }
    equal(cellIn(where, { row: first - 1, column: 0 }), undefined);
    equal(cellIn(where, { row: first + 4, column: 0 }), undefined);
  });
});
