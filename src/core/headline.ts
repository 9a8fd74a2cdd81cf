import { capital, counted } from "./spelling";
import { listed } from "./diagnosis/wording";
import type { BlindSpot, CheckedTensor, Comparison, Diagnosis, Fit, GradientName, Verdict } from "./verdict";

/** The sentence that panel, report and terminal begin with: what it comes to, and in few words why. */
export interface Headline {
  readonly verdict: Verdict;
  readonly claim: string; // "Your dx is wrong"
  readonly details: string; // "gamma left out. dgamma and dbeta are right."; may be empty
}

type Counted = Pick<CheckedTensor, "cells" | "agreeing" | "doubtful" | "wrong">;

/** What it takes of a comparison: the state that the page has does as well as the core's own. */
interface Compared extends Pick<Comparison, "verdict" | "reason" | "blind"> {
  readonly tensors: Readonly<Partial<Record<GradientName, Counted>>>;
  readonly fits: readonly Pick<Fit, "sentence">[];
  readonly diagnoses: readonly Pick<Diagnosis, "tensor" | "title" | "harmless">[];
}

const NAMES: readonly GradientName[] = ["dx", "dgamma", "dbeta"];

/** What is to be said of the user's own gradients. */
export function candidateHeadline(compared: Compared): Headline {
  const { verdict, reason, tensors, fits, blind } = compared;
  const names = NAMES.filter((name) => tensors[name]);
  const why = bareReason(reason, verdict);
  if (names.length === 0) return { verdict, claim: "No dx, dgamma or dbeta to compare", details: "" };
  if (verdict === "wrong") return wrong(compared, names);
  const [fit] = fits;
  if (verdict === "doubtful" && fit) {
    const [right = "", ...open] = withoutAsides(fit.sentence.replace(/\.$/, "")).split("; ");
    return { verdict, claim: `Your ${right}`, details: `${open.join("; ")}. Use that?` };
  }
  const unseen = agreesEverywhere(tensors) ? blindSentence(blind) : "";
  if (verdict === "correct") {
    return { verdict, claim: `Your ${areAll(names, "right")}`, details: rightText(tensors, why, unseen) };
  }
  // Of too few digits the reason itself tells more.
  if (unseen !== "" && why.includes(BLIND)) {
    const agree = names.length === 1 ? "agrees" : "agree";
    return { verdict, claim: `Your ${listed(names)} ${agree}, which proves little`, details: `${unseen}.` };
  }
  const off = named(tensors, "doubtful");
  return {
    verdict,
    claim: `Your ${areAll(off.length > 0 ? off : names, "doubtful")}`,
    details: `${withoutAsides(why)}.`,
  };
}

/** What the reason of a comparison says where the inputs hide mistakes (judgement/agreeing.ts). */
const BLIND = "is blind";

/** What is to be said where there is nothing but the reference: how much of it was verified. */
export function referenceHeadline(check: { readonly verdict: Verdict; readonly reason: string }): Headline {
  const { verdict, reason } = check;
  const claims = { correct: "verified", doubtful: "not fully verified", wrong: "wrong" } as const;
  return { verdict, claim: `Reference gradients ${claims[verdict]}`, details: bareReason(reason, verdict) };
}

/** The check of the reference beside what is said of the user's own gradients. */
export function referenceBeside(verdict: Verdict): string {
  if (verdict === "correct") return "reference verified numerically";
  return verdict === "wrong" ? "the check of the reference failed" : "reference not fully verified";
}

/** What follows the claim: ": gamma left out. dgamma and dbeta are right.", or nothing. */
export function afterClaim({ details }: Headline): string {
  return details === "" ? "" : `: ${details}`;
}

/** The whole as a text. */
export function headlineText(headline: Headline): string {
  return headline.claim + afterClaim(headline);
}

/** The sentence that everything begins with: of the user's gradients where there are some. */
export function headlineOf(
  check: { readonly verdict: Verdict; readonly reason: string },
  comparison: Compared | undefined,
): Headline {
  return comparison ? candidateHeadline(comparison) : referenceHeadline(check);
}

/** "With gamma = 1 and beta = 0, 21 mistakes look right"; "" where these very inputs hide none. */
export function blindSentence(blind: readonly BlindSpot[]): string {
  const spot = blind.find(({ ids }) => ids.includes("correct"));
  if (!spot) return "";
  const count = spot.ids.length - 1;
  const look = count === 1 ? "1 mistake looks right" : `${count} mistakes look right`;
  const [, because = ""] = /, because (.*)\.$/.exec(spot.text) ?? [];
  if (because === "") return `With these inputs, ${look}`;
  const values = because.replace(/\b(gamma|beta) is (-?\d+(?: or -?\d+)?) in every column/g, "$1 = $2");
  return `${/\b(?:is|are|has|have)\b/.test(values) ? "Because" : "With"} ${values}, ${look}`;
}

/** What was tried before a mistake was named: "no gamma makes dx right; ...". The count of cells that stands for all is none. */
export function triedFirst({ verdict, reason, diagnoses }: Compared): string {
  if (verdict !== "wrong" || diagnoses.length === 0 || /^wrong: [\d,]+ of /.test(reason)) return "";
  const text = bareReason(reason, verdict);
  return `${capital(text)}.`;
}

/** The reason without the verdict's word in front. */
export function bareReason(reason: string, verdict: Verdict): string {
  return reason.replace(new RegExp(`^${verdict}\\s*[:,]?\\s*`, "i"), "");
}

/** "56 of 56 cells as float32, largest relative error 1.2e-7 at dx[3,1]"; what the inputs hide in place of the error. */
function rightText(tensors: Compared["tensors"], why: string, unseen: string): string {
  const all = Object.values(tensors);
  const sum = (key: "cells" | "agreeing"): string => counted(all.reduce((total, tensor) => total + tensor[key], 0));
  const [, as = ""] = / agree( as [^,;]+)/.exec(why) ?? [];
  const cells = `${sum("agreeing")} of ${sum("cells")} cells${as}`;
  if (unseen !== "") return listedSentences(cells, unseen);
  const [, error, at] = /, largest relative error (\S+) at (\w+\[[\d,]+\])/.exec(why) ?? [];
  const isFigure = error !== undefined && at !== undefined && Number(error) > 0;
  return isFigure ? `${cells}, largest relative error ${Number(error).toExponential(1)} at ${at}` : cells;
}

function wrong({ reason, tensors, diagnoses, fits }: Compared, names: readonly GradientName[]): Headline {
  const sure = named(tensors, "wrong");
  const off = sure.length > 0 ? sure : named(tensors, "doubtful");
  const bad = off.length > 0 ? off : names;
  const claim = `Your ${areAll(bad, "wrong")}`;
  const mistakes = diagnoses.filter(({ harmless }) => !harmless);
  const why = fits.length > 0 || mistakes.length === 0 ? bareReason(reason, "wrong") : mistakesText(mistakes, bad);
  const doubtful = named(tensors, "doubtful").filter((name) => !bad.includes(name));
  const right = names.filter((name) => !bad.includes(name) && !doubtful.includes(name));
  const others = [
    ...(doubtful.length > 0 ? [`${areAll(doubtful, "doubtful")}`] : []),
    ...(right.length > 0 ? [`${areAll(right, "right")}`] : []),
  ];
  return { verdict: "wrong", claim, details: listedSentences(why, others.join("; ")) };
}

/** "dx: variance path left out; dbeta: mean for sum": no name where one is behind all that is wrong. */
function mistakesText(mistakes: Compared["diagnoses"], bad: readonly GradientName[]): string {
  const told = NAMES.filter((name) => mistakes.some(({ tensor }) => tensor === name));
  // One cause behind several tensors stands with the first of them.
  const more = bad.filter((name) => !told.includes(name));
  const words = told.map((name) => {
    const titles = new Set(mistakes.filter(({ tensor }) => tensor === name).map(({ title }) => title));
    return [...titles].map((title) => title.replace(new RegExp(` (?:in|of) ${name}$`), "")).join(", ");
  });
  if (new Set(words).size === 1) return words[0] ?? "";
  return told.map((name, i) => `${listed(i === 0 ? [name, ...more] : [name])}: ${words[i] ?? ""}`).join("; ");
}

function named(tensors: Compared["tensors"], state: "wrong" | "doubtful"): GradientName[] {
  return NAMES.filter((name) => (tensors[name]?.[state] ?? 0) > 0);
}

function agreesEverywhere(tensors: Compared["tensors"]): boolean {
  return Object.values(tensors).every(({ agreeing, cells }) => agreeing === cells);
}

/** "dx and dbeta are wrong". */
function areAll(names: readonly GradientName[], what: string): string {
  return `${listed(names)} ${names.length === 1 ? "is" : "are"} ${what}`;
}

/** What stands in brackets is for the comparison, which has room for it. */
function withoutAsides(text: string): string {
  return text.replace(/ \([^()]*\)/g, "");
}

/** Each with a full stop. */
function listedSentences(...texts: readonly string[]): string {
  return texts.flatMap((text) => (text === "" ? [] : [`${text.replace(/\.$/, "")}.`])).join(" ");
}
