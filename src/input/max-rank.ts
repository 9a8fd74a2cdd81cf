/** Arrays have this many axes at most: batch norm takes tensors of rank 2 to 5, other layers one more. */
export const MAX_RANK = 6;
