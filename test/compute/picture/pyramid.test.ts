import assert from "node:assert/strict";
import { selectEngine } from "../../../src/compute/engine/select-engine";
import type { Engine } from "../../../src/compute/engine/engine";
import { planeGeometry } from "../../../src/compute/picture/plane-geometry";
import { levelsOf, Pyramid, shrink } from "../../../src/compute/picture/pyramid";
import { summarise } from "../../../src/compute/analysis/tensor-summary";
import { derivedTensor, storedTensor, type ShownTensor } from "../../../src/compute/picture/shown-tensors";
import { toLayout, type Layout } from "../../../src/core/layout";
import { Random } from "../../../src/core/arithmetic/random";
import type { Plane } from "../../../src/protocol/picture";
import { TILE } from "../../../src/protocol/picture";
import { itemAt } from "../../../src/core/item-at";

function layoutOf(shape: number[]): Layout {
  const layout = toLayout(shape);
  assert.ok(layout.ok);
  return layout.value;
}

const PLAIN = { origin: 0, exponent: 0 };

/** The cell that a block of cells shows, looked up one by one. */
function strongest(
  tensor: ShownTensor,
  layout: Layout,
  plane: Plane,
  rows: [number, number],
  columns: [number, number],
): number {
  const geometry = planeGeometry(layout, plane);
  let best = 0;
  let first = true;
  for (let row = rows[0]; row < Math.min(rows[1], geometry.rows); row++) {
    for (let column = columns[0]; column < Math.min(columns[1], geometry.columns); column++) {
      const value = Math.fround(tensor.at(geometry.offset(row, column)));
      if (Number.isNaN(value)) return NaN;
      if (first || Math.abs(value) > Math.abs(best)) best = value;
      first = false;
    }
  }
  return best;
}

describe("levels of detail", () => {
  let engine: Engine;
  before(async () => {
    ({ engine } = await selectEngine());
  });

  const shapes = [
    [1, 1],
    [1, 700],
    [700, 1],
    [7, 3],
    [300, 517],
    [2051, 1030],
    [5, 3, 33],
    [3, 4, 9, 11],
  ];
  for (const shape of shapes) {
    it(`hold the strongest cell of each block, ${shape.join(" x ")}`, () => {
      const layout = layoutOf(shape);
      const random = new Random(shape.length * 1000 + itemAt(shape, 0));
      const values = Float64Array.from({ length: layout.rows * layout.channels }, () =>
        random.below(40) === 0 ? itemAt([NaN, Infinity, -Infinity], random.below(3)) : random.normal(),
      );
      const planes: Plane[] = [{ kind: "matrix" }];
      if (shape.length > 2)
        planes.push({ kind: "axes", rows: shape.length - 2, columns: shape.length - 1, at: shape.map(() => 0) });
      if (shape.length === 4) planes.push({ kind: "images" });
      for (const plane of planes) {
        for (const tensor of [storedTensor("x", values), derivedTensor("xhat", (offset) => itemAt(values, offset))]) {
          const pyramid = new Pyramid(engine, layout, 1e9);
          const geometry = planeGeometry(layout, plane);
          for (let levelRow = 0; levelRow <= levelsOf(geometry.rows); levelRow++) {
            for (let levelColumn = 0; levelColumn <= levelsOf(geometry.columns); levelColumn++) {
              const size = { rows: shrink(geometry.rows, levelRow), columns: shrink(geometry.columns, levelColumn) };
              // Any tile of the level: the last ones hold the tails.
              const at = {
                row: random.below(Math.ceil(size.rows / TILE)),
                column: random.below(Math.ceil(size.columns / TILE)),
              };
              const tile = pyramid.tile(tensor, PLAIN, { plane, levelRow, levelColumn, ...at });
              assert.equal(tile.rows, Math.min(TILE, size.rows - at.row * TILE));
              assert.equal(tile.columns, Math.min(TILE, size.columns - at.column * TILE));
              for (let probe = 0; probe < 20; probe++) {
                const row = random.below(tile.rows);
                const column = random.below(tile.columns);
                const shown = itemAt(tile.values, row * tile.columns + column);
                const [r, c] = [at.row * TILE + row, at.column * TILE + column];
                const rows: [number, number] = [r * 2 ** levelRow, (r + 1) * 2 ** levelRow];
                const columns: [number, number] = [c * 2 ** levelColumn, (c + 1) * 2 ** levelColumn];
                const expected = strongest(tensor, layout, plane, rows, columns);
                const same = Number.isNaN(expected) ? Number.isNaN(shown) : Math.abs(shown) === Math.abs(expected);
                assert.ok(
                  same,
                  `${tensor.name} level ${levelRow},${levelColumn} cell [${r},${c}]: got ${shown}, expected ${expected}`,
                );
              }
            }
          }
        }
      }
    });
  }

  it("keep the range of huge and tiny tensors", () => {
    const layout = layoutOf([4, 4]);
    for (const magnitude of [1e300, 1e-300, 5e-324]) {
      const values = new Float64Array(16).fill(magnitude);
      const exponent = Math.max(-1022, Math.floor(Math.log2(magnitude)));
      const query = {
        tensor: "x" as const,
        plane: { kind: "matrix" as const },
        levelRow: 1,
        levelColumn: 1,
        row: 0,
        column: 0,
      };
      const tile = new Pyramid(engine, layout, 1e9).tile(storedTensor("x", values), { origin: 0, exponent }, query);
      for (const value of tile.values) {
        const shown = value * 2 ** exponent;
        assert.ok(Math.abs(shown / magnitude - 1) < 1e-6, `got ${shown}, expected ${magnitude}`);
      }
    }
  });

  it("hold what is furthest from the origin where all values are far to one side of 0", () => {
    const layout = layoutOf([300, 260]);
    const random = new Random(4);
    for (const offset of [10, -3e5, 1e8, 1e300]) {
      const width = Math.abs(offset) * 1e-7;
      const values = Float64Array.from({ length: 300 * 260 }, () => offset + width * random.normal());
      values[4321] = -offset / 2;
      values[54321] = NaN;
      const tensor = storedTensor("x", values);
      const coding = summarise(engine, tensor, layout);
      assert.ok(Math.abs(coding.origin / offset - 1) < 1e-6, `origin ${coding.origin} of ${offset}`);
      const pyramid = new Pyramid(engine, layout, 1e9);
      const plane = { kind: "matrix" } as const;
      const tileOf = (levelRow: number, levelColumn: number): { values: Float32Array; columns: number } =>
        pyramid.tile(tensor, coding, { plane, levelRow, levelColumn, row: 0, column: 0 });
      const decode = (number: number): number => coding.origin + number * 2 ** coding.exponent;
      const finest = tileOf(0, 0);
      for (let probe = 0; probe < 200; probe++) {
        const [row, column] = [random.below(256), random.below(256)];
        const value = itemAt(values, row * 260 + column);
        const shown = decode(itemAt(finest.values, row * finest.columns + column));
        assert.ok(Math.abs(shown - value) <= 2 ** -24 * Math.abs(value - coding.origin) + 2 ** -52 * Math.abs(value));
      }
      for (const [levelRow, levelColumn] of [
        [1, 0],
        [2, 1],
        [2, 2],
        [4, 5],
      ] as const) {
        const { values: numbers, columns } = tileOf(levelRow, levelColumn);
        const at = (cell: number): number =>
          decode(itemAt(numbers, (Math.floor(cell / 260) >> levelRow) * columns + ((cell % 260) >> levelColumn)));
        assert.ok(Math.abs(at(4321) / (-offset / 2) - 1) < 1e-6, `level ${levelRow},${levelColumn}: ${at(4321)}`);
        assert.ok(Number.isNaN(at(54321)));
      }
    }
  });

  it("forget what is no longer wanted within their limit", () => {
    const layout = layoutOf([512, 512]);
    const values = new Float64Array(512 * 512).fill(1);
    const pyramid = new Pyramid(engine, layout, 300_000);
    const query = { tensor: "x" as const, plane: { kind: "matrix" as const }, row: 0, column: 0 };
    for (let level = 1; level < 9; level++)
      pyramid.tile(storedTensor("x", values), PLAIN, { ...query, levelRow: level, levelColumn: level });
    values.fill(2);
    const kept = pyramid.tile(storedTensor("x", values), PLAIN, { ...query, levelRow: 8, levelColumn: 8 });
    assert.equal(kept.values[0], 1);
    pyramid.forget("x");
    const fresh = pyramid.tile(storedTensor("x", values), PLAIN, { ...query, levelRow: 8, levelColumn: 8 });
    assert.equal(fresh.values[0], 2);
  });
});
