/** How many of `total` values of the unit Gaussian fall between neighbouring edges: what a histogram of them would count. */
export function gaussianCounts(edges: readonly number[], total: number): number[] {
  let below = NaN;
  return edges.map(distribution).flatMap((value, i) => {
    const share = value - below;
    below = value;
    return i === 0 ? [] : [total * share];
  });
}

/** The unit Gaussian's distribution function to 1e-7 (Abramowitz and Stegun, 26.2.17). */
function distribution(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const terms = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153];
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * terms.reduce((sum, term) => (sum + term) * t, 0);
  return x < 0 ? tail : 1 - tail;
}
