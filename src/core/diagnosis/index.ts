/** Names the mistake in a candidate's gradients. docs/mistakes.md lists what is known; docs/confusion.md how well it works. */
export { blindSpots, type BlindOptions } from "./blind";
export { catalogue, findMistake, mistakesOf } from "./catalogue";
export { compareCandidate } from "./compare";
export { diagnose } from "./diagnose";
export { heldBy } from "./held";
export { separatingProbe, type SeparatingProbe } from "./probe";
export type { Mistake, CodeLines } from "./mistake";
