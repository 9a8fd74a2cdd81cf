/** Arrays have this many axes at most: batch norm takes tensors of rank 2 to 5, other layers one more. */
export const MAX_RANK = 6;

/** What is said behind the rank of an array that has more or fewer. */
export const EXPECTED_RANK = `expected a tensor of rank 2 to ${MAX_RANK} (N x D or N x C x ...)`;
