import type { TemplateResult } from "lit";
import { itemAt } from "../../../src/core/item-at";
import { isCentred, type Norm } from "../../../src/core/normalization-layer";
import type { ExplainCellReport } from "../../../src/protocol/explain";
import { t } from "../../page/strings";
import { hasConstantStatistics } from "../constant-statistics";
import { dxSymbols } from "../term-formulas";
import { jacobianFormula, type JacobianConventions } from "../jacobian-formulas";
import type { Look } from "./look-at";
import * as formulas from "./tour-formulas";
import * as words from "./tour-words";

/** What a step is filled with. */
export interface Told {
  readonly report: ExplainCellReport;
  readonly element: number; // l
  readonly set: string; // "column 3", "group 2 of sample 0"
  readonly conventions: JacobianConventions;
}

/** A step of the derivation: one sentence, one formula, one picture. */
interface TourStep {
  readonly look: Look;
  readonly title: (told: Told) => string;
  readonly says: (told: Told) => string;
  readonly formula: (told: Told) => TemplateResult;
  /** What is marked on the page. */
  readonly where: (told: Told) => string;
}

/** The article's derivation in seven steps, in its order. */
const STEPS: readonly TourStep[] = [
  {
    look: "histograms",
    title: () => t("Normalise"),
    says: words.normalisingSaid,
    formula: ({ report, conventions }) => formulas.normalised(report, conventions.norm),
    where: () => t("Marked: the histograms before and after."),
  },
  {
    look: "x-mu",
    title: () => t("The mean"),
    says: words.meanSaid,
    formula: ({ report, conventions }) => formulas.meanSlope(report, conventions.norm),
    where: ({ report, conventions }) => {
      if (hasConstantStatistics(report)) return wayLeft();
      return isCentred(conventions)
        ? t("Marked: the edge from x to μ.")
        : t("Marked: the edge from x to v, the one that there is in place of two.");
    },
  },
  {
    look: "x-v",
    title: ({ conventions }) => (isCentred(conventions) ? t("The variance") : t("The mean square")),
    says: words.varianceSaid,
    formula: ({ report, conventions }) => formulas.varianceSlope(report, conventions.norm),
    where: ({ report }) => (hasConstantStatistics(report) ? wayLeft() : t("Marked: the edge from x to v.")),
  },
  {
    look: "jacobian",
    title: () => t("Every output"),
    says: words.outputsSaid,
    formula: ({ conventions }) => jacobianFormula("whole", conventions),
    where: () => t("Marked: the picture of all these derivatives."),
  },
  {
    look: "chain",
    title: () => t("The chain rule"),
    says: words.chainSaid,
    formula: ({ report }) => formulas.chainRule(report),
    where: ({ element }) => t("Marked: column {0} of the picture; the bars are its products with dout.", element),
  },
  {
    look: "gamma-out",
    title: () => t("Scale and shift"),
    says: words.scaleSaid,
    formula: ({ report, conventions }) => formulas.scaleAndShift(report, conventions.norm),
    where: () => t("Marked: the edge from γ to out. The one from β ends there, too."),
  },
  {
    look: "terms",
    title: ({ conventions }) => termsTitle(conventions.norm),
    says: words.termsSaid,
    formula: ({ report, conventions }) => dxSymbols(report, conventions.norm),
    where: () => t("Marked: the terms of this cell, with their numbers, and their sum."),
  },
];

export function tourStep(at: number): TourStep {
  return itemAt(STEPS, at);
}

/** Of how many terms dx is. */
export function termsTitle(norm: Norm): string {
  return isCentred({ norm }) ? t("Three terms") : t("Two terms");
}

const wayLeft = (): string => t("Marked: the way that is left, from x to x̂.");
