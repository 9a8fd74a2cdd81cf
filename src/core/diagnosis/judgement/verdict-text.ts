import { aside, because, wordsText, type Reason, type Words } from "../../reason";
import { counted } from "../../spelling";
import { worstTensorFirst } from "../../worst-first";
import { itemAt } from "../../item-at";
import type { Diagnosis, GradientName, Verdict } from "../../verdict";
import type { Agreement } from "../evidence/cell-agreement";
import type { GivenPrecision, PrintedInputs } from "../evidence/given-precision";
import { shortest } from "../../tolerance";
import { listed, named, short, unlike } from "../wording";

/** A tensor of the candidate, held against the exact one. */
export interface JudgedTensor {
  readonly name: GradientName;
  readonly agreement: Agreement;
  readonly precision: GivenPrecision;
}

/** "wrong: 12 of 32 cells of dx disagree". */
export function reasonText(verdict: Verdict, { kind, words }: Reason): string {
  return kind === "nothing" ? wordsText(words) : `${verdict}: ${wordsText(words)}`;
}

/** "; the worst is dx[3, 1], given 0.5, expected 0.25": in as many digits as it takes to tell the two apart. */
export function worstWords(agreements: readonly JudgedTensor[]): Words[] {
  const worst = itemAt(ranked(agreements), 0);
  const { given: wasGiven, expected: wasExpected } = worst.agreement.worst;
  const [given, expected] = unlike(wasGiven, wasExpected);
  const words = [{ text: "; the worst is " }, cellWords(worst), { text: `, given ${given}, expected ${expected}` }];
  return words.map((one) => ({ ...one, role: "worst" }));
}

function cellWords({ name, agreement }: JudgedTensor): Words {
  const { worst } = agreement.checked;
  return { text: named(name, worst), cell: { tensor: name, index: worst } };
}

export function ranked(agreements: readonly JudgedTensor[]): JudgedTensor[] {
  return [...agreements].sort((one, other) => worstTensorFirst(one.agreement.checked, other.agreement.checked));
}

/** `alike`: diagnoses that look the same here as one that is named. */
export function wrongReason(
  agreements: readonly JudgedTensor[],
  diagnoses: readonly Diagnosis[],
  alike: readonly string[] = [],
): Reason {
  const found = diagnoses.filter(({ id }) => id !== "unknown" && !alike.includes(id));
  const titles = [...new Set(found.map(({ title }) => title))].slice(0, 2);
  const same = diagnoses.find(({ id }) => alike.includes(id));
  const or = same ? `, or ${same.title}, which looks the same here` : "";
  const causes = titles.length > 0 ? ` (${titles.join("; ")}${or})` : "";
  const any = agreements.some(({ agreement }) => agreement.checked.wrong > 0);
  const cells = any ? cellsOf(agreements, "wrong", "disagree") : cellsOf(agreements, "doubtful", "are off");
  const off = tensorsOf(agreements, any ? "wrong" : "doubtful");
  return because("disagree", off, cells + causes, ...worstWords(agreements));
}

export function doubtfulReason(agreements: readonly JudgedTensor[], diagnoses: readonly Diagnosis[]): Reason {
  const cells = cellsOf(agreements, "doubtful", "are off");
  const isTolerant = agreements.some(({ precision }) => precision.tolerance !== undefined);
  const [first] = diagnoses;
  const suspicion = aside(first ? ` ("${first.title}" would explain most of it)` : "");
  const careful = isTolerant ? "" : " by more than careful arithmetic is";
  const byDigits = agreements.every(({ agreement }) => agreement.checked.doubtful === 0 || agreement.byDigits);
  const off = byDigits
    ? `${cells}, but by no more than the few digits that are given leave out`
    : `${cells}${careful}, but by no more than careless arithmetic can be`;
  return because("careless", tensorsOf(agreements, "doubtful"), off, suspicion, ...worstWords(agreements));
}

export function correctReason(agreements: readonly JudgedTensor[]): Reason {
  const worst = itemAt(ranked(agreements), 0);
  const { maxRelativeError } = worst.agreement.checked;
  // Of numbers that were cut off the error is that of the cut.
  const isCut = agreements.some(({ precision }) => precision.printed);
  const figure = (one: Words): Words => ({ ...one, role: "figure" });
  const error = [{ text: `, largest relative error ${short(maxRelativeError)} at ` }, cellWords(worst)].map(figure);
  const cells = cellsOf(agreements, "agreeing", "agree");
  const reason = because("agree", tensorsOf(agreements, "agreeing"), cells, ...(isCut ? [] : error));
  const held = heldAlike(agreements);
  return held === "" ? reason : { ...reason, held };
}

/** "as float32 within the tolerance of 1e-3 you set", "to the 4 decimals given"; empty where there is no one way, or as doubles. */
function heldAlike(agreements: readonly JudgedTensor[]): string {
  const ways = new Set(agreements.map((judged) => heldWords(judged, "agreeing").trim()));
  const isPlain = agreements.some(({ precision }) => precision.words === "");
  return ways.size === 1 && !isPlain ? [...ways].join("") : "";
}

function tensorsOf(agreements: readonly JudgedTensor[], state: "wrong" | "doubtful" | "agreeing"): GradientName[] {
  return agreements.flatMap(({ name, agreement }) =>
    agreement.checked[state] > 0 || state === "agreeing" ? [name] : [],
  );
}

/** " within the tolerance of 1e-3 you set". */
export function toleranceWords(tolerance: number, how: "within" | "by more than"): string {
  return ` ${how} the tolerance of ${shortest(tolerance)} you set`;
}

/** "12 of 32 cells of dx and 1 of 4 cells of dgamma disagree as float32"; how they are held said once if it is the same. */
function cellsOf(agreements: readonly JudgedTensor[], state: "wrong" | "doubtful" | "agreeing", verb: string): string {
  const told = agreements.filter(({ agreement }) => agreement.checked[state] > 0 || state === "agreeing");
  const words = new Set(told.map((judged) => heldWords(judged, state)));
  const cells = told.map((judged) => {
    const { checked } = judged.agreement;
    const share = `${counted(checked[state])} of ${counted(checked.cells)} cells of ${judged.name}`;
    return words.size === 1 ? share : share + heldWords(judged, state);
  });
  return `${listed(cells)} ${verb}${words.size === 1 ? [...words][0] : ""}`;
}

/** How the cells of a tensor were held against the exact ones: " as float32", " to the 4 decimals given". */
export function heldWords({ agreement, precision }: JudgedTensor, state: "wrong" | "doubtful" | "agreeing"): string {
  const { words, tolerance, inputs } = precision;
  if (tolerance !== undefined)
    return words + toleranceWords(tolerance, state === "agreeing" ? "within" : "by more than");
  if (!agreement.byInputs || !inputs) return words;
  // Not to their own decimals: to what the inputs leave of them.
  const printed = printedAmong(inputs);
  const keys = listed(printed.map(({ key }) => key));
  const tell = printed.length === 1 ? "tells" : "tell";
  if (state === "agreeing") return ` as closely as ${keys}, given to ${decimalsOf(printed)}, ${tell}`;
  return state === "wrong" ? ` by more than ${keys} lost in print` : "";
}

interface PrintedInput {
  readonly key: string;
  readonly decimals: number;
}

/** The inputs that lost digits in print. */
export function printedAmong(inputs: PrintedInputs): PrintedInput[] {
  return (["x", "dout", "gamma", "beta"] as const).flatMap((key) => {
    const digits = inputs[key];
    return digits ? [{ key, decimals: digits.decimals }] : [];
  });
}

/** "4 decimals", "1 decimal": the most that one of them has. */
export function decimalsOf(printed: readonly PrintedInput[]): string {
  const most = Math.max(...printed.map(({ decimals }) => decimals));
  return `${most} decimal${most === 1 ? "" : "s"}`;
}
