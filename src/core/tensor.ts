/** Element types that are told apart. Values of every one of them are exact in the array that holds them. */
export type Dtype = "float64" | "float32" | "float16" | "bfloat16";

/** float64 lives in a Float64Array, but for short integers of a file; those and shorter floats in a Float32Array. */
export type Values = Float64Array | Float32Array;

/** A dense tensor in row-major (C) order. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Values; // product(shape)
  readonly dtype: Dtype;
}

/** Number of elements of a shape; 1 for the empty shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, extent) => size * extent, 1);
}
