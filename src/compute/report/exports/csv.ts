import { shownMatrix } from "../../../core/shown-matrix";
import { writeCsv } from "../../../input/write-csv";
import { readBlock } from "../../picture/shown-tensors";
import { planeGeometry } from "../../picture/plane-geometry";
import { extents, textWriter } from "./writer";

/** A tensor as rows of numbers in full precision, without a header. */
export const csv = textWriter((problem, tensor) => {
  const [rows, columns] = extents(problem, tensor);
  const values = new Float64Array(rows * columns);
  if (tensor.strip) values.set(tensor.stored ?? []);
  else readBlock(tensor, planeGeometry(shownMatrix(problem), { kind: "matrix" }), 0, rows, 0, columns, values);
  return writeCsv(values, rows, columns);
});
