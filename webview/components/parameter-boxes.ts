import { html, type TemplateResult } from "lit";
import { ACTIVATION_WORDS, ACTIVATIONS } from "../../src/core/conventions";
import { belongsTo } from "../../src/core/layer-parameters";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import type { ParameterName } from "../../src/protocol/parameters";

/** Parameters that are chosen from a few words; the others have a text. */
export type ChoiceName = "mode" | "norm" | "gammaOffset" | "variance" | "epsPlacement" | "activation";
export type TextName = Exclude<ParameterName, ChoiceName>;

interface TextBox {
  readonly symbol: TemplateResult; // in front of the box
  readonly name: string; // that is read out
  readonly hint: string;
  readonly width: "wide" | "narrow" | "tiny" | "";
  readonly empty: string; // what an empty box stands for
  readonly picks: boolean; // a selection, file or variable can be picked for it
}

export const TEXTS: Readonly<Record<TextName, TextBox>> = {
  gamma: {
    symbol: html`<var>γ</var>`,
    name: "gamma",
    hint: "Scale: one number, or one for each column",
    width: "",
    empty: "none",
    picks: true,
  },
  beta: {
    symbol: html`<var>β</var>`,
    name: "beta",
    hint: "Shift: one number, or one for each column",
    width: "",
    empty: "none",
    picks: true,
  },
  eps: {
    symbol: html`<var>ε</var>`,
    name: "eps",
    hint: "Added to the variance, so that nothing is divided by 0",
    width: "",
    empty: "none",
    picks: false,
  },
  dout: {
    symbol: html`<var>dout</var>`,
    name: "dout",
    hint: "Upstream gradient dL/dout: a matrix in the shape of x, or what it follows from (1, out, 2 * out, out - x); empty draws it from the seed",
    width: "wide",
    empty: "none",
    picks: true,
  },
  runningMean: {
    symbol: html`${"running"} <var>μ</var>`,
    name: "runningMean",
    hint: "Running mean: one number for each column",
    width: "wide",
    empty: "none",
    picks: true,
  },
  runningVar: {
    symbol: html`${"running"} <var>v</var>`,
    name: "runningVar",
    hint: "Running variance: one number for each column",
    width: "wide",
    empty: "none",
    picks: true,
  },
  rstd: {
    symbol: html`rstd`,
    name: "rstd",
    hint: "r = 1 / sqrt(v + eps), where xhat stands in the place of x: one number for each column",
    width: "wide",
    empty: "unknown",
    picks: true,
  },
  axis: {
    symbol: html`axis`,
    name: "axis",
    hint: "The axis of x that holds the channels: 1 is the second, -1 the last; all others count as rows",
    width: "tiny",
    empty: "1",
    picks: false,
  },
  mask: {
    symbol: html`mask`,
    name: "mask",
    hint: "Which rows make the mean and the variance: 1 counts, 0 is padding that is only normalized",
    width: "",
    empty: "every row",
    picks: true,
  },
  split: {
    symbol: html`split`,
    name: "split",
    hint: "Sizes of the parts of the batch that are normalized apart, along axis 0: 32, 32 for two devices or ghost batches",
    width: "",
    empty: "one batch",
    picks: false,
  },
  tolerance: {
    symbol: html`tolerance`,
    name: "tolerance",
    hint: "Relative error up to which cells of your gradients agree: 1e-3, or float32=1e-3, float16=1e-2; empty: what rounding can do",
    width: "wide",
    empty: "by rounding",
    picks: false,
  },
  groups: {
    symbol: html`groups`,
    name: "groups",
    hint: "How many groups the channels are cut into: a number that divides them",
    width: "tiny",
    empty: "none",
    picks: false,
  },
  normalizedShape: {
    symbol: html`over`,
    name: "normalized shape",
    hint: "Trailing extents of x that are normalized, as 4, 4; or which axes, as axes 1, 2; empty: the last axis",
    width: "",
    empty: "the last axis",
    picks: false,
  },
  slope: {
    symbol: html`slope`,
    name: "slope",
    hint: "What the leaky ReLU multiplies by below 0",
    width: "narrow",
    empty: "0.01",
    picks: false,
  },
};

interface ChoiceBox {
  readonly label: string;
  readonly hint: string;
  readonly options: readonly (readonly [value: string, text: string])[];
}

export const CHOICES: Readonly<Record<ChoiceName, ChoiceBox>> = {
  mode: {
    label: "mode",
    hint: "Training normalizes with the batch's own mean and variance, evaluation with running ones",
    options: [
      ["train", "training"],
      ["eval", "evaluation"],
    ],
  },
  norm: {
    label: "layer",
    hint: "Normalization layer: which elements share a mean and a variance",
    options: [
      ["batch", "Batch norm"],
      ["layer", "Layer norm"],
      ["rms", "RMS norm"],
      ["group", "Group norm"],
      ["instance", "Instance norm"],
    ],
  },
  gammaOffset: {
    label: "weight",
    hint: "What is given as gamma: gamma itself, or gamma \u2212 1, as Gemma's RMS norm stores it",
    options: [
      ["0", "stored as gamma"],
      ["1", "stored as gamma \u2212 1"],
    ],
  },
  variance: {
    label: "variance",
    hint: "What the variance is divided by, in forward and backward: N in every library's batch norm",
    options: [
      ["biased", "/ N (biased)"],
      ["unbiased", "/ (N \u2212 1) (unbiased)"],
    ],
  },
  epsPlacement: {
    label: "eps stands",
    hint: "r = 1 / sqrt(v + eps) has eps inside the root, r = 1 / (sqrt(v) + eps) outside",
    options: [
      ["inside", "inside the root"],
      ["outside", "outside the root"],
    ],
  },
  activation: {
    label: "activation",
    hint: "What follows the normalization; its gradient is part of dx, dgamma and dbeta",
    options: ACTIVATIONS.map((name) => [name, ACTIVATION_WORDS[name]]),
  },
};

/** Parameters that stand behind "More" while they are what they usually are. */
const RARE = {
  rstd: ({ kept }: AnalysisState) => kept !== null && kept.rstd !== "follows",
  axis: ({ axis }: AnalysisState) => axis !== 1,
  groups: () => true,
  normalizedShape: () => true,
  gammaOffset: ({ parameters }: AnalysisState) => parameters.gammaOffset.text === "1",
  variance: ({ variance }: AnalysisState) => variance !== "biased",
  epsPlacement: ({ epsPlacement }: AnalysisState) => epsPlacement !== "inside",
  mask: ({ parameters }: AnalysisState) => parameters.mask.from !== "default",
  split: ({ parameters }: AnalysisState) => parameters.split.from !== "default",
  activation: ({ activation }: AnalysisState) => activation !== "none",
  slope: ({ activation }: AnalysisState) => activation === "leaky-relu",
  tolerance: ({ parameters }: AnalysisState) => parameters.tolerance.from !== "default",
} satisfies Partial<Record<ParameterName, (analysis: AnalysisState) => boolean>>;
export type RareName = keyof typeof RARE;

/** What the menu of rare settings calls them. */
export const RARE_WORDS = {
  runningMean: "Running mean, for evaluation",
  runningVar: "Running variance, for evaluation",
  axis: "Axis that holds the channels",
  gammaOffset: "Weight stored as gamma or as gamma \u2212 1",
  variance: "Variance divided by N or N \u2212 1",
  epsPlacement: "eps inside or outside the root",
  mask: "Mask: rows left out of mean and variance",
  split: "Split: parts of the batch normalized apart",
  affine: "Affine: with a gamma and a beta, or without",
  activation: "Activation behind the layer: ReLU, SiLU, GELU, tanh ...",
  tolerance: "Tolerance: up to which error your gradients agree",
  precision: "Precision of the reference",
} as const satisfies Partial<Record<ParameterName | "affine" | "precision", string>>;

/**
 * The rare parameters that are to be seen: all of them, or what is not as usual, was said here, has a fault, or was asked
 * for by name.
 */
export function rareShown(analysis: AnalysisState, all: boolean, asked: readonly string[] = []): RareName[] {
  const { parameters } = analysis;
  return (Object.keys(RARE) as RareName[]).filter((name) => {
    const { from, fault } = parameters[name];
    if (fault) return true;
    if (!belongsTo(analysis.norm, name)) return false;
    if (RARE[name](analysis) || asked.includes(name)) return true;
    if (name === "slope") return from === "typed"; // without the leaky ReLU there is nothing to be sloped
    if (name === "rstd") return from === "picked" || from === "typed"; // it stands beside xhat
    return all || from === "typed" || from === "picked";
  });
}

/** What counts of a choice, by its value. */
export function chosenIn(analysis: AnalysisState, name: ChoiceName): string {
  return name === "gammaOffset" ? analysis.parameters.gammaOffset.text : analysis[name];
}

export type SetName = "axis" | "groups" | "normalizedShape";

/** Whether a parameter says which elements make a set. */
export function isOfSets(name: RareName): name is SetName {
  return name === "axis" || name === "groups" || name === "normalizedShape";
}
