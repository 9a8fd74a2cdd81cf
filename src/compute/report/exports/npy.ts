import { success } from "../../../core/fault";
import { affineShapeOf } from "../../../core/layout";
import { writeNpy } from "../../../input/write-npy";
import { extents, type Writer } from "./writer";

/** A tensor as NumPy's file, in its own shape and to the last bit. */
export const npy: Writer = (problem, tensor) => {
  const [rows, columns] = extents(problem, tensor);
  const whole = tensor.strip ? affineShapeOf(problem.layout) : problem.layout.shape;
  const shape = tensor.blocks ? [rows, columns] : whole;
  const values = tensor.stored ?? Float64Array.from({ length: rows * columns }, (_, offset) => tensor.at(offset));
  return success(writeNpy({ shape, values, dtype: values instanceof Float64Array ? "float64" : "float32" }));
};
