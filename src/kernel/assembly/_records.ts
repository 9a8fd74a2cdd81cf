// What the sweeps keep for a pair of columns, in bytes from the start of its record.

/** Hot record of the first sweep: read and written for every few rows. */
export const HOT: usize = 96;
export const SHIFT: usize = 0; // K, near the column's mean
export const CHAIN: usize = 16; // a power of two + sum(x) so far
export const CHAIN_ERROR: usize = 32; // what the chain's roundings lost, exactly
export const SQUARES: usize = 48; // sum (x-K)^2 of the current block
export const DOUT: usize = 64; // sum dout of the current block
export const PRODUCTS: usize = 80; // sum dout*(x-K) of the current block

/** Sums over all finished blocks as unevaluated pairs high + low. */
export const TOTALS: usize = 112;
export const SQUARES_HIGH: usize = 0;
export const SQUARES_LOW: usize = 16;
export const DOUT_HIGH: usize = 32;
export const DOUT_LOW: usize = 48;
export const PRODUCTS_HIGH: usize = 64;
export const PRODUCTS_LOW: usize = 80;
export const CHAIN_START: usize = 96;

/** Record of the second sweep. It takes the place of the hot record. */
export const MEAN: usize = 0; // m, the rounded mean; mean = m + delta
export const SCALE: usize = 32; // gamma*r
export const OFFSET: usize = 48; // beta - delta*gamma*r
export const GBAR: usize = 64; // mean(dout) - delta*c*r
export const CURVATURE: usize = 80; // c*r
