import type { Check, CheckedTensor, Diagnosis } from "../../core/verdict";
import type { CheckState, DiagnosisState, FoundState, TensorVerdict } from "../../protocol/analysis-state";
import type { Engine } from "../engine/engine";
import { toNumeric } from "../../protocol/json-number";

/** A finished check as the page shows it. */
export function checkState(check: Check, milliseconds: number, engine: Engine): CheckState {
  return { status: "done", ...foundState(check, engine), milliseconds };
}

/** What a check says of the cells that it has looked at, as the page shows it. */
export function foundState(check: Check, { label }: Engine): FoundState {
  const { verdict, reason, words, method, tolerance, floor, tensors } = check;
  const { dx, dgamma, dbeta } = tensors;
  return {
    verdict,
    reason,
    words,
    method: `${method}; ${label}.`,
    tolerance,
    floor,
    tensors: { dx: tensorVerdict(dx), dgamma: tensorVerdict(dgamma), dbeta: tensorVerdict(dbeta) },
  };
}

/** A diagnosis as the page shows it. */
export function diagnosisState(diagnosis: Diagnosis): DiagnosisState {
  const { cells, signature, ...rest } = diagnosis;
  return {
    ...rest,
    ...(cells && {
      cells: cells.map(({ index, given, expected }) => ({
        index,
        given: toNumeric(given),
        expected: toNumeric(expected),
      })),
    }),
    ...(signature && {
      signature: {
        a: toNumeric(signature.a),
        b: toNumeric(signature.b),
        k: toNumeric(signature.k),
        residual: toNumeric(signature.residual),
      },
    }),
  };
}

export function tensorVerdict(checked: CheckedTensor): TensorVerdict {
  const { cells, agreeing, doubtful, wrong, worst } = checked;
  const wrongFrom = leastWrong(checked);
  return {
    cells,
    agreeing,
    doubtful,
    wrong,
    maxRelativeError: toNumeric(checked.maxRelativeError),
    worst,
    ...(wrongFrom < Infinity && { wrongFrom }),
  };
}

/** Infinity where no wrong cell has an error that is a number. */
function leastWrong({ error, wrongCells }: CheckedTensor): number {
  let least = Infinity;
  wrongCells?.forEach((isWrong, k) => {
    const one = Number(error[k]);
    if (isWrong === 1 && one < least) least = one;
  });
  return least;
}
