import type { TensorName } from "../../src/protocol/picture";
import type { CopyFormat, ValuesReport } from "../../src/protocol/queries";
import { literal } from "./numbers";

type Write = (value: number) => string;

const json: Write = (value) => (Number.isFinite(value) ? literal(value) : `"${value}"`);
const numpy: Write = (value) => {
  if (Number.isNaN(value)) return "np.nan";
  if (!Number.isFinite(value)) return value > 0 ? "np.inf" : "-np.inf";
  return literal(value);
};

function rowsOf(report: ValuesReport, write: Write): string[][] {
  return Array.from({ length: report.rows }, (_, row) =>
    Array.from(report.values.subarray(row * report.columns, (row + 1) * report.columns), write),
  );
}

/** Cells as text that reads back as the same numbers: a single value plain, a row as a vector, else a matrix. */
export function cellsToText(report: ValuesReport, format: CopyFormat, tensor: TensorName, firstColumn: number): string {
  switch (format) {
    case "json":
      return bracketed(rowsOf(report, json));
    case "numpy": // with its type: NumPy makes whole numbers int64, or objects where they are large
      return `${tensor} = np.array(${bracketed(rowsOf(report, numpy), ",\n" + " ".repeat(tensor.length + 13))}, dtype=np.float64)`;
    case "csv":
      return rowsOf(report, literal)
        .map((row) => row.join(","))
        .join("\n");
    case "markdown": {
      const head = Array.from({ length: report.columns }, (_, column) => String(firstColumn + column));
      const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
      return [line(head), line(head.map(() => "---:")), ...rowsOf(report, literal).map(line)].join("\n");
    }
  }
}

function bracketed(rows: readonly (readonly string[])[], between = ",\n "): string {
  const [first = [], ...others] = rows;
  if (others.length === 0) return first.length === 1 ? first.join() : `[${first.join(", ")}]`;
  return `[${rows.map((row) => `[${row.join(", ")}]`).join(between)}]`;
}
