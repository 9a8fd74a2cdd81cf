/** A printed number times the factor of its print: one rounding where the factor is a power of ten. */
export function scaled(token: string, value: number, factor: number): number {
  const power = Math.round(Math.log10(Math.abs(factor)));
  const isPlain = factor === Number(`1e${power}`) && /^[-+]?(?:\d+\.?\d*|\.\d+)$/.test(token);
  return isPlain ? Number(`${token}e${power}`) : value * factor;
}
