/** Words of what is explained that terminal and panel share. */
import type { PlacementName } from "./explain/placed-relu";
import type { Verdict } from "./verdict";

/** What the verdict over a cell's derivatives claims. */
export const CLAIMS: Readonly<Record<Verdict, string>> = {
  correct: "Every derivative on the way to it agrees with its numeric one.",
  wrong: "A derivative on the way to it does not agree with its numeric one.",
  doubtful: "A derivative on the way to it could not be checked.",
};

/** The placements of batch norm and the ReLU, as heads of tables have them. */
export const PLACEMENT_TITLES: Readonly<Record<PlacementName, string>> = {
  "bn-relu": "BN, then ReLU",
  "relu-bn": "ReLU, then BN",
  none: "no BN",
};

/** The same in a sentence. */
export const PLACED: Readonly<Record<PlacementName, string>> = {
  "bn-relu": "with BN before the ReLU",
  "relu-bn": "with BN behind the ReLU",
  none: "without BN",
};
