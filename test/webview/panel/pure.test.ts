import { deepEqual, equal, match } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { cellOf, indexOf, toLayout } from "../../../src/core/layout";
import type { Norm } from "../../../src/core/normalization-layer";
import type { Plane } from "../../../src/protocol/picture";
import { cellsToText } from "../../../webview/page/copy";
import {
  axisNames,
  fittingPlane,
  imagesOf,
  indexInShape,
  matrixCell,
  planeThrough,
} from "../../../webview/page/geometry";
import { count, exact, exactUnsignedZero, literal, short, tiny } from "../../../webview/page/numbers";
import { apart } from "../../../webview/plots/distinct-number";
import { itemAt } from "../../../src/core/item-at";

const shapes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 5 });

describe("places in a tensor", () => {
  it("reads rows and columns of the matrix as the core does", () => {
    fc.assert(
      fc.property(shapes, fc.nat(), fc.nat(), fc.nat(), (shape, i, k, on) => {
        const layout = toLayout(shape, on % shape.length);
        if (!layout.ok) throw new Error(layout.fault.text);
        const cell = { row: i % layout.value.rows, column: k % layout.value.channels };
        const axes = { shape, columnAxes: [layout.value.axis] };
        const index = indexInShape(axes, { kind: "matrix" }, cell);
        deepEqual(index, indexOf(layout.value, cell.row, cell.column));
        deepEqual(matrixCell(axes, index), cellOf(layout.value, index));
      }),
      { seed: 1 },
    );
  });

  it("finds the plane through an element, and the element again", () => {
    fc.assert(
      fc.property(
        shapes,
        fc.array(fc.nat(), { minLength: 5, maxLength: 5 }),
        fc.nat(),
        fc.nat(),
        (shape, numbers, a, b) => {
          const rows = a % shape.length;
          const columns = (rows + 1 + (b % (shape.length - 1))) % shape.length;
          const index = shape.map((extent, axis) => itemAt(numbers, axis) % extent);
          const plane: Plane = { kind: "axes", rows, columns, at: shape.map(() => 0) };
          // One axis of channels, or the axes that a layer normalizes, next to each other or not.
          const columnAxes = shape
            .map((_, axis) => axis)
            .filter((axis) => axis === a % shape.length || (b >> axis) % 3 === 1);
          const axes = { shape, columnAxes };
          const through = planeThrough(plane, axes, index);
          deepEqual(indexInShape(axes, through.plane, through.cell), index);
          deepEqual(indexInShape(axes, { kind: "matrix" }, matrixCell(axes, index)), index);
          if (!imagesOf(axes)) return;
          const images = planeThrough({ kind: "images" }, axes, index);
          deepEqual(indexInShape(axes, images.plane, images.cell), index);
        },
      ),
      { seed: 2 },
    );
  });

  it("names the axes, the channels where they stand", () => {
    const named = (rank: number, columnAxes: readonly number[], norm: Norm = "batch"): readonly string[] =>
      axisNames({ shape: new Array<number>(rank).fill(2), columnAxes, norm });
    deepEqual(named(2, [1]), ["n", "c"]);
    deepEqual(named(2, [0]), ["c", "n"]);
    deepEqual(named(4, [1]), ["n", "c", "h", "w"]);
    deepEqual(named(4, [3]), ["n", "h", "w", "c"]);
    deepEqual(named(5, [4]), ["n", "d", "h", "w", "c"]);
    deepEqual(named(6, [1], "group"), ["n", "c", "e", "d", "h", "w"]);
    deepEqual(named(1, [0], "rms"), ["d"]);
    deepEqual(named(3, [2], "layer"), ["b", "t", "d"]);
    deepEqual(named(4, [1, 2, 3], "layer"), ["n", "c", "h", "w"]);
  });

  it("keeps a plane only where it fits", () => {
    const plane: Plane = { kind: "axes", rows: 2, columns: 3, at: [9, 1, 0, 0] };
    deepEqual(fittingPlane(plane, { shape: [4, 6, 3, 3], columnAxes: [1] }), { ...plane, at: [3, 1, 0, 0] });
    deepEqual(fittingPlane(plane, { shape: [4, 6], columnAxes: [1] }), { kind: "matrix" });
    deepEqual(fittingPlane({ ...plane, columns: 2 }, { shape: [4, 6, 3, 3], columnAxes: [1] }), { kind: "matrix" });
    deepEqual(fittingPlane({ kind: "images" }, { shape: [4, 6, 3, 3], columnAxes: [1] }), { kind: "images" });
    deepEqual(fittingPlane({ kind: "images" }, { shape: [4, 6, 3], columnAxes: [1] }), { kind: "matrix" });
  });
});

describe("numbers as text", () => {
  const back = (text: string): number =>
    text === "+∞" ? Infinity : text === "\u2212∞" ? -Infinity : Number(text.replace("\u2212", "-"));

  it("are exact: every double reads back as itself", () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        equal(Object.is(back(exact(value)), value), true, `${value} became ${exact(value)}`);
        equal(Object.is(Number(literal(value)), value), true, `${value} became ${literal(value)}`);
      }),
      { seed: 3, numRuns: 2000 },
    );
  });

  it("have no sign at a 0 that was worked out", () => {
    equal(exactUnsignedZero(-0), "0");
    equal(exactUnsignedZero(-5e-324), "\u22125e-324");
  });

  it("are short: three digits, or two for errors, and never wrong by more", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e308, max: 1e308 }), (value) => {
        const text = short(value);
        equal(
          Math.abs(back(text.replace(/,/g, "")) - value) <= 0.0051 * Math.abs(value),
          true,
          `${value} became ${text}`,
        );
        const rough = tiny(value);
        equal(
          Math.abs(back(rough.replace(/,/g, "")) - value) <= 0.051 * Math.abs(value),
          true,
          `${value} became ${rough}`,
        );
        equal(text.length <= 10, true, text);
      }),
      { seed: 4, numRuns: 2000 },
    );
    deepEqual([0, 1694.2, 1e-7, -0.5, 123456, NaN, Infinity].map(short), [
      "0",
      "1,694",
      "1e-7",
      "\u22120.5",
      "1.23e5",
      "NaN",
      "+∞",
    ]);
    equal(count(4096), "4,096");
  });
});

describe("numbers among others", () => {
  it("have the digits that tell them from those within the range", () => {
    deepEqual(
      [
        apart(1e6 + 0.09375, 0.2),
        apart(-(1e15 + 4), 8),
        apart(1.25, 3),
        apart(0, 1e-3),
        apart(5, 0),
        apart(1.7e308, Infinity),
        apart(1.0000001e300, 1e293),
        apart("NaN", NaN),
      ],
      ["1000000.094", "\u22121000000000000004.0", "1.25", "0", "5", "1.7e308", "1.000000100e300", "NaN"],
    );
  });
});

describe("cells for the clipboard", () => {
  const report = { rows: 2, columns: 3, values: Float64Array.of(1, -0, NaN, 0.1, Infinity, -2.5e-300) };

  it("are JSON that the tool reads itself", () => {
    deepEqual(JSON.parse(cellsToText(report, "json", "dx", 0)), [
      [1, -0, "NaN"],
      [0.1, "Infinity", -2.5e-300],
    ]);
  });

  it("are NumPy, CSV and Markdown", () => {
    equal(
      cellsToText(report, "numpy", "dx", 0),
      "dx = np.array([[1, -0.0, np.nan],\n               [0.1, np.inf, -2.5e-300]], dtype=np.float64)",
    );
    equal(cellsToText(report, "csv", "dx", 0), "1,-0.0,NaN\n0.1,Infinity,-2.5e-300");
    match(
      cellsToText(report, "markdown", "dx", 7),
      /^\| 7 \| 8 \| 9 \|\n\| ---: \| ---: \| ---: \|\n\| 1 \| -0\.0 \| NaN \|\n/,
    );
  });

  it("are float64 in NumPy, whatever the numbers are, and the same numbers", () => {
    for (const [rows, columns, ...numbers] of [
      [1, 1, 7],
      [1, 3, 1, 2, 3],
      [2, 2, 1e20, -1e300, 2 ** 53 + 2, 0],
      [2, 2, NaN, Infinity, -0, -3],
    ] as const) {
      const values = Float64Array.from(numbers);
      const code = cellsToText({ rows, columns, values }, "numpy", "dx", 0);
      const tail = "; print(dx.dtype, dx.size, dx.tobytes().hex())";
      const { status, stdout, stderr } = spawnSync("/usr/bin/python3", ["-c", `import numpy as np\n${code}${tail}`], {
        encoding: "utf8",
      });
      equal(status, 0, stderr);
      equal(stdout.trim(), `float64 ${rows * columns} ${Buffer.from(values.buffer).toString("hex")}`);
    }
  });

  it("are a plain number or a vector when there is one cell or one row", () => {
    equal(cellsToText({ rows: 1, columns: 1, values: Float64Array.of(0.1) }, "json", "x", 0), "0.1");
    equal(
      cellsToText({ rows: 1, columns: 2, values: Float64Array.of(1, 2) }, "numpy", "x", 0),
      "x = np.array([1, 2], dtype=np.float64)",
    );
  });
});
