import { deepEqual } from "node:assert/strict";
import type { AnalysisState } from "../../../src/protocol/analysis-state";
import type { Plane } from "../../../src/protocol/picture";
import { blockAt, cellIn } from "../../../webview/heatmap/set-blocks";

describe("sets that are rows", () => {
  const shape = [2, 3, 4, 5];
  for (const [axis, name] of [
    [1, "channels"],
    [3, "last axis"],
  ] as const) {
    for (const kind of ["matrix", "images"] as const) {
      it(`of the ${name} are found where their first cell stands in the plane "${kind}"`, () => {
        const sets = 120 / (shape[axis] ?? 1);
        const plane: Plane = { kind };
        const state: Partial<AnalysisState> = {
          norm: "layer",
          shape,
          columnAxes: [axis],
          rows: sets,
          columns: shape[axis] ?? 1,
          setBlock: { rows: 1, columns: shape[axis] ?? 1 },
        };
        const where = { plane: { value: plane }, analysis: { value: state } } as unknown as Parameters<
          typeof cellIn
        >[0];
        for (let row = 0; row < sets; row++) {
          const block = { row, column: 0 };
          deepEqual(blockAt(where, cellIn(where, block) ?? null), block);
        }
      });
    }
  }
});
