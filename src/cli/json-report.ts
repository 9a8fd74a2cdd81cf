import { UNCHECKED } from "../core/gradcheck/unchecked";
import { affineShapeOf } from "../core/layout";
import type { Problem } from "../core/problem";
import type { CheckedTensor, Comparison, GradientName } from "../core/verdict";
import { jsonNumber, jsonPieces } from "../input/write-json";
import { overallSentence } from "../core/overall";
import type { Outcome } from "./analyse";
import { jsonText as text } from "./json-text";

/**
 * The outcome as JSON, in pieces: { shape, eps, mode, ..., out, dx, dgamma, dbeta, check, comparison }. Numbers stand in
 * full precision, non-finite ones as "NaN", "Infinity" and "-Infinity"; tensors in the input's own shape. Of a sample
 * check.coverage tells how many cells of how many, and the errors of the others are null.
 */
export function* jsonReport(outcome: Outcome): Generator<string> {
  const { problem, gradients, check, comparison } = outcome;
  const { shape } = problem.layout;
  const affine = affineShapeOf(problem.layout);
  yield "{\n";
  yield* member("shape", text([...shape]));
  yield* member("dtype", text(problem.dtype));
  yield* member(
    "given",
    text(problem.kept ? { x: problem.kept.what, rstd: problem.kept.rstd } : { x: "x", rstd: null }),
  );
  yield* member("eps", jsonNumber(problem.eps));
  yield* member("mode", text(problem.mode));
  yield* member("norm", text(problem.norm));
  yield* member("axis", text(problem.normalizedAxes.length > 0 ? null : problem.layout.axis));
  yield* member("groups", text(problem.norm === "group" ? problem.groups : null));
  yield* member("axes", text(problem.normalizedAxes.length > 0 ? [...problem.normalizedAxes] : null));
  yield* member("gammaOffset", text(problem.gammaOffset));
  yield* member("variance", text(problem.variance));
  yield* member("epsPlacement", text(problem.epsPlacement));
  const usedMask = problem.mask ?? problem.setMask?.rows;
  yield* member("mask", text(usedMask ? [...usedMask] : null));
  yield* member("split", text(problem.split.length > 0 ? [...problem.split] : null));
  yield* member("activation", text(problem.activation));
  yield* member("slope", text(problem.activation === "leaky-relu" ? problem.slope : null));
  yield* member("tolerance", text(problem.tolerance ?? null));
  yield* member("doutSeed", text(problem.doutSeed ?? null));
  yield* member("precision", text(outcome.precision));
  yield* member("headline", text(overallSentence(check, comparison)));
  yield* member("engine", text(outcome.engine));
  yield* member("notes", text([...outcome.notes]));
  yield* member("reading", text(outcome.reading ?? null));
  yield* member("out", jsonPieces(gradients.out, shape, "  "));
  yield* member("dx", jsonPieces(gradients.dx, shape, "  "));
  yield* member("dgamma", jsonPieces(gradients.dgamma, affine, "  "));
  yield* member("dbeta", jsonPieces(gradients.dbeta, affine, "  "));
  yield '  "check": {\n';
  yield* member("verdict", text(check.verdict), "    ");
  yield* member("reason", text(check.reason), "    ");
  yield* member("method", text(check.method), "    ");
  yield* member("tolerance", jsonNumber(check.tolerance), "    ");
  yield* member("floor", jsonNumber(check.floor), "    ");
  yield* member("coverage", text(check.coverage ?? null), "    ");
  yield* member("millisecondsForAll", text(outcome.millisecondsForAll ?? null), "    ");
  yield* tensors(check.tensors, problem);
  yield comparison ? "  },\n" : "  }\n";
  if (comparison) yield* comparisonPieces("comparison", comparison, problem);
  if (comparison?.second) {
    yield ",\n";
    yield* comparisonPieces("comparison2", comparison.second.comparison, problem);
    yield `,\n  "between": ${text(comparison.second.between)}`;
  }
  yield comparison ? "\n}\n" : "}\n";
}

function* comparisonPieces(key: string, comparison: Comparison, problem: Problem): Generator<string> {
  yield `  ${text(key)}: {\n`;
  yield* member("verdict", text(comparison.verdict), "    ");
  yield* member("reason", text(comparison.reason), "    ");
  yield* member("reasonKind", text(comparison.why.kind), "    ");
  if (comparison.forward) yield* member("forward", text(comparison.forward), "    ");
  yield* member("tolerance", text(comparison.tolerance ?? null), "    ");
  yield* member("fits", text(comparison.fits.map(({ set, sentence }) => ({ set, sentence }))), "    ");
  yield* member("diagnoses", text([...comparison.diagnoses]), "    ");
  yield* member("places", text([...comparison.places]), "    ");
  yield* member("blind", text([...comparison.blind]), "    ");
  yield* tensors(comparison.tensors, problem);
  yield "  }";
}

function* tensors(
  checked: Readonly<Partial<Record<GradientName, CheckedTensor>>>,
  problem: Problem,
): Generator<string> {
  yield '    "tensors": {';
  let first = true;
  for (const name of ["dx", "dgamma", "dbeta"] as const) {
    const tensor = checked[name];
    if (!tensor) continue;
    yield `${first ? "" : ","}\n      ${text(name)}: {\n`;
    first = false;
    const { cells, agreeing, doubtful, wrong, doubts, maxRelativeError, worst, error } = tensor;
    const counts = { cells, agreeing, doubtful, wrong, ...(doubts && { doubts }) };
    const indent = "        ";
    yield* member("maxRelativeError", jsonNumber(maxRelativeError), indent);
    yield* member("worst", text([...worst]), indent);
    for (const [key, count] of Object.entries(counts)) yield* member(key, text(count), indent);
    yield `${indent}"error": `;
    yield* jsonPieces(error, name === "dx" ? problem.layout.shape : affineShapeOf(problem.layout), indent, errorNumber);
    yield "\n      }";
  }
  yield "\n    }\n";
}

/** An error as JSON: null where a sample has left the cell out. */
function errorNumber(error: number): string {
  return error === UNCHECKED ? "null" : jsonNumber(error);
}

function* member(key: string, value: string | Iterable<string>, indent = "  "): Generator<string> {
  yield `${indent}${text(key)}: `;
  if (typeof value === "string") yield value;
  else yield* value;
  yield ",\n";
}
