import { batchnormGradients } from "../../batchnorm/batchnorm";
import type { Gradients } from "../../batchnorm/gradients";
import type { Forward } from "../../forward";
import { describeLayer } from "../../normalization-layer";
import type { Candidate, Problem } from "../../problem";
import { aside, because, type Reason } from "../../reason";
import type { Comparison, ForwardFinding, GradientName, Verdict } from "../../verdict";
import { reasonText } from "../judgement/verdict-text";
import { listed, named, unlike } from "../wording";
import { forwardAgreements, isFollowed, isFollowedClosely, type ForwardAgreement } from "./forward-agreement";
import { followedForward, type FollowedForward } from "./followed-forward";

type Compare = (problem: Problem, gradients: Gradients, candidate: Candidate) => Comparison;

/**
 * Judges gradients beside what the forward they belong to left. A forward that followed another layer or convention than
 * the problem says is found first, and the gradients are judged by that one: right for another forward is no wrong formula.
 */
export function compareWithForward(
  problem: Problem,
  gradients: Gradients,
  candidate: Candidate,
  { forward, compare }: { readonly forward: Forward; readonly compare: Compare },
): Comparison {
  const own = compare(problem, gradients, candidate);
  const agreements = forwardAgreements(problem, forward);
  const names = listed(agreements.map(({ name }) => name));
  const are = agreements.length === 1 ? "is" : "are";
  const isAlone = Object.keys(own.tensors).length === 0;
  const other = isFollowedClosely(agreements) ? undefined : followedForward(problem, forward);
  if (isFollowed(agreements) && !(other?.isClose && other.open)) {
    const said = `${names} ${are} right`;
    const finding: ForwardFinding = { followed: "this", said, cells: cellsOf(agreements) };
    if (isAlone) return judged(own, "correct", because("agree", [], said), finding);
    return judged(own, own.verdict, { ...own.why, words: [...own.why.words, aside(`; ${said}`)] }, finding);
  }
  if (!other) return ofNoForward(problem, own, agreements);
  const said = `${names} ${are} right for ${other.layer}`;
  const finding: ForwardFinding = { followed: "other", said, cells: cellsOf(agreements) };
  const ofFound = other.open ? "doubtful" : "wrong";
  if (isAlone) return judged(own, ofFound, because("setting", [], `${said}${other.why}`), finding);
  const there = compare(other.problem, batchnormGradients(other.problem, "exact"), candidate);
  return ofOther({ own, there, found: other, said }, finding);
}

/** Gradients beside a forward that followed another layer than the problem says. */
function ofOther(
  { own, there, found, said }: { own: Comparison; there: Comparison; found: FollowedForward; said: string },
  finding: ForwardFinding,
): Comparison {
  const names = (["dx", "dgamma", "dbeta"] as const).filter((name) => there.tensors[name]);
  const are = names.length === 1 ? "is" : "are";
  if (there.verdict === "correct") {
    const text = `${said}, and ${listed(names)} ${are} right for that forward${found.why}`;
    const fits = own.fits.filter(({ set }) => Object.keys(set).toSorted().join() === found.changed.toSorted().join());
    const verdict = found.open ? "doubtful" : "wrong";
    // What would be wrong for the problem's own layer is not: it was made for another.
    return { ...judged(own, verdict, because("setting", names, text), finding), fits, diagnoses: [] };
  }
  const words = [{ text: `${said}${found.why}; for that forward, ` }, ...there.why.words];
  return { ...judged(there, there.verdict, { ...there.why, words }, finding), fits: [] };
}

/** Gradients beside a forward of no layer that is known: they may be right for it, unless the source tells which it is. */
function ofNoForward(problem: Problem, own: Comparison, agreements: readonly ForwardAgreement[]): Comparison {
  const off = agreements.filter(({ wrong }) => wrong > 0);
  const names = listed(off.map(({ name }) => name));
  const are = off.length === 1 ? "is" : "are";
  const layer = describeLayer(problem);
  const said = `${names} ${are} not that of ${layer}, nor of any layer that was tried`;
  const finding: ForwardFinding = { followed: "none", said, cells: cellsOf(agreements) };
  const isTold = (["norm", "activation"] as const).every((key) => problem.stated.includes(key));
  const verdict = isTold ? "wrong" : "doubtful";
  const text = `${said}${worstSaid(off)}`;
  const tensors = Object.keys(own.tensors) as GradientName[];
  if (tensors.length === 0) return judged(own, verdict, because("open", [], text), finding);
  return judged(own, verdict, because("open", tensors, text, `; by ${layer}, `, ...own.why.words), finding);
}

function worstSaid(off: readonly ForwardAgreement[]): string {
  const [first] = off;
  if (!first) return "";
  const { name, worst, expected, cells } = first;
  if (expected !== undefined) return `: ${name} has ${cells} values, and there are ${expected} sets`;
  const [was, should] = unlike(worst.given, worst.expected);
  return `; the worst is ${named(name, worst.index)}, given ${was}, expected ${should}`;
}

function cellsOf(agreements: readonly ForwardAgreement[]): ForwardFinding["cells"] {
  return agreements.map(({ name, cells, wrong }) => ({ name, cells, wrong }));
}

function judged(own: Comparison, verdict: Verdict, why: Reason, forward: ForwardFinding): Comparison {
  return { ...own, verdict, why, reason: reasonText(verdict, why), forward };
}
