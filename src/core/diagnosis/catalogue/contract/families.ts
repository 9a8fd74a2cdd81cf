/** What mistakes have in common, as docs/mistakes.md heads them; in this order. */
export const FAMILIES = {
  gamma: "gamma in dx",
  paths: "The mean path and the variance path of dx",
  counts: "Counting: 1/N, N - 1, 2 and 1/2",
  operands: "The right formula with the wrong tensor in it",
  root: "The root: its power, its eps and the variance in it",
  scope: "Means over the wrong set of numbers",
  relu: "A ReLU after batch norm",
  dgamma: "dgamma",
  dbeta: "dbeta",
} as const;

export type Family = keyof typeof FAMILIES;
