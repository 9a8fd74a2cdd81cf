import { notes } from "../../core/notes";
import { partDrift } from "../../core/batchnorm/part-drift";
import type { BlindSpot, Fit } from "../../core/verdict";
import {
  toNumeric,
  type AnalysisState,
  type CheckState,
  type ComparisonState,
  type FitState,
  type ParameterName,
  type TensorSummary,
} from "../../protocol";
import type { Analysis } from "../analysis/analysis";
import { diagnosisState, tensorVerdict } from "../analysis/check-run";
import type { SettledInput } from "../settings/settle";

/** An analysis as the page shows it, as far as it has come. */
export function analysisState(
  generation: number,
  analysis: Analysis,
  settled: SettledInput,
  check: CheckState | null,
  blind: readonly BlindSpot[],
): AnalysisState {
  const { problem, gradients } = analysis;
  const { layout } = problem;
  const summaries = analysis.allSummaries();
  const { x, dout } = summaries;
  const known = { xIsFinite: x !== undefined && isFinite(x), doutIsFinite: dout !== undefined && isFinite(dout) };
  return {
    generation,
    shape: layout.shape,
    rows: layout.rows,
    columns: layout.channels,
    dtype: problem.dtype,
    eps: problem.eps,
    mode: problem.mode,
    activation: problem.activation,
    doutSeed: problem.doutSeed ?? null,
    precision: analysis.precision,
    parameters: settled.parameters,
    summaries,
    notes: [...notes(problem, known), ...settled.notes],
    check,
    comparison: comparisonState(analysis, settled.candidateTitle),
    blind,
    parts: problem.parts,
    partDrift: partDrift(problem, gradients).map(({ name, mean, variance }) => {
      return { name, mean: toNumeric(mean), variance: toNumeric(variance) };
    }),
  };
}

const BOXES: readonly ParameterName[] = ["gamma", "eps", "dout", "mode", "activation"];

function fitState(fit: Fit): FitState {
  const words = Object.entries(fit.set).map(([key, value]) => ({
    name: BOXES.find((box) => box === key),
    text: typeof value === "object" ? value.join(", ") : String(value),
  }));
  // A dout of out or x is no text for a box.
  const fitting = words.flatMap(({ name, text }) =>
    name && !(name === "dout" && Number.isNaN(Number(text))) && text !== "leaky_relu" ? [{ name, text }] : [],
  );
  return { ...fit, words: fitting.length === words.length ? fitting : null };
}

function comparisonState({ comparison }: Analysis, title: string): ComparisonState | null {
  if (!comparison) return null;
  const tensors = Object.entries(comparison.tensors).map(([name, tensor]) => [name, tensorVerdict(tensor)] as const);
  return {
    title,
    verdict: comparison.verdict,
    reason: comparison.reason,
    tensors: Object.fromEntries(tensors),
    fits: comparison.fits.map(fitState),
    diagnoses: comparison.diagnoses.map(diagnosisState),
    blind: comparison.blind,
  };
}

function isFinite({ rows, columns, finite }: TensorSummary): boolean {
  return finite === rows * columns;
}
