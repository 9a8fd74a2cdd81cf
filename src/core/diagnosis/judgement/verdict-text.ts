import { counted } from "../../spelling";
import { worstTensorFirst } from "../../worst-first";
import { itemAt } from "../../item-at";
import type { Diagnosis, GradientName } from "../../verdict";
import type { Agreement } from "../evidence/cell-agreement";
import type { GivenPrecision } from "../evidence/given-precision";
import { shortest } from "../../tolerance";
import { listed, named, short, unlike } from "../wording";

/** A tensor of the candidate, held against the exact one. */
export interface JudgedTensor {
  readonly name: GradientName;
  readonly agreement: Agreement;
  readonly precision: GivenPrecision;
}

/** "the worst is dx[3,1], given 0.5, expected 0.25": in as many digits as it takes to tell the two apart. */
export function worstText(agreements: readonly JudgedTensor[]): string {
  const worst = itemAt(ranked(agreements), 0);
  const { checked, worst: values } = worst.agreement;
  const [given, expected] = unlike(values.given, values.expected);
  return `the worst is ${named(worst.name, checked.worst)}, given ${given}, expected ${expected}`;
}

export function ranked(agreements: readonly JudgedTensor[]): JudgedTensor[] {
  return [...agreements].sort((one, other) => worstTensorFirst(one.agreement.checked, other.agreement.checked));
}

/** `alike`: diagnoses that look the same here as one that is named. */
export function wrongText(
  agreements: readonly JudgedTensor[],
  diagnoses: readonly Diagnosis[],
  alike: readonly string[] = [],
): string {
  const named = diagnoses.filter(({ id }) => id !== "unknown" && !alike.includes(id));
  const titles = [...new Set(named.map(({ title }) => title))].slice(0, 2);
  const same = diagnoses.find(({ id }) => alike.includes(id));
  const or = same ? `, or ${same.title}, which looks the same here` : "";
  const because = titles.length > 0 ? ` (${titles.join("; ")}${or})` : "";
  const any = agreements.some(({ agreement }) => agreement.checked.wrong > 0);
  const cells = any ? cellsOf(agreements, "wrong", "disagree") : cellsOf(agreements, "doubtful", "are off");
  return `wrong: ${cells}${because}; ${worstText(agreements)}`;
}

export function doubtfulText(agreements: readonly JudgedTensor[], diagnoses: readonly Diagnosis[]): string {
  const cells = cellsOf(agreements, "doubtful", "are off");
  const isTolerant = agreements.some(({ precision }) => precision.tolerance !== undefined);
  const [first] = diagnoses;
  const suspicion = first ? ` ("${first.title}" would explain most of it)` : "";
  const careful = isTolerant ? "" : " by more than careful arithmetic is";
  return `doubtful: ${cells}${careful}, but by no more than careless arithmetic can be${suspicion}; ${worstText(agreements)}`;
}

export function correctText(agreements: readonly JudgedTensor[]): string {
  const worst = itemAt(ranked(agreements), 0);
  const { checked } = worst.agreement;
  const cells = `correct: ${cellsOf(agreements, "agreeing", "agree")}`;
  // Of numbers that were cut off the error is that of the cut.
  if (agreements.some(({ precision }) => precision.printed)) return cells;
  return `${cells}, largest relative error ${short(checked.maxRelativeError)} at ${named(worst.name, checked.worst)}`;
}

/** " within the tolerance of 1e-3 you set". */
export function toleranceWords(tolerance: number, how: "within" | "by more than"): string {
  return ` ${how} the tolerance of ${shortest(tolerance)} you set`;
}

/** "12 of 32 cells of dx and 1 of 4 cells of dgamma disagree as float32"; how they are held said once if it is the same. */
function cellsOf(agreements: readonly JudgedTensor[], state: "wrong" | "doubtful" | "agreeing", verb: string): string {
  const told = agreements.filter(({ agreement }) => agreement.checked[state] > 0 || state === "agreeing");
  const wordsOf = ({ precision: { words, tolerance } }: JudgedTensor): string =>
    words +
    (tolerance === undefined ? "" : toleranceWords(tolerance, state === "agreeing" ? "within" : "by more than"));
  const words = new Set(told.map(wordsOf));
  const cells = told.map((judged) => {
    const { checked } = judged.agreement;
    const share = `${counted(checked[state])} of ${counted(checked.cells)} cells of ${judged.name}`;
    return words.size === 1 ? share : share + wordsOf(judged);
  });
  return `${listed(cells)} ${verb}${words.size === 1 ? [...words][0] : ""}`;
}
