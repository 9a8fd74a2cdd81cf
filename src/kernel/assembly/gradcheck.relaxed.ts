// The same kernel with fused multiply-add (compiled with relaxed SIMD).
export * from "./gradcheck";
