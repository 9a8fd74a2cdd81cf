import type { Problem } from "../problem";
import type { BlindSpot, GradientName } from "../verdict";
import { mistakesOf } from "./catalogue";
import type { Held } from "./held";
import type { Mistake } from "./mistake";
import { sampleColumns } from "./sample";
import { looksDifferent, Sketcher, type Sketch } from "./sketch";
import type { Statistics } from "./statistics";
import { listed } from "./text";

export interface BlindOptions {
  /** Only mistakes in these tensors, seen in these tensors; all three when absent. */
  readonly tensors?: readonly GradientName[];
  /** What the numbers that are judged can hold; float64 when absent. */
  readonly held?: Held;
  /** The offset of x costs the numbers that are judged nothing (true of the product's own). */
  readonly careful?: boolean;
}

const ALL: readonly GradientName[] = ["dx", "dgamma", "dbeta"];
const DOUBLE: Held = { dtype: "float64", words: "" };

/** The same dx by definition, whatever the probe: only dgamma tells them apart. */
const SAME_DX = new Set(["unbiased-in-backward", "unbiased-forward"]);

/**
 * Which mistakes of the catalogue this very probe (x, gamma, beta, dout, eps) cannot tell from a correct gradient (then
 * "correct" is among the ids) or from each other. Judged on at most 64 columns, so the work is bounded.
 */
export function blindSpots(
  problem: Problem,
  { tensors = ALL, held = DOUBLE, careful = false }: BlindOptions = {},
): BlindSpot[] {
  const sample = sampleColumns(problem);
  const sketcher = new Sketcher(sample, held, tensors, careful);
  const views: { id: string; mistake?: Mistake; sketch: Sketch }[] = [{ id: "correct", sketch: sketcher.correct() }];
  for (const mistake of mistakesOf(sample)) {
    if (mistake.harmless) continue;
    const sketch = sketcher.of(mistake);
    if (sketch) views.push({ id: mistake.id, mistake, sketch });
  }
  const structural = !tensors.includes("dgamma");
  const groups: (typeof views)[] = [];
  for (const view of views) {
    const group = groups.find(([first]) => !looksDifferent(first.sketch, view.sketch));
    if (group) group.push(view);
    else groups.push([view]);
  }
  return groups
    .filter((group) => group.length > 1)
    .filter((group) => !(structural && group.length === 2 && group.every(({ id }) => SAME_DX.has(id))))
    .map((group) => {
      const ids = group.map(({ id }) => id);
      return { ids, text: textOf(ids, sketcher.statistics) };
    });
}

/** The share of the mistakes in a tensor that would look right. */
export function blindShare(problem: Problem, spots: readonly BlindSpot[], tensor: GradientName): number {
  const right = spots.find(({ ids }) => ids.includes("correct"));
  const mistakes = mistakesOf(problem).filter((mistake) => mistake.tensor === tensor && !mistake.harmless);
  return mistakes.filter(({ id }) => right?.ids.includes(id)).length / Math.max(1, mistakes.length);
}

/** "29 of them look right here, because ...": the group around "correct" in few words. */
export function blindReason(problem: Problem, spots: readonly BlindSpot[]): string {
  const right = spots.find(({ ids }) => ids.includes("correct"));
  if (!right) return "";
  const count = right.ids.length - 1;
  const because = right.text.includes(", because") ? right.text.slice(right.text.indexOf(", because"), -1) : "";
  return `${count} of ${mistakesOf(problem).length} known mistakes would look right here${because}`;
}

function textOf(ids: readonly string[], s: Statistics): string {
  const mistakes = ids.filter((id) => id !== "correct");
  const because = causesOf(s, ids);
  const reason = because.length > 0 ? `, because ${listed(because)}` : "";
  const looks = mistakes.length === 1 ? "looks" : "look";
  return ids.includes("correct")
    ? `${listed(mistakes)} ${looks} right here${reason}.`
    : `${listed(mistakes)} look the same here${reason}.`;
}

/** What is special about the probe, in words, as far as it concerns these mistakes. */
function causesOf(s: Statistics, ids: readonly string[]): string[] {
  const every = (test: (k: number) => boolean): boolean => Array.from(s.gamma.keys()).every(test);
  const about = (pattern: RegExp): boolean => ids.some((id) => pattern.test(id));
  const tiny = (value: number, scale: number): boolean => Math.abs(value) <= 1e-9 * scale;
  const size = (k: number): number => s.sumsBeta[k] / s.N;
  if (s.N === 1) return ["there is a single row, so that dx is 0 by definition"];
  if (every((k) => s.xhatSquares[k] === 0)) return ["every column of x is constant, so that xhat is 0"];
  if (every((k) => s.sumsBeta[k] === 0)) {
    return [s.problem.activation === "relu" ? "the ReLU is closed in every cell" : "dout is 0 in every cell"];
  }
  const still = every((k) => s.restSquares[k] === 0 && tiny(s.c[k], size(k)));
  if (still && s.N > 2 && ids.includes("dout-ignored")) return ["dout is the same in every row, so that dx is 0"];

  const causes: string[] = [];
  const withGamma = about(/^gamma-|dxhat|by-gamma|out-for|uses-out/);
  if (every((k) => s.gamma[k] === 0)) causes.push("gamma is 0 in every column");
  else if (withGamma && every((k) => s.gamma[k] === 1)) causes.push("gamma is 1 in every column");
  else if (withGamma && every((k) => Math.abs(s.gamma[k]) === 1)) causes.push("gamma is 1 or -1 in every column");
  if (about(/out-for|uses-out|from-xhat/) && every((k) => s.beta[k] === 0)) causes.push("beta is 0 in every column");
  if (about(/mean|sum-uses|both|dbeta|uses-out/) && every((k) => tiny(s.gbar[k], size(k)))) {
    causes.push("dout has mean 0");
  }
  if (about(/variance-path|^dv-|factor|missing-variance|both|dgamma/) && every((k) => tiny(s.c[k], size(k)))) {
    causes.push("dout is orthogonal to xhat");
  }
  if (about(/uses-x$/) && every((k) => Math.abs(s.mu[k] * s.r[k]) <= 1e-9)) causes.push("x has mean 0");
  if (about(/^eps/) && s.eps === 0) causes.push("eps is 0");
  else if (about(/^eps-omitted/) && ids.includes("correct") && every((k) => s.eps < 1e-2 * s.v[k])) {
    causes.push("eps is small beside every variance");
  } else if (about(/^eps-max/) && every((k) => s.v[k] >= s.eps)) causes.push("every variance is larger than eps");
  if (about(/power|sigma|root|scaled/) && every((k) => Math.abs(s.r[k] - 1) <= 1e-9)) causes.push("sqrt(v + eps) is 1");
  if (about(/n-m|half|unbiased/) && s.N === 2) causes.push("there are only 2 rows");
  if (about(/batch-count|inverse-n|dbeta/) && s.inner > 1 && s.inner === s.N)
    causes.push("the batch has a single sample");
  if (causes.length === 0 && every((k) => s.offset[k] > 1e3)) {
    causes.push("x lies so far from 0, beside its spread, that rounding hides them");
  }
  if (about(/ties/)) causes.push("out is nowhere exactly 0");
  return causes;
}
