import { worstCells } from "../core/gradcheck/worst-cells";
import { headlineOf, headlineText } from "../core/headline";
import type { CheckedTensor, GradientName } from "../core/verdict";
import { overallVerdict, type Outcome } from "./analyse";

const WORST = 5;

/** What --json prints cut to what decides: no tensors, the worst cells of yours, the mistakes by name. */
export function shortReport(outcome: Outcome): Record<string, unknown> {
  const { problem, check, comparison, notes } = outcome;
  return {
    verdict: overallVerdict(outcome),
    headline: headlineText(headlineOf(check, comparison)),
    norm: problem.norm,
    shape: [...problem.layout.shape],
    dtype: problem.dtype,
    eps: problem.eps,
    mode: problem.mode,
    doutSeed: problem.doutSeed ?? null,
    check: { verdict: check.verdict, reason: check.reason, coverage: check.coverage ?? null },
    ...(comparison && {
      comparison: {
        verdict: comparison.verdict,
        reason: comparison.reason,
        tensors: countsOf(comparison.tensors),
        worst: worstOf(outcome, comparison.tensors),
        fits: comparison.fits.map(({ set, sentence }) => ({ set, sentence })),
        diagnoses: comparison.diagnoses.map(({ id, tensor, title, text, written, correct, code }) => {
          return { id, tensor, title, text, written, correct, code };
        }),
      },
    }),
    notes: [...notes],
  };
}

function countsOf(tensors: Readonly<Partial<Record<GradientName, CheckedTensor>>>): Record<string, unknown> {
  const counts = Object.entries(tensors).map(([name, { cells, agreeing, doubtful, wrong }]) => {
    return [name, { cells, agreeing, doubtful, wrong }] as const;
  });
  return Object.fromEntries(counts);
}

function worstOf(outcome: Outcome, tensors: Readonly<Partial<Record<GradientName, CheckedTensor>>>): unknown[] {
  const { problem, gradients } = outcome;
  return worstCells(problem.layout, tensors, "is worst", WORST).map(({ tensor, index, offset }) => ({
    cell: `${tensor}[${index.join(",")}]`,
    given: text(problem.candidate?.[tensor]?.values[offset]),
    expected: text(gradients[tensor][offset]),
  }));
}

/** JSON has no word for NaN and the infinities. */
function text(value: number | undefined): number | string | null {
  if (value === undefined) return null;
  return Number.isFinite(value) ? value : String(value);
}
