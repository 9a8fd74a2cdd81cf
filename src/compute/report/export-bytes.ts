import { failure, success, type Result } from "../../core/fault";
import type { Problem } from "../../core/problem";
import { reproduction } from "../../input/reproduction";
import { writeCsv } from "../../input/write-csv";
import { writeNpy } from "../../input/write-npy";
import type { ExportFormat } from "../../protocol";
import { planeGeometry } from "../picture/plane-geometry";
import { toReportData } from "./report-data";
import { readBlock, type ShownTensor } from "../analysis/shown-tensors";

/** Cells that fit into a CSV file or a report which can still be opened. */
const TEXT_LIMIT = 16_000_000;

/** The bytes of an exported file. */
export function exportBytes(problem: Problem, tensor: ShownTensor, format: ExportFormat): Result<Uint8Array> {
  const { layout } = problem;
  const encode = (text: string): Result<Uint8Array> => success(new TextEncoder().encode(text));
  const [rows, columns] = tensor.strip ? [1, layout.channels] : [layout.rows, layout.channels];
  if (format !== "npy" && rows * columns > TEXT_LIMIT) {
    return failure(
      "too-many-cells",
      `Expected at most ${TEXT_LIMIT} cells for this format, got ${rows} x ${columns}; .npy has no limit.`,
    );
  }
  switch (format) {
    case "npy": {
      const shape = tensor.strip ? [columns] : layout.shape;
      const values = tensor.stored ?? Float64Array.from({ length: rows * columns }, (_, offset) => tensor.at(offset));
      return success(writeNpy({ shape, values, dtype: values instanceof Float64Array ? "float64" : "float32" }));
    }
    case "csv": {
      const values = new Float64Array(rows * columns);
      if (tensor.strip) values.set(tensor.stored ?? []);
      else readBlock(tensor, planeGeometry(layout, { kind: "matrix" }), 0, rows, 0, columns, values);
      return encode(writeCsv(values, rows, columns));
    }
    case "report":
      return encode(JSON.stringify(toReportData(problem, "", new Date())));
    case "numpy-code":
      return encode(reproduction(problem, "numpy", "for pasting"));
    case "pytorch-code":
      return encode(reproduction(problem, "pytorch", "for pasting"));
  }
}
