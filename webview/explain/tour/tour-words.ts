/** What the steps of the tour say that is not the same of every layer. */
import { isCentred, normalizesAxes, type Norm } from "../../../src/core/normalization-layer";
import { fromNumeric } from "../../../src/protocol/json-number";
import { t } from "../../page/strings";
import { hasConstantStatistics } from "../constant-statistics";
import type { Told } from "./tour-steps";

export function normalisingSaid({ report, set, conventions }: Told): string {
  const { norm, mode } = conventions;
  const isZero = fromNumeric(report.statistics.variance) === 0;
  if (mode === "eval")
    return t(
      "Batch norm takes a mean μ away from each x and multiplies by r, one over a standard deviation: in evaluation both are given, and x̂ has mean 0 and standard deviation 1 only as far as they fit.",
    );
  if (norm === "batch")
    return isZero
      ? t(
          "Batch norm takes the column’s mean μ away from each x and multiplies by r: here all numbers of the column are its mean, so that x̂ is 0.",
        )
      : t(
          "Batch norm takes the column’s mean μ away from each x and multiplies by r, one over the standard deviation: what comes out, x̂, has mean 0 and standard deviation 1.",
        );
  if (!isCentred(conventions))
    return isZero
      ? t("RMS norm multiplies each x of its set, {0}, by r: here all are 0, and so is x̂.", set)
      : t(
          "RMS norm multiplies each x of its set, {0}, by r, one over the root of their mean square v: what comes out, x̂, has a mean square of 1.",
          set,
        );
  return isZero
    ? t(
        "{0} takes the mean μ of its set, {1}, away from each x and multiplies by r: here all numbers of the set are its mean, so that x̂ is 0.",
        ...([layerName(norm), set] as const),
      )
    : t(
        "{0} takes the mean μ of its set, {1}, away from each x and multiplies by r, one over the standard deviation: what comes out, x̂, has mean 0 and standard deviation 1.",
        ...([layerName(norm), set] as const),
      );
}

function layerName(norm: Norm): string {
  switch (norm) {
    case "batch":
      return t("Batch norm");
    case "layer":
      return t("Layer norm");
    case "rms":
      return t("RMS norm");
    case "group":
      return t("Group norm");
    case "instance":
      return t("Instance norm");
  }
}

export function meanSaid(told: Told): string {
  if (hasConstantStatistics(told.report)) return t("Here the mean does not depend on x: {0}.", whyConstant(told));
  if (!isCentred(told.conventions))
    return t("RMS norm takes no mean off: μ is 0 whatever x is, and x reaches the other outputs by v alone.");
  return t(
    "Move one x a little, and the mean μ of its {0} numbers moves by one part in {0} of that.",
    told.report.members,
  );
}

export function varianceSaid(told: Told): string {
  if (hasConstantStatistics(told.report)) return t("Nor does the variance depend on x: {0}.", whyConstant(told));
  return isCentred(told.conventions)
    ? t("The variance v moves, too: the more, the farther x lies from the mean, and not at all where x is the mean.")
    : t("The mean square v moves: the more, the farther x lies from 0, and not at all where x is 0.");
}

export function outputsSaid({ conventions }: Told): string {
  const { mode, norm } = conventions;
  if (mode === "eval")
    return t("With mean and variance given, input l moves output l alone: all but the diagonal is 0.");
  if (norm === "batch")
    return t(
      "So one input l moves every output i of its column: its own on the diagonal, where δ is 1 (elsewhere it is 0), and all the others through mean and variance.",
    );
  return isCentred(conventions)
    ? t(
        "So one input l moves every output i of its set: its own on the diagonal, where δ is 1 (elsewhere it is 0), and all the others through mean and variance.",
      )
    : t(
        "So one input l moves every output i of its set: its own on the diagonal, where δ is 1 (elsewhere it is 0), and all the others through v.",
      );
}

export function chainSaid({ conventions }: Told): string {
  return conventions.norm === "batch"
    ? t(
        "dout says how much the loss L changes with an output: times how much this x moves that output, and added up over all rows, it is dx, how much L changes with x.",
      )
    : t(
        "dout says how much the loss L changes with an output: times how much this x moves that output, and added up over all elements of the set, it is dx, how much L changes with x.",
      );
}

export function scaleSaid({ conventions }: Told): string {
  const isActivated = conventions.activation !== "none";
  if (conventions.norm !== "batch") {
    const rule = normalizesAxes(conventions)
      ? t(
          "The same rule for γ and β, whose entries of this cell act on one element of each set, here l, and every set adds its share: γ moves output l by x̂, and β moves it by 1.",
        )
      : t(
          "The same rule for γ and β, added up over the elements i of the set on which the entries of this cell act (other sets add theirs): γ moves output i by x̂, and β moves it by 1.",
        );
    return isActivated ? `${rule} ${t("dout is what the activation lets through.")}` : rule;
  }
  return isActivated
    ? t(
        "The same rule for the scale γ and the shift β: γ moves output i by x̂, β moves it by 1, and dout is what the activation lets through.",
      )
    : t("The same rule for the scale γ and the shift β: γ moves output i by x̂, and β moves it by 1.");
}

export function termsSaid({ report, conventions }: Told): string {
  if (hasConstantStatistics(report))
    return t(
      "Here mean and variance do not move with x: one term is left of the sum, and this is what programs compute.",
    );
  if (conventions.norm === "batch")
    return t(
      "Worked out, the sum over all rows is three terms, and this is the line that programs compute: dout, less its mean ḡ, less x̂ times c, where c is the mean of dout x̂.",
    );
  return isCentred(conventions)
    ? t(
        "Worked out, the sum over all elements is three terms, and this is the line that programs compute: u = γ dout, less its mean ū, less x̂ times c, where c is the mean of u x̂.",
      )
    : t(
        "Worked out, the sum over all elements is two terms, and this is the line that programs compute: u = γ dout, less x̂ times c, where c is the mean of u x̂.",
      );
}

function whyConstant({ conventions }: Told): string {
  if (conventions.mode === "eval") return t("in evaluation it is given");
  return conventions.norm === "batch"
    ? t("the mask keeps this row out of it")
    : t("the mask keeps this element out of it");
}
