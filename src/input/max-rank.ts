/** Arrays have this many axes at most: batch norm takes tensors of rank 2 to 5, other layers one more. */
export const MAX_RANK = 6;

/** What is said behind the rank of an array that has more or fewer. `fewest`: 1 where a vector is a set of layer or RMS norm. */
export function expectedRank(fewest = 2): string {
  const ofList = fewest > 1 ? `; ${TAKES_ONE_LIST}` : "";
  return `expected a tensor of rank ${fewest} to ${MAX_RANK} (N x D or N x C x ...)${ofList}`;
}

/** What one list is, which is no batch. */
export const TAKES_ONE_LIST = 'one list is a set of layer and RMS norm alone (norm "layer" or "rms")';

/** Asked for as a way of reading where the layer is said beside the source: one list is x then. */
export const ONE_LIST = "one-list";
