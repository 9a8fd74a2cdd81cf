// What the sweeps keep for a pair of columns, in bytes from the start of its record.

export const RECORD: usize = 144;

/** First sweep: read and written for every few rows. A chain is a power of two + the sum so far; see _statistics.ts. */
export const SHIFT: usize = 0; // K: y = x - K is exact
export const SUM: usize = 16; // sum y: the chain, and behind it what the chain rounded off
export const DOUT: usize = 48; // sum dout
export const PRODUCTS: usize = 80; // sum dout*y
export const SQUARES: usize = 112; // sum y^2

/** Second sweep: takes the place of the first's. */
export const MEAN: usize = 0; // m, the rounded mean; mean = m + delta
export const SCALE: usize = 16; // gamma*r
export const OFFSET: usize = 32; // beta - delta*gamma*r
export const GBAR: usize = 48; // mean(dout) - delta*c*r
export const CURVATURE: usize = 64; // c*r

/** Addresses of the (D) arrays of doubles; each is padded to an even D. */
@unmanaged
export class Columns {
  gamma: usize;
  beta: usize;
  mean: usize; // written in training, read in evaluation
  variance: usize; // likewise
  dgamma: usize;
  dbeta: usize;
  low: usize; // smallest x of each column
  high: usize; // largest x
  reach: usize; // largest |dout|
  delta: usize; // what rounding the mean left: mean = m + delta
  r: usize; // 1 / sqrt(v + eps)
}
