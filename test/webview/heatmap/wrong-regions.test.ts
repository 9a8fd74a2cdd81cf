import assert from "node:assert/strict";
import fc from "fast-check";
import { regionsOf, type Edge } from "../../../webview/heatmap/wrong-regions";

/** Where stretches of set cells begin and end in a row, the slow and obvious way. */
function endsIn(row: readonly boolean[]): number[] {
  return [...row, false].flatMap((cell, i) => (cell !== (row[i - 1] ?? false) ? [i] : []));
}

/** The borders of a mask, one for each side of a cell: "row column side". */
function sides(mask: readonly (readonly boolean[])[]): Set<string> {
  const at = (row: number, column: number): boolean => mask[row]?.[column] ?? false;
  const found = new Set<string>();
  mask.forEach((line, row) =>
    line.forEach((cell, column) => {
      if (!cell) return;
      if (!at(row - 1, column)) found.add(`${row} ${column} top`);
      if (!at(row + 1, column)) found.add(`${row} ${column} bottom`);
      if (!at(row, column - 1)) found.add(`${row} ${column} left`);
      if (!at(row, column + 1)) found.add(`${row} ${column} right`);
    }),
  );
  return found;
}

const along = ({ from, to }: Edge): number[] => Array.from({ length: to - from }, (_, i) => from + i);

describe("regions of set cells", () => {
  it("cover these cells once and no others, and are bordered where the mask is", () => {
    const masks = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 11 })).chain(([rows, columns]) =>
      fc.array(fc.array(fc.boolean(), { minLength: columns, maxLength: columns }), {
        minLength: rows,
        maxLength: rows,
      }),
    );
    fc.assert(
      fc.property(masks, (mask) => {
        const { areas, across, down } = regionsOf(0, mask.length, (row) => endsIn(mask[row] ?? []));
        const covered = mask.map((line) => line.map(() => 0));
        for (const { row0, row1, column0, column1 } of areas)
          for (let row = row0; row < row1; row++)
            for (let column = column0; column < column1; column++) {
              const line = covered[row] ?? [];
              line[column] = (line[column] ?? 0) + 1;
            }
        assert.deepEqual(
          covered,
          mask.map((line) => line.map(Number)),
        );
        const bordered = [
          ...across.flatMap((edge) =>
            along(edge).map((column) =>
              edge.isAfter ? `${edge.at} ${column} top` : `${edge.at - 1} ${column} bottom`,
            ),
          ),
          ...down.flatMap((edge) =>
            along(edge).map((row) => (edge.isAfter ? `${row} ${edge.at} left` : `${row} ${edge.at - 1} right`)),
          ),
        ];
        assert.equal(new Set(bordered).size, bordered.length, "each border once");
        assert.deepEqual([...bordered].sort(), [...sides(mask)].sort());
      }),
    );
  });

  it("are one for a block, with one edge on each side of it", () => {
    const { areas, across, down } = regionsOf(3, 40, (row) => (row >= 10 && row < 20 ? [5, 90] : []));
    assert.deepEqual(areas, [{ row0: 10, row1: 20, column0: 5, column1: 90 }]);
    assert.equal(across.length, 2);
    assert.equal(down.length, 2);
  });
});
