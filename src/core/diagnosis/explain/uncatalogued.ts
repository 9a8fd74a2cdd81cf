import { counted } from "../../spelling";
import { itemAt } from "../../item-at";
import type { Diagnosis, GradientName } from "../../verdict";
import type { CodeLines } from "../catalogue/contract/mistake";
import { DBETA, DGAMMA, DX, DX_IN_EVALUATION } from "../catalogue/formulas/right-formulas";
import type { Deviation } from "../evidence/deviating-cells";
import type { DxObservation } from "../evidence/dx-observation";
import type { VectorObservation } from "../evidence/vector-observation";
import { cellText, named, short } from "../wording";
import { finite, type Found } from "./diagnosis-text";
import type { WhereOff } from "./where-off";

/** Where single cells usually go wrong: not in a formula. */
const LOCAL_CODE: CodeLines = {
  numpy:
    "dx = grad_buffer; dx += update  # an in-place write into a shared array changes single cells; work on dx.copy()",
  pytorch: "grad_input[mask] = 0  # a later in-place write; clone() before writing, and check the index",
  typescript: "dx[row * D + column] = value; // a stray index: compare with (n * C + c) * HW + l",
};

/** Where to look when no known mistake fits: each side of the formula, term by term. */
export const UNKNOWN_CODE: Readonly<Record<GradientName, CodeLines>> = {
  dx: {
    numpy: "print(dx / (gamma * r)); print(dout - gbar, xhat * c)  # compare term by term",
    pytorch: "torch.testing.assert_close(grad_input / (weight * rstd), g - g.mean(0) - xhat * (g * xhat).mean(0))",
    typescript: "console.log(dx[i] / (gamma[k] * r[k]), dout[i] - gbar[k], xhat[i] * c[k]); // compare term by term",
  },
  dgamma: {
    numpy: "print(dgamma, np.sum(dout * xhat, axis=0))  # compare, and print xhat",
    pytorch: "torch.testing.assert_close(grad_weight, (grad_output * xhat).sum(0))",
    typescript: "console.log(dgamma[k], dout[i] * xhat[i]); // the sum of the second over the rows should be the first",
  },
  dbeta: {
    numpy: "print(dbeta, np.sum(dout, axis=0))  # compare",
    pytorch: "torch.testing.assert_close(grad_bias, grad_output.sum(0))",
    typescript: "console.log(dbeta[k], dout[i]); // the sum of the second over the rows should be the first",
  },
};
const UNKNOWN_IN_EVALUATION: CodeLines = {
  numpy: "print(dx / (gamma * r), dout)  # in evaluation both are the same",
  pytorch: "torch.testing.assert_close(grad_input, grad_output * weight * rstd)",
  typescript: "console.log(dx[i] / (gamma[k] * r[k]), dout[i]); // in evaluation both are the same",
};

const UNKNOWN = "no known mistake fits";

const CORRECT: Readonly<Record<GradientName, string>> = { dx: DX, dgamma: DGAMMA, dbeta: DBETA };

/**
 * A few cells that deviate from the correct gradient or, when `share` of the squared difference is given, from another
 * mistake that explains the rest.
 */
export function describeDeviatingCells(
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
    title: `${counted(count)} of ${all} cells ${count === 1 ? "is" : "are"} off`,
    text: `No formula is at fault in single cells: ${rest}, ${which}; ${cellText(tensor, itemAt(cells, 0))}.`,
    written: cells.map((cell) => `${named(tensor, cell.index)} = ${short(cell.given)}`).join(",  "),
    correct: cells.map((cell) => `${named(tensor, cell.index)} = ${short(cell.expected)}`).join(",  "),
    code: LOCAL_CODE,
    harmless: false,
    cells,
    ...(tensor === "dx" && !beside ? { signature: finite(signature) } : {}),
  };
}

/** "2 * dout - 0.5 * gbar"; what is 0 but for rounding is left out. */
export function sumOf(...terms: readonly (readonly [number, string])[]): string {
  const seen = terms.filter(([factor]) => Math.abs(factor) > 1e-9);
  const words = seen.map(([factor, name], i) => {
    const size = short(Math.abs(factor));
    const sign = factor < 0 ? "-" : "+";
    return `${i > 0 ? ` ${sign} ` : factor < 0 ? "-" : ""}${size === "1" ? "" : `${size} * `}${name}`;
  });
  return words.join("") || "0";
}

/** None of the catalogue: what the numbers themselves say, and `where` they are off. */
export function describeUnknown(
  found: Found,
  o: DxObservation,
  training: boolean,
  where: WhereOff | undefined,
): Diagnosis {
  const { a, b, k, residual } = finite(found.signature);
  const right = training ? CORRECT.dx : DX_IN_EVALUATION;
  const nearest = `gamma * r * ${training ? `(${sumOf([a, "dout"], [-b, "gbar"], [-k, "xhat * c"])})` : `${short(a)} * dout`}`;
  // A share below is of rounding.
  const rest = residual > 1e-6 ? `, and ${Number((100 * residual).toPrecision(2))} % of dx is of no such form` : "";
  const text =
    o.unusable > 0 && o.square === 0
      ? `${counted(o.unusable)} cells of dx are not finite, and the others are right: look for a division by 0 or an overflow.`
      : where
        ? `No known mistake fits dx: ${where.text} ${where.advice}`
        : `No known mistake fits dx: no row and no column is right. All columns together are nearest to ${nearest}${rest}. Compare it with ${right} term by term.`;
  return {
    id: "unknown",
    tensor: "dx",
    explains: 0,
    title: UNKNOWN,
    text,
    written: `dx = ${nearest} + residual`,
    correct: right,
    code: training ? UNKNOWN_CODE.dx : UNKNOWN_IN_EVALUATION,
    harmless: false,
    signature: { a, b, k, residual },
  };
}

export function describeUnknownVector(found: Found, o: VectorObservation, where: WhereOff | undefined): Diagnosis {
  const { tensor } = found;
  const { a, b, k, residual } = finite(found.signature);
  const bad = o.exact.length - o.usable.length;
  const text =
    bad === o.exact.length
      ? `Every cell of ${tensor} is not finite: look for a division by 0 or an overflow.`
      : where
        ? `No known mistake fits ${tensor}: ${where.text} ${where.advice}`
        : `No known mistake fits ${tensor}: no cell is right. Compare each with ${CORRECT[tensor].replace(`${tensor} = `, "")}.`;
  return {
    id: "unknown",
    tensor,
    explains: 0,
    title: UNKNOWN,
    text,
    written: `${tensor} = ${sumOf([a, "sum(dout * xhat)"], [b, "sum(dout)"])} + residual`,
    correct: CORRECT[tensor],
    code: UNKNOWN_CODE[tensor],
    harmless: false,
    signature: { a, b, k, residual },
  };
}
