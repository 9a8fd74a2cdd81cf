/**
 * What stands for a cell of the error map that the check has not reached: no error is negative, and the least magnitude
 * of single precision gives way to the error of any checked cell where many cells share one pixel.
 */
export const UNCHECKED = -(2 ** -149);
