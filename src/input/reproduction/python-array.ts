import type { Values } from "../../core/tensor";
import { toBase64 } from "../../encoding/base64";
import { csvNumber } from "../write-csv";

/** Arrays up to here stand in the code as numbers, larger ones as base64 of their bytes. */
const INLINE = 400; // numbers

/** A NumPy array of doubles in Python. */
export function array(values: Values, shape: readonly number[]): string {
  const reshape = shape.length > 1 ? `.reshape(${shape.join(", ")})` : "";
  if (values.length <= INLINE)
    return `np.array([${Array.from(values, csvNumber).join(", ")}], dtype=np.float64)${reshape}`;
  const kind = values instanceof Float64Array ? "<f8" : "<f4";
  return `np.frombuffer(b64decode("${toBase64(values)}"), "${kind}").astype(np.float64)${reshape}`;
}
