import type { Diagnosis, GradientName } from "../verdict";
import type { VectorObservation } from "./explain-affine";
import { isWhole, type Explanation } from "./explanation";
import type { Deviation } from "./local";
import type { Observation } from "./observation";
import type { Signature } from "./signature";
import {
  CORRECT,
  CORRECT_IN_EVALUATION,
  LOCAL_CODE,
  UNKNOWN_CODE,
  cellText,
  counted,
  listed,
  percent,
  short,
} from "./text";

/** What all diagnoses of one tensor share. */
export interface Found {
  readonly tensor: GradientName;
  readonly square: number; // squared difference in units of noise
  readonly signature: Signature;
}

/**
 * An explanation as the user reads it: one diagnosis for each of its mistakes. `butForCells`: a few cells deviate from
 * it, which another diagnosis names; outside of them it explains everything.
 */
export function describe(
  { mistakes, left, leftByFirst, value }: Explanation,
  { tensor, square, signature }: Found,
  cells: number,
  confusable: readonly Explanation[],
  butForCells = false,
): Diagnosis[] {
  const share = butForCells || isWhole({ left }, cells) ? 1 : clamp(1 - left / square);
  const first = leftByFirst === undefined ? share : Math.min(share, clamp(1 - leftByFirst / square));
  return mistakes.map((mistake, i) => {
    const notes: string[] = [];
    const hasValue = value !== undefined && mistake.free !== undefined;
    if (hasValue) notes.push(`The numbers fit ${value.name} = ${short(value.number)}.`);
    if (mistakes.length > 1) notes.push(`It acts together with ${mistakes[1 - i].id}.`);
    if (butForCells && i === 0) notes.push("It explains all but a few cells, which are named below.");
    if (share < 1 && i === 0) notes.push(`Explains ${percent(share)} of the squared difference.`);
    if (confusable.length > 0) {
      notes.push(`On these numbers ${listed(confusable.map((other) => other.mistakes[0].id))} looks the same.`);
    }
    return {
      id: mistake.id,
      tensor,
      explains: mistakes.length === 1 ? share : i === 0 ? first : share - first,
      text: [mistake.sentence, ...notes].join(" "),
      written: mistake.written,
      correct: mistake.correct,
      code: mistake.code,
      harmless: mistake.harmless ?? false,
      ...(tensor === "dx" ? { signature: finite(signature) } : {}),
    };
  });
}

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
export function describeUnknown(found: Found, o: Observation, training: boolean, explained = 0): Diagnosis {
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
    correct: training ? CORRECT.dx : CORRECT_IN_EVALUATION,
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

/** A term that is nowhere to be seen is taken as right. */
function finite({ a, b, k, residual }: Signature): Signature {
  const orRight = (value: number): number => (Number.isFinite(value) ? value : 1);
  return { a: orRight(a), b: orRight(b), k: orRight(k), residual: Number.isFinite(residual) ? residual : 1 };
}

export const clamp = (value: number): number => Math.min(1, Math.max(0, value));
