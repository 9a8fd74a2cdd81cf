import { listed } from "./diagnosis/wording";
import { withoutAsides, wordsText, type Words } from "./reason";
import { capital, counted, indexText } from "./spelling";
import type {
  BlindSpot,
  Check,
  CheckedTensor,
  Comparison,
  Diagnosis,
  Fit,
  ForwardFinding,
  GradientName,
  Verdict,
} from "./verdict";
import { worstTensorFirst } from "./worst-first";

/** The sentence that panel, report and terminal begin with: what it comes to, and in few words why. */
export interface Headline {
  readonly of: "yours" | "reference"; // whose gradients it is about
  readonly verdict: Verdict;
  readonly claim: string; // "Your dx is wrong"
  readonly details: readonly Words[]; // "gamma left out. dgamma and dbeta are right."; may be none
  readonly yours?: string; // what is said of the user's own beside a reference that stands alone
  readonly hides?: boolean; // it says that these inputs hide mistakes
}

/** A right reference says nothing of the user's own gradients: so this is said, too, where there are none. */
export const NOT_COMPARED = "Yours: not compared yet.";

type Counted = Pick<CheckedTensor, "cells" | "agreeing" | "doubtful" | "wrong" | "worst"> & {
  readonly maxRelativeError: CheckedTensor["maxRelativeError"] | string; // a page's NaN is a text
};

/** What it takes of a comparison: the state that the page has does as well as the core's own. */
export interface Compared extends Pick<Comparison, "verdict" | "why" | "blind"> {
  readonly tensors: Readonly<Partial<Record<GradientName, Counted>>>;
  readonly forward?: Pick<ForwardFinding, "said">;
  readonly fits: readonly Pick<Fit, "right" | "open">[];
  readonly diagnoses: readonly Pick<Diagnosis, "tensor" | "title" | "harmless">[];
}

type Checked = Pick<Check, "verdict" | "words">;
type Said = Omit<Headline, "of" | "verdict">;

const NAMES: readonly GradientName[] = ["dx", "dgamma", "dbeta"];

/** What is to be said of the user's own gradients. */
export function candidateHeadline(compared: Compared): Headline {
  return { of: "yours", verdict: compared.verdict, ...saidOf(compared) };
}

function saidOf(compared: Compared): Said {
  const { verdict, why, tensors, fits, blind } = compared;
  const names = NAMES.filter((name) => tensors[name]);
  if (names.length === 0) {
    const said = compared.forward?.said;
    return { claim: said === undefined ? "No dx, dgamma or dbeta to compare" : `Your ${said}`, details: [] };
  }
  if (verdict === "wrong") return wrong(compared, names);
  const [fit] = fits;
  if (verdict === "doubtful" && fit) {
    return { claim: `Your ${fit.right}`, details: [{ text: `${fit.open}. Use that?` }] };
  }
  if (verdict === "doubtful" && why.kind === "setting") {
    return {
      claim: `Your ${areAll(names, "right")} for another setting`,
      details: [...withoutAsides(why.words), { text: "." }],
    };
  }
  const unseen = agreesEverywhere(tensors) ? blindSentence(blind) : "";
  const hides = unseen !== "";
  if (verdict === "correct") {
    return { claim: `Your ${areAll(names, "right")}`, details: rightWords(compared, unseen), hides };
  }
  // Of too few digits the reason itself tells more.
  if (hides && why.kind === "blind") {
    const agree = names.length === 1 ? "agrees" : "agree";
    return { claim: `Your ${listed(names)} ${agree}, which proves little`, details: [{ text: `${unseen}.` }], hides };
  }
  const off = named(tensors, "doubtful");
  return {
    claim: `Your ${areAll(off.length > 0 ? off : names, "doubtful")}`,
    details: [...withoutAsides(why.words), { text: "." }],
  };
}

/** How much of the reference was verified. */
export function referenceHeadline({ verdict, words }: Checked): Headline {
  const claims = { correct: "verified", doubtful: "not fully verified", wrong: "wrong" } as const;
  return { of: "reference", verdict, claim: `Reference gradients ${claims[verdict]}`, details: words };
}

/** The check of the reference beside what is said of the user's own gradients. */
export function referenceBeside(verdict: Verdict): string {
  if (verdict === "correct") return "reference verified numerically";
  return verdict === "wrong" ? "the check of the reference failed" : "reference not fully verified";
}

/** What follows the claim: ": gamma left out. dgamma and dbeta are right.", or nothing. */
export function afterClaim({ details }: Headline): string {
  return details.length === 0 ? "" : `: ${wordsText(details)}`;
}

/** The whole as a text. */
export function headlineText(headline: Headline): string {
  const text = headline.claim + afterClaim(headline);
  return headline.yours === undefined ? text : `${text}. ${headline.yours}`;
}

/** The sentence that everything begins with: of the user's gradients where there are some. */
export function headlineOf(check: Checked, comparison: Compared | undefined): Headline {
  return comparison ? candidateHeadline(comparison) : { ...referenceHeadline(check), yours: NOT_COMPARED };
}

/** "With gamma = 1 and beta = 0, 21 mistakes look right"; "" where these very inputs hide none. */
export function blindSentence(blind: readonly BlindSpot[]): string {
  const spot = blind.find(({ ids }) => ids.includes("correct"));
  if (!spot) return "";
  const count = spot.ids.length - 1;
  const look = count === 1 ? "1 mistake looks right" : `${count} mistakes look right`;
  const { because } = spot;
  if (because.length === 0) return `With these inputs, ${look}`;
  const values = listed(because.map(({ text, value }) => value ?? text));
  return `${because.every(({ value }) => value !== undefined) ? "With" : "Because"} ${values}, ${look}`;
}

/** What was tried before a mistake was named: "no gamma makes dx right; ...". The count of cells that stands for all is none. */
export function triedFirst({ verdict, why, diagnoses }: Compared): string {
  if (verdict !== "wrong" || diagnoses.length === 0 || why.kind === "disagree") return "";
  const text = wordsText(why.words);
  return `${NAMES.some((name) => text.startsWith(name)) ? text : capital(text)}.`;
}

/** "56 of 56 cells as float32, largest relative error 1.2e-7 at dx[3, 1]"; what the inputs hide in place of the error. */
function rightWords({ tensors, why }: Compared, unseen: string): Words[] {
  const all = Object.values(tensors);
  const sum = (key: "cells" | "agreeing"): string => counted(all.reduce((total, tensor) => total + tensor[key], 0));
  const cells = `${sum("agreeing")} of ${sum("cells")} cells${why.held === undefined ? "" : ` ${why.held}`}`;
  if (unseen !== "") return [{ text: listedSentences(cells, unseen) }];
  const [worst] = NAMES.flatMap((tensor) => {
    const judged = tensors[tensor];
    return judged ? [{ ...judged, tensor, maxRelativeError: Number(judged.maxRelativeError) }] : [];
  }).sort(worstTensorFirst);
  // Of numbers that were cut off the error is that of the cut, and said by no reason.
  const isSaid = why.words.some(({ role }) => role === "figure");
  if (!isSaid || !worst || !(worst.maxRelativeError > 0)) return [{ text: cells }];
  const { tensor, worst: index, maxRelativeError } = worst;
  return [
    { text: cells },
    { text: `, largest relative error ${maxRelativeError.toExponential(1)} at `, role: "figure" },
    { text: tensor + indexText(index), cell: { tensor, index }, role: "figure" },
  ];
}

function wrong({ why, tensors, diagnoses, fits }: Compared, names: readonly GradientName[]): Said {
  const sure = named(tensors, "wrong");
  const off = sure.length > 0 ? sure : named(tensors, "doubtful");
  const bad = off.length > 0 ? off : names;
  const mistakes = diagnoses.filter(({ harmless }) => !harmless);
  const words = fits.length > 0 || mistakes.length === 0 ? why.words : [{ text: mistakesText(mistakes, bad) }];
  const doubtful = named(tensors, "doubtful").filter((name) => !bad.includes(name));
  const right = names.filter((name) => !bad.includes(name) && !doubtful.includes(name));
  const others = [
    ...(doubtful.length > 0 ? [areAll(doubtful, "doubtful")] : []),
    ...(right.length > 0 ? [areAll(right, "right")] : []),
  ];
  const rest = others.length > 0 ? ` ${others.join("; ")}.` : "";
  return { claim: `Your ${areAll(bad, "wrong")}`, details: [...words, { text: `.${rest}` }] };
}

/** "dx: variance path left out; dbeta: mean for sum": no name where one is behind all that is wrong. */
function mistakesText(mistakes: Compared["diagnoses"], bad: readonly GradientName[]): string {
  const told = NAMES.filter((name) => mistakes.some(({ tensor }) => tensor === name));
  // One cause behind several tensors stands with the first of them.
  const more = bad.filter((name) => !told.includes(name));
  const words = told.map((name) => {
    const titles = new Set(mistakes.filter(({ tensor }) => tensor === name).map(({ title }) => title));
    return [...titles].map((title) => withoutName(title, name)).join(", ");
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

/** "gamma left out" of "gamma left out of dx", where dx stands before it. */
export function withoutName(title: string, name: GradientName): string {
  const end = new RegExp(`(?<! and) (?:in|of|on) ${name}$`).exec(title);
  return end ? title.slice(0, end.index) : title;
}

/** Each with a full stop. */
function listedSentences(...texts: readonly string[]): string {
  return texts.flatMap((text) => (text === "" ? [] : [`${text.replace(/\.$/, "")}.`])).join(" ");
}
