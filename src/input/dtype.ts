import type { Dtype, Tensor } from "../core/tensor";
import { roundToBfloat16, roundToFloat16 } from "../encoding/half";

/** The dtype of a name as NumPy, PyTorch or safetensors print it; integers and booleans are read as float64. */
export function dtypeOfName(name: string): Dtype | undefined {
  const plain = name.toLowerCase().replace(/^(?:\w+\.)*/, "");
  if (/^(float64|f64|f8|double)$/.test(plain)) return "float64";
  if (/^(float32|f32|f4|float|single)$/.test(plain)) return "float32";
  if (/^(float16|f16|f2|half)$/.test(plain)) return "float16";
  if (/^(bfloat16|bf16)$/.test(plain)) return "bfloat16";
  if (/^u?(int|i)(8|16|32|64)?$|^u(8|16|32|64)$|^(long|short|byte|bool)$/.test(plain)) return "float64";
  return undefined;
}

/** Numbers as a tensor of a dtype: rounded to it, and held in the array that its kind lives in. */
export function tensorOf(shape: readonly number[], values: Float64Array, dtype: Dtype): Tensor {
  switch (dtype) {
    case "float64":
      return { shape, values, dtype };
    case "float32":
      return { shape, values: Float32Array.from(values), dtype };
    case "float16":
      return { shape, values: Float32Array.from(values, roundToFloat16), dtype };
    case "bfloat16":
      return { shape, values: Float32Array.from(values, roundToBfloat16), dtype };
  }
}
