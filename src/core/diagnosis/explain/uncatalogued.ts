import type { Diagnosis, GradientName } from "../../verdict";
import type { CodeLines } from "../catalogue/contract/mistake";
import { DBETA, DGAMMA, DX, DX_IN_EVALUATION } from "../catalogue/formulas/right-formulas";
import type { Deviation } from "../evidence/deviating-cells";
import type { DxObservation } from "../evidence/dx-observation";
import type { VectorObservation } from "../evidence/vector-observation";
import { cellText, counted, percent, short } from "../wording";
import { finite, type Found } from "./diagnosis-text";

/** Where single cells usually go wrong: not in a formula. */
const LOCAL_CODE: CodeLines = {
  numpy:
    "dx = grad_buffer; dx += update  # an in-place write into a shared array changes single cells; work on dx.copy()",
  pytorch: "grad_input[mask] = 0  # a later in-place write; clone() before writing, and check the index",
  typescript: "dx[row * D + column] = value; // a stray index: compare with (n * C + c) * HW + l",
};

/** Where to look when no known mistake fits. */
const UNKNOWN_CODE: CodeLines = {
  numpy: "print(dx / (gamma * r)); print(dout - gbar, xhat * c)  # compare term by term",
  pytorch: "torch.testing.assert_close(grad_input / (weight * rstd), g - g.mean(0) - xhat * (g * xhat).mean(0))",
  typescript: "console.log(dx[i] / (gamma[k] * r[k]), dout[i] - gbar[k], xhat[i] * c[k]); // compare term by term",
};

const CORRECT: Readonly<Record<GradientName, string>> = { dx: DX, dgamma: DGAMMA, dbeta: DBETA };

/**
 * A few cells that deviate from the correct gradient or, when `share` of the squared difference is given, from another
 * mistake that explains the rest.
 */
export function describeLocal(
  found: Found,
  { count, cells, where }: Deviation,
  size: number,
  share?: number,
): Diagnosis {
  const beside = share !== undefined;
  const { tensor, signature } = found;
  const right = counted(size - count);
  const all = counted(size);
  const rest = beside
    ? `that mistake explains ${right} of ${all} cells`
    : `${tensor} is right in ${right} of ${all} cells`;
  const which = `${counted(count)} ${count === 1 ? "deviates" : "deviate"}${where}`;
  return {
    id: "local",
    tensor,
    explains: share ?? 1,
    text: `No formula is at fault in single cells: ${rest}, ${which}; ${cellText(tensor, cells[0])}.`,
    written: cells.map((cell) => `${tensor}[${cell.index.join(",")}] = ${short(cell.given)}`).join(",  "),
    correct: cells.map((cell) => `${tensor}[${cell.index.join(",")}] = ${short(cell.expected)}`).join(",  "),
    code: LOCAL_CODE,
    harmless: false,
    cells,
    ...(tensor === "dx" && !beside ? { signature: finite(signature) } : {}),
  };
}

/** None of the catalogue: what the numbers themselves say. `explained` by a diagnosis before this one. */
export function describeUnknown(found: Found, o: DxObservation, training: boolean, explained = 0): Diagnosis {
  const { a, b, k, residual } = finite(found.signature);
  const numbers = `(a, b, k) = (${short(a)}, ${short(b)}, ${short(k)})`;
  const formula = training ? "gamma * r * (a * dout - b * gbar - k * xhat * c)" : "gamma * r * a * dout + ...";
  let text: string;
  if (o.unusable > 0 && o.square === 0) {
    text = `${counted(o.unusable)} cells of dx are not finite, and the others are right: look for a division by 0 or an overflow.`;
  } else if (explained > 0) {
    text = `Something more is wrong that no mistake of the catalogue explains: ${percent(1 - explained)} of the squared difference is left.`;
  } else {
    const outside = `${short(100 * residual)} % of dx lies outside of that form`;
    text = `No mistake of the catalogue fits. As ${formula} the columns together fit best with ${numbers}; ${outside}.`;
  }
  return {
    id: "unknown",
    tensor: "dx",
    explains: 0,
    text,
    written: `dx = gamma * r * (${short(a)} * dout - ${short(b)} * gbar - ${short(k)} * xhat * c) + residual`,
    correct: training ? CORRECT.dx : DX_IN_EVALUATION,
    code: UNKNOWN_CODE,
    harmless: false,
    signature: { a, b, k, residual },
  };
}

export function describeUnknownVector(found: Found, o: VectorObservation): Diagnosis {
  const { tensor } = found;
  const { a, b, k, residual } = finite(found.signature);
  const fit = `${short(a)} * sum(dout * xhat) + ${short(b)} * sum(dout)`;
  const bad = o.exact.length - o.usable.length;
  const text =
    bad === o.exact.length
      ? `Every cell of ${tensor} is not finite: look for a division by 0 or an overflow.`
      : `No mistake of the catalogue fits. The columns together fit best as ${fit}.`;
  return {
    id: "unknown",
    tensor,
    explains: 0,
    text,
    written: `${tensor} = ${fit} + residual`,
    correct: CORRECT[tensor],
    code: UNKNOWN_CODE,
    harmless: false,
    signature: { a, b, k, residual },
  };
}
