import { notes } from "../../core/odd-columns";
import { partDrift } from "../../core/batchnorm/part-drift";
import { blindThatMatters } from "../../core/diagnosis";
import type { Comparison } from "../../core/verdict";
import type { AnalysisState, BetweenState, CheckState, ComparisonState } from "../../protocol/analysis-state";
import { describeLayer } from "../../core/normalization-layer";
import { columnAxesOf, setBlock } from "../../core/shown-matrix";
import { toNumeric } from "../../protocol/json-number";
import type { TensorSummary } from "../../protocol/picture";
import type { Analysis } from "../analysis/analysis";
import { diagnosisState, tensorVerdict } from "../analysis/check-state";
import { canBeTaken } from "../settings/take-fit";
import type { SettledInput } from "../settings/settle";

/** An analysis as the page shows it, as far as it has come. */
export function analysisState(
  generation: number,
  analysis: Analysis,
  settled: SettledInput,
  check: CheckState | null,
): AnalysisState {
  const { problem, gradients } = analysis;
  const { layout } = problem;
  const summaries = analysis.allSummaries();
  const { x, dout } = summaries;
  const known = { xIsFinite: x !== undefined && isFinite(x), doutIsFinite: dout !== undefined && isFinite(dout) };
  return {
    generation,
    shape: layout.shape,
    norm: problem.norm,
    layer: describeLayer(problem),
    rows: analysis.shown.rows,
    columns: analysis.shown.channels,
    columnAxes: columnAxesOf(problem),
    setBlock: setBlock(problem),
    dtype: problem.dtype,
    kept: problem.kept ? { what: problem.kept.what, rstd: problem.kept.rstd } : null,
    eps: problem.eps,
    mode: problem.mode,
    axis: layout.axis,
    sourceLayer: settled.sourceLayer,
    variance: problem.variance,
    epsPlacement: problem.epsPlacement,
    activation: problem.activation,
    doutSeed: problem.doutSeed ?? null,
    precision: analysis.precision,
    parameters: withToldEps(settled.parameters, analysis),
    summaries,
    notes: [...notes(problem, known), ...settled.notes],
    alternatives: settled.input.reading?.alternatives ?? [],
    check,
    comparison: analysis.comparison ? bothStates(analysis.comparison, settled) : null,
    parts: problem.parts,
    partDrift: partDrift(problem, gradients).map(({ name, mean, variance }) => {
      return { name, mean: toNumeric(mean), variance: toNumeric(variance) };
    }),
  };
}

/** eps follows from what was kept of x, where nobody has said it. */
function withToldEps(parameters: AnalysisState["parameters"], { problem }: Analysis): AnalysisState["parameters"] {
  if (!problem.kept || parameters.eps.from !== "default") return parameters;
  return { ...parameters, eps: { ...parameters.eps, from: "given", text: String(problem.eps) } };
}

function bothStates(
  comparison: Comparison,
  { candidateTitle, candidate2Title }: Pick<SettledInput, "candidateTitle" | "candidate2Title">,
): ComparisonState {
  const first = comparisonState(comparison, candidateTitle);
  const { second } = comparison;
  if (!second) return first;
  const between = Object.entries(second.between).map(([name, one]) => [
    name,
    { ...one, maxDifference: toNumeric(one.maxDifference), ulp: toNumeric(one.ulp) },
  ]);
  const state = comparisonState(second.comparison, candidate2Title);
  return { ...first, second: { comparison: state, between: Object.fromEntries(between) as BetweenState } };
}

function comparisonState(comparison: Comparison, title: string): Omit<ComparisonState, "second"> {
  const tensors = Object.entries(comparison.tensors).map(([name, tensor]) => [name, tensorVerdict(tensor)] as const);
  return {
    title,
    verdict: comparison.verdict,
    reason: comparison.reason,
    why: comparison.why,
    ...(comparison.forward && { forward: comparison.forward }),
    ...(comparison.tolerance !== undefined && { tolerance: comparison.tolerance }),
    tensors: Object.fromEntries(tensors),
    fits: comparison.fits.filter(canBeTaken),
    diagnoses: comparison.diagnoses.map(diagnosisState),
    places: comparison.places,
    blind: blindThatMatters(comparison),
  };
}

function isFinite({ rows, columns, finite }: TensorSummary): boolean {
  return finite === rows * columns;
}
