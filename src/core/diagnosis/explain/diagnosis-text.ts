import type { Diagnosis, GradientName } from "../../verdict";
import type { Signature } from "../evidence/signature";
import { percent, short } from "../wording";
import { isWhole, type Explanation } from "./explanation";

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
export function describeMistakes(
  { mistakes, left, leftByFirst, value, said }: Explanation,
  { tensor, square, signature }: Found,
  cells: number,
  confusable: readonly Explanation[],
  butForCells = false,
): Diagnosis[] {
  const share = butForCells || isWhole({ left }, cells) ? 1 : clamp(1 - left / square);
  const first = leftByFirst === undefined ? share : Math.min(share, clamp(1 - leftByFirst / square));
  return mistakes.map((mistake, i, { [1 - i]: other }) => {
    const notes: string[] = [];
    const hasValue = value !== undefined && mistake.parameter !== undefined;
    if (hasValue) notes.push(`The numbers fit ${value.name} = ${short(value.number)}.`);
    if (said !== undefined && i === 0) notes.push(said);
    if (other) notes.push(`It acts together with another mistake: ${other.title}.`);
    if (butForCells && i === 0) notes.push("It explains all but a few cells, which are named below.");
    if (share < 1 && i === 0) notes.push(`Explains ${percent(share)} of the squared difference.`);
    if (confusable.length > 0) notes.push(sameText(confusable.map((one) => one.mistakes[0].title)));
    return {
      id: mistake.id,
      tensor,
      title: mistake.title,
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

/** "On these numbers another mistake looks the same: dout not used." */
export function sameText(titles: readonly string[]): string {
  const others = titles.length === 1 ? "another mistake looks" : "other mistakes look";
  return `On these numbers ${others} the same: ${titles.join("; ")}.`;
}

/** A term that is nowhere to be seen is taken as right. */
export function finite({ a, b, k, residual }: Signature): Signature {
  const orRight = (value: number): number => (Number.isFinite(value) ? value : 1);
  return { a: orRight(a), b: orRight(b), k: orRight(k), residual: Number.isFinite(residual) ? residual : 1 };
}

export const clamp = (value: number): number => Math.min(1, Math.max(0, value));
