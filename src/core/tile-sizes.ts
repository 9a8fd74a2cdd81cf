/** Sizes in which loops and kernels cut rows and columns into tiles. */
export const TILES = [64, 32, 16, 8] as const;
