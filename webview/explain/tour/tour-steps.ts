import type { TemplateResult } from "lit";
import { itemAt } from "../../../src/core/item-at";
import type { AnalysisState } from "../../../src/protocol/analysis-state";
import type { ExplainCellReport } from "../../../src/protocol/explain";
import { fromNumeric } from "../../../src/protocol/json-number";
import { t } from "../../page/strings";
import { hasConstantStatistics } from "../constant-statistics";
import { dxSymbols } from "../term-formulas";
import { jacobianFormula, type JacobianConventions } from "../jacobian-formulas";
import type { Look } from "./look-at";
import * as formulas from "./tour-formulas";

/** What a step is filled with. */
export interface Told {
  readonly report: ExplainCellReport;
  readonly row: number; // l
  readonly mode: AnalysisState["mode"];
  readonly isActivated: boolean;
  readonly conventions: JacobianConventions;
}

/** A step of the derivation: one sentence, one formula, one picture. */
interface TourStep {
  readonly look: Look;
  readonly title: () => string;
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
    says: normalisingSaid,
    formula: ({ report }) => formulas.normalised(report),
    where: () => t("Marked: the histograms before and after."),
  },
  {
    look: "x-mu",
    title: () => t("The mean"),
    says: (told) =>
      hasConstantStatistics(told.report)
        ? t("Here the mean does not depend on x: {0}.", whyConstant(told))
        : t(
            "Move one x a little, and the mean μ of its {0} numbers moves by one part in {0} of that.",
            told.report.members,
          ),
    formula: ({ report }) => formulas.meanSlope(report),
    where: (told) => (hasConstantStatistics(told.report) ? wayLeft() : t("Marked: the edge from x to μ.")),
  },
  {
    look: "x-v",
    title: () => t("The variance"),
    says: (told) =>
      hasConstantStatistics(told.report)
        ? t("Nor does the variance depend on x: {0}.", whyConstant(told))
        : t(
            "The variance v moves, too: the more, the farther x lies from the mean, and not at all where x is the mean.",
          ),
    formula: ({ report }) => formulas.varianceSlope(report),
    where: (told) => (hasConstantStatistics(told.report) ? wayLeft() : t("Marked: the edge from x to v.")),
  },
  {
    look: "jacobian",
    title: () => t("Every output"),
    says: ({ mode }) =>
      mode === "eval"
        ? t("With mean and variance given, input l moves output l alone: all but the diagonal is 0.")
        : t(
            "So one input l moves every output i of its column: its own on the diagonal, where δ is 1 (elsewhere it is 0), and all the others through mean and variance.",
          ),
    formula: ({ conventions }) => jacobianFormula("whole", conventions),
    where: () => t("Marked: the picture of all these derivatives."),
  },
  {
    look: "chain",
    title: () => t("The chain rule"),
    says: () =>
      t(
        "dout says how much the loss L changes with an output: times how much this x moves that output, and added up over all rows, it is dx, how much L changes with x.",
      ),
    formula: ({ report }) => formulas.chainRule(report),
    where: ({ row }) => t("Marked: column {0} of the picture; the bars are its products with dout.", row),
  },
  {
    look: "gamma-out",
    title: () => t("Scale and shift"),
    says: ({ isActivated }) =>
      isActivated
        ? t(
            "The same rule for the scale γ and the shift β: γ moves output i by x̂, β moves it by 1, and dout is what the ReLU lets through.",
          )
        : t("The same rule for the scale γ and the shift β: γ moves output i by x̂, and β moves it by 1."),
    formula: ({ report }) => formulas.scaleAndShift(report),
    where: () => t("Marked: the edge from γ to out. The one from β ends there, too."),
  },
  {
    look: "terms",
    title: () => t("Three terms"),
    says: (told) =>
      hasConstantStatistics(told.report)
        ? t(
            "Here mean and variance do not move with x: one term is left of the sum, and this is what programs compute.",
          )
        : t(
            "Worked out, the sum over all rows is three terms, and this is the line that programs compute: dout, less its mean ḡ, less x̂ times c, where c is the mean of dout x̂.",
          ),
    formula: (told) => dxSymbols(hasConstantStatistics(told.report)),
    where: () => t("Marked: the terms of this cell, with their numbers, and their sum."),
  },
];

export function tourStep(at: number): TourStep {
  return itemAt(STEPS, at);
}

function normalisingSaid({ report, mode }: Told): string {
  if (mode === "eval")
    return t(
      "Batch norm takes a mean μ away from each x and multiplies by r, one over a standard deviation: in evaluation both are given, and x̂ has mean 0 and standard deviation 1 only as far as they fit.",
    );
  if (fromNumeric(report.statistics.variance) === 0)
    return t(
      "Batch norm takes the column’s mean μ away from each x and multiplies by r: here all numbers of the column are its mean, so that x̂ is 0.",
    );
  return t(
    "Batch norm takes the column’s mean μ away from each x and multiplies by r, one over the standard deviation: what comes out, x̂, has mean 0 and standard deviation 1.",
  );
}

const wayLeft = (): string => t("Marked: the way that is left, from x to x̂.");

function whyConstant({ mode }: Told): string {
  return mode === "eval" ? t("in evaluation it is given") : t("the mask keeps this row out of it");
}
