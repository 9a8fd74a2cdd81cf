/**
 * Names the mistake in a candidate's gradients. docs/mistakes.md lists what is known; docs/confusion.md how well it works.
 *
 * The rooms, each of which imports only from those before it (eslint.config.mjs holds this):
 *
 *   wording     numbers, cells and lists in sentences
 *   formula     what a column of dx, dgamma and dbeta is made of, and what a change of its terms makes of it
 *   catalogue   the mistakes, one file each: words, effect and an example
 *   evidence    what the candidate's numbers say by themselves: precision, agreement, difference, signature
 *   explain     which mistakes of the catalogue explain that difference
 *   probe       what these very inputs cannot show, and inputs that show everything
 *   fits        other settings under which the candidate is right: what the source leaves open, or contradicts
 *   judgement   the verdict: what agrees, what is open, what is wrong, and its sentence
 *   layer       the same for every layer but batch norm: its catalogue is the family's (layer/family)
 *   compare-candidate   all of them: the one function that CLI, panel and report take the verdict from
 */
export { catalogue, findMistake, mistakesOf } from "./catalogue/catalogue";
export type { CodeLines, Mistake } from "./catalogue/contract/mistake";
export type { LayerMistake } from "./layer/family/layer-mistake";
export { layerCatalogue } from "./layer/family/layer-catalogue";
export { layerBlindSpots } from "./layer/layer-blind-spots";
export { separatingLayerProbe } from "./layer/separating-layer-probe";
export { compareCandidate } from "./compare-candidate";
export { diagnose } from "./explain/diagnose";
export { doutNamed } from "./fits/dout-families";
export { blindSpots, type BlindOptions } from "./probe/blind-spots";
export { blindThatMatters } from "./probe/blind-that-matters";
export { separatingProbe, type SeparatingProbe } from "./probe/separating-probe";
