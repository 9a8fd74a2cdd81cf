// Arithmetic on pairs of columns: one v128 holds the same quantity of two neighbouring columns.
// Error-free transformations after Dekker (1971) and Knuth (1969); no fused multiply-add is assumed.

/** Two neighbouring elements as doubles. */
// @ts-ignore: decorator
@inline
export function loadPair<T>(pointer: usize): v128 {
  if (sizeof<T>() == 8) return v128.load(pointer);
  return f64x2.promote_low_f32x4(v128.load64_zero(pointer));
}

/** The last element of an odd row; the other lane is 0. */
// @ts-ignore: decorator
@inline
export function loadLone<T>(pointer: usize): v128 {
  if (sizeof<T>() == 8) return v128.load64_zero(pointer);
  return f64x2.promote_low_f32x4(v128.load32_zero(pointer));
}

/** loadPair or loadLone, decided when the caller is compiled. */
// @ts-ignore: decorator
@inline
export function load<T>(pointer: usize, lone: bool): v128 {
  return lone ? loadLone<T>(pointer) : loadPair<T>(pointer);
}

/** a * b + c: fused in the relaxed build, which is only used where fusing has been seen to work. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, c);
  return f64x2.add(f64x2.mul(a, b), c);
}

/** c - a * b. */
// @ts-ignore: decorator
@inline
export function nmadd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_nmadd(a, b, c);
  return f64x2.sub(c, f64x2.mul(a, b));
}

/** a * b - product, exactly, where product = fl(a * b). */
// @ts-ignore: decorator
@inline
export function productError(a: v128, b: v128, product: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, f64x2.neg(product));
  const splitter = f64x2.splat(134217729);
  const aBig = f64x2.mul(splitter, a);
  const aHigh = f64x2.sub(aBig, f64x2.sub(aBig, a));
  const aLow = f64x2.sub(a, aHigh);
  const bBig = f64x2.mul(splitter, b);
  const bHigh = f64x2.sub(bBig, f64x2.sub(bBig, b));
  const bLow = f64x2.sub(b, bHigh);
  const first = f64x2.sub(f64x2.mul(aHigh, bHigh), product);
  const second = f64x2.add(first, f64x2.mul(aHigh, bLow));
  return f64x2.add(f64x2.add(second, f64x2.mul(aLow, bHigh)), f64x2.mul(aLow, bLow));
}

/** a + b - sum, exactly, where sum = fl(a + b). */
// @ts-ignore: decorator
@inline
export function sumError(a: v128, b: v128, sum: v128): v128 {
  const part = f64x2.sub(sum, a);
  return f64x2.add(f64x2.sub(a, f64x2.sub(sum, part)), f64x2.sub(b, part));
}

/** Lanes that are 0, or far from both ends of the range of doubles, so that products of a few keep all their digits. */
// @ts-ignore: decorator
@inline
export function isOrdinary(size: v128): v128 {
  const small = v128.and(f64x2.lt(size, f64x2.splat(1e-100)), f64x2.ne(size, f64x2.splat(0)));
  return v128.andnot(f64x2.le(size, f64x2.splat(1e100)), small);
}
