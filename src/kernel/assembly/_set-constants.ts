// What the second sweep takes of a set, in bytes from where its constants begin: xhat = (x - MEAN)*R + OFFSET, and
// dx = (gamma*dout + GBAR + (x - MEAN)*CURVATURE)*R. Batch norm's records (_records.ts) have the last two negated.

export const CONSTANTS: usize = 40;

export const MEAN: usize = 0; // m, the rounded mean; mean = m + delta
export const R: usize = 8;
export const OFFSET: usize = 16; // -delta*r
export const GBAR: usize = 24; // -(mean(u) - delta*c*r); 0 where there is no mean path
export const CURVATURE: usize = 32; // -c*r
