import { isCentred } from "../../src/core/normalization-layer";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import type { ExplainColumnReport } from "../../src/protocol/explain";
import { fromNumeric } from "../../src/protocol/json-number";
import type { CellQuery } from "../../src/protocol/queries";
import { setName, setTitle } from "../page/set-words";
import { t } from "../page/strings";

/** What normalising gives a set: of a constant one nothing, and in evaluation nothing that this batch need have. */
export function givenSaid({ kinds, moments }: ExplainColumnReport, analysis: AnalysisState, cell: CellQuery): string {
  const { mode, norm } = analysis;
  if (mode === "eval") {
    return `${t("In evaluation the running statistics normalise: the mean and sd of this batch need not become 0 and 1.")} ${shapeSaid(analysis)}`;
  }
  if (!Number.isFinite(fromNumeric(moments.xhat.mean)))
    return t("NaN or infinity is in {0}: nothing can be normalised by its mean and variance.", setName(analysis, cell));
  if (kinds.includes("constant")) return constantSaid(analysis);
  const given = isCentred({ norm })
    ? t("A mean of 0 and an sd of 1 (a little less, by ε) is all that normalising gives.")
    : t(
        "A mean square of 1 (a little less, by ε) is all that normalising gives: mean² + sd² of x̂. No mean is taken off.",
      );
  return `${given} ${shapeSaid(analysis)}`;
}

function constantSaid({ norm }: AnalysisState): string {
  if (norm === "batch") return t("Normalising moves a constant column to 0 and cannot give it an sd of 1.");
  return isCentred({ norm })
    ? t("Normalising moves a constant set to 0 and cannot give it an sd of 1.")
    : t("Normalising leaves a set of zeros as it is.");
}

/** How the shape of the distribution goes on. Where gamma is each element's own, out has another one. */
function shapeSaid({ norm }: AnalysisState): string {
  const gaussian = t("0 is the Gaussian’s. The backward pass asks for no Gaussian.");
  const kept =
    norm === "batch" || norm === "instance"
      ? t("Skewness and excess kurtosis stay as they are, and")
      : t("Skewness and excess kurtosis of x̂ are those of x, and γ and β, each element’s own, change those of out;");
  return `${kept} ${gaussian}`;
}

/** What is odd about a set, a sentence. */
export function kindSaid(kind: ExplainColumnReport["kinds"][number], analysis: AnalysisState, cell: CellQuery): string {
  const [name, title] = [setName(analysis, cell), setTitle(analysis, cell)];
  const hasMean = isCentred(analysis);
  switch (kind) {
    case "constant":
      return hasMean
        ? t("{0} is constant: there is nothing to normalise, and ε alone keeps r finite.", title)
        : t("{0} is all zeros: there is nothing to normalise, and ε alone keeps r finite.", title);
    case "outlier":
      return hasMean
        ? t("One value makes more than half of the variance of {0}: all others are small beside it.", name)
        : t("One value makes more than half of the mean square of {0}: all others are small beside it.", name);
    case "dead":
      return t("{0} is dead: the ReLU lets nothing of it through, and no gradient comes back.", title);
  }
}

/** Of many, so many are named. */
const NAMED = 12;

/** Which columns or sets of all are odd, a sentence for each kind. */
export function oddSaid({ odd }: ExplainColumnReport, { norm }: AnalysisState): (readonly [string, string])[] {
  if (!odd) return [];
  const isBatch = norm === "batch";
  const all = [
    ["constant", isBatch ? t("Constant columns: {0}.") : t("Constant sets: {0}."), odd.constant],
    ["outlier", isBatch ? t("Columns ruled by one value: {0}.") : t("Sets ruled by one value: {0}."), odd.outlier],
    ["dead", isBatch ? t("Dead columns: {0}.") : t("Dead sets: {0}."), odd.dead],
  ] as const;
  const there = all.filter(([, , places]) => places.length > 0);
  if (there.length > 0) return there.map(([kind, said, places]) => [kind, said.replace("{0}", named(places))]);
  const none = isBatch
    ? t("No column is constant, dead or ruled by one value.")
    : t("No set is constant, dead or ruled by one value.");
  return [["none", none]];
}

function named(places: readonly number[]): string {
  const shown = places.slice(0, NAMED).join(", ");
  return places.length > NAMED ? t("{0} and {1} more", shown, places.length - NAMED) : shown;
}
