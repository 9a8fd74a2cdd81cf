import { worstCells } from "../core/gradcheck/worst-cells";
import { overallSentence, overallVerdict } from "../core/overall";
import { indexText } from "../core/spelling";
import type { Candidate } from "../core/problem";
import type { CheckedTensor, Comparison, GradientName } from "../core/verdict";
import type { Outcome } from "./analyse";

const WORST = 5;

/** What --json prints cut to what decides: no tensors, the worst cells of yours, the mistakes by name. */
export function shortReport(outcome: Outcome): Record<string, unknown> {
  const { problem, check, comparison, notes } = outcome;
  const second = comparison?.second;
  return {
    verdict: overallVerdict(check, comparison),
    headline: overallSentence(check, comparison),
    norm: problem.norm,
    shape: [...problem.layout.shape],
    dtype: problem.dtype,
    eps: problem.eps,
    mode: problem.mode,
    doutSeed: problem.doutSeed ?? null,
    check: { verdict: check.verdict, reason: check.reason, coverage: check.coverage ?? null },
    ...(comparison && { comparison: compared(outcome, comparison, problem.candidate) }),
    ...(second && { comparison2: compared(outcome, second.comparison, problem.candidate2) }),
    notes: [...notes],
  };
}

function compared(outcome: Outcome, comparison: Comparison, given: Candidate | undefined): Record<string, unknown> {
  const { verdict, reason, tensors, fits, diagnoses } = comparison;
  return {
    verdict,
    reason,
    tensors: countsOf(tensors),
    worst: worstOf(outcome, tensors, given),
    fits: fits.map(({ set, sentence }) => ({ set, sentence })),
    diagnoses: diagnoses.map(({ id, tensor, title, text: said, written, correct, code }) => {
      return { id, tensor, title, text: said, written, correct, code };
    }),
  };
}

function countsOf(tensors: Readonly<Partial<Record<GradientName, CheckedTensor>>>): Record<string, unknown> {
  const counts = Object.entries(tensors).map(([name, { cells, agreeing, doubtful, wrong }]) => {
    return [name, { cells, agreeing, doubtful, wrong }] as const;
  });
  return Object.fromEntries(counts);
}

function worstOf(outcome: Outcome, tensors: Comparison["tensors"], given: Candidate | undefined): unknown[] {
  const { problem, gradients } = outcome;
  return worstCells(problem.layout, tensors, "is worst", WORST).map(({ tensor, index, offset }) => ({
    cell: tensor + indexText(index),
    given: text(given?.[tensor]?.values[offset]),
    expected: text(gradients[tensor][offset]),
  }));
}

/** JSON has no word for NaN and the infinities. */
function text(value: number | undefined): number | string | null {
  if (value === undefined) return null;
  return Number.isFinite(value) ? value : String(value);
}
