/** The formulas as they should be, in the words that the entries show beside the wrong ones. */
export const DX = "dx = gamma * r * (dout - gbar - xhat * c)";
export const DX_OF_SUMS = `${DX},  gbar = sum(dout) / N,  c = sum(dout * xhat) / N`;
export const DX_OF_ROOT = `${DX},  r = 1 / sqrt(v + eps)`;
export const DX_BEHIND_RELU = "g = dout * (out > 0),  dx = gamma * r * (g - mean(g) - xhat * mean(g * xhat))";
export const DX_IN_EVALUATION = "dx = gamma * r * dout,  r = 1 / sqrt(running_var + eps)";
export const ROOT = "r = 1 / sqrt(v + eps)";
export const DV = "dv = sum(dxhat * (x - mu)) * (-1/2) * (v + eps)^(-3/2)";
export const DGAMMA = "dgamma = sum(dout * xhat)";
export const DBETA = "dbeta = sum(dout)";
