/** Which mistakes of the family a probe (x, gamma, beta, dout, eps) cannot tell from a right gradient, or from each other. */
import { gammaVaries } from "../../batchnorm/affine";
import { itemAt, numberAt } from "../../item-at";
import { affineShapeOf } from "../../layout";
import { toLayerLayout } from "../../normalization-layer";
import type { Problem } from "../../problem";
import { toSetMask } from "../../sets";
import { sizeOf } from "../../tensor";
import type { BlindSpot, GradientName, HiddenBy } from "../../verdict";
import { allowance, type Magnitudes } from "../evidence/allowance";
import type { GivenPrecision } from "../evidence/given-precision";
import { listed } from "../wording";
import { dxOf } from "./family/formulas";
import type { HidingLayer, LayerMistake } from "./family/layer-mistake";
import { LayerSets } from "./family/layer-sets";
import { layerMistakesOf } from "./family/layer-catalogue";
import { LayerTerms } from "./layer-terms";
import { keysOf } from "./other-layers";

/** Cells of a problem that is looked at: more are cut along the first axis. */
const MOST_CELLS = 2 ** 13;
/** Two predictions are told apart where they differ by so many times what careful arithmetic may lose. */
const APART = 4;

const DOUBLE: GivenPrecision = { dtype: "float64", words: "" };

interface View {
  readonly id: string;
  readonly mistake?: LayerMistake;
  readonly tensor: GradientName;
  readonly values: Float64Array;
}

/** `tensors`: those that are looked at; each mistake is looked for in the tensor that it is made in. */
export function layerBlindSpots(
  whole: Problem,
  tensors: readonly GradientName[] = ["dx", "dgamma", "dbeta"],
  precision: GivenPrecision = DOUBLE,
): BlindSpot[] {
  const problem = cut(whole);
  if (!problem) return [];
  const s = new LayerSets(problem);
  const terms = new LayerTerms(problem);
  return tensors.flatMap((tensor) => {
    const magnitudes = terms.of(tensor, precision);
    const isSame = (one: Float64Array, other: Float64Array): boolean =>
      areSame(one, other, magnitudes, precision, problem);
    const groups: View[][] = [[rightView(s, tensor)]];
    for (const view of views(s, tensor)) {
      const known = groups.find((group) => isSame(itemAt(group, 0).values, view.values));
      if (known) known.push(view);
      else groups.push([view]);
    }
    return groups.filter((group) => group.length > 1).map((group) => spotOf(s, group));
  });
}

/** The share of a tensor's mistakes that would look right. */
export function layerBlindShare(problem: Problem, spots: readonly BlindSpot[], tensor: GradientName): number {
  const right = new Set(spots.flatMap(({ ids }) => (ids.includes("correct") ? ids : [])));
  const mistakes = layerMistakesOf(problem).filter((mistake) => mistake.tensor === tensor);
  return mistakes.filter(({ id }) => right.has(id)).length / Math.max(1, mistakes.length);
}

/** The same layer over the first entries of axis 0 alone, where these are apart; undefined where it stays too large. */
function cut(problem: Problem): Problem | undefined {
  const { layout, x, dout } = problem;
  const [first = 1, ...rest] = layout.shape;
  if (x.length <= MOST_CELLS) return problem;
  const isApart = !problem.normalizedAxes.includes(0) && layout.axis !== 0;
  const size = sizeOf(rest);
  const kept = Math.max(2, Math.floor(MOST_CELLS / size));
  if (!isApart || kept >= first || kept * size > 8 * MOST_CELLS) return undefined;
  const made = toLayerLayout([kept, ...rest], keysOf(problem));
  if (!made.ok) return undefined;
  const { setMask } = problem;
  return {
    ...problem,
    layout: made.value,
    x: x.slice(0, kept * size),
    dout: dout.slice(0, kept * size),
    setMask: setMask && toSetMask(setMask.rows.slice(0, (kept * setMask.rows.length) / first), made.value),
  };
}

function rightView(s: LayerSets, tensor: GradientName): View {
  const values =
    tensor === "dx"
      ? s.scatter((set) => dxOf(set, {}))
      : s.overEntries(({ g, xhat }, i) => numberAt(g, i) * (tensor === "dgamma" ? numberAt(xhat, i) : 1));
  return { id: "correct", tensor, values };
}

/** What the usual form of each mistake makes of a tensor. */
function views(s: LayerSets, tensor: GradientName): View[] {
  return layerMistakesOf(s.problem).flatMap((mistake): View[] => {
    if (mistake.tensor !== tensor) return [];
    const form = tensor === "dx" ? mistake.dx?.(s)[0] : undefined;
    const values = tensor === "dx" ? form && s.scatter(form) : mistake[tensor]?.(s)[0];
    return values ? [{ id: mistake.id, mistake, tensor, values }] : [];
  });
}

function areSame(
  one: Float64Array,
  other: Float64Array,
  magnitudes: (offset: number) => Magnitudes,
  precision: GivenPrecision,
  { layout }: Problem,
): boolean {
  return one.every((value, offset) => {
    const wanted = numberAt(other, offset);
    if (Object.is(value, wanted) || value === wanted) return true;
    const { terms, ...rest } = magnitudes(offset);
    const grown = { ...rest, terms: Math.max(terms, Math.abs(value), Math.abs(wanted)) };
    return Math.abs(value - wanted) <= APART * allowance(precision, layout.rows, wanted, grown).sure;
  });
}

function spotOf(s: LayerSets, group: readonly View[]): BlindSpot {
  const mistakes = group.flatMap(({ mistake }) => mistake ?? []);
  const because = reasons(s, new Set(mistakes.flatMap(({ hiddenBy = [] }) => hiddenBy)));
  const reason = because.length > 0 ? `, because ${listed(because.map(({ text }) => text))}` : "";
  const looks = mistakes.length === 1 ? "looks" : "look";
  const ids = listed(mistakes.map(({ id }) => id));
  const how = mistakes.length < group.length ? `${looks} right here` : `${looks} the same here`;
  return { ids: group.map(({ id }) => id), because, text: `${ids} ${how}${reason}.` };
}

const CONDITIONS: Readonly<Record<HidingLayer, { holds: (s: LayerSets) => boolean; words: HiddenBy }>> = {
  "gamma is 1": {
    holds: ({ problem }) => problem.gamma.every((value) => value === 1),
    words: { text: "gamma is 1 in every entry", value: "gamma = 1" },
  },
  "gamma is the same": {
    holds: ({ problem: { gamma, layout } }) => gammaVaries(layout) && gamma.every((value) => value === gamma[0]),
    words: { text: "gamma is the same in every entry" },
  },
  "beta is 0": {
    holds: ({ problem }) => problem.beta.every((value) => value === 0),
    words: { text: "beta is 0 in every entry", value: "beta = 0" },
  },
  "u is constant": {
    holds: (s) => s.layout.rows > 1 && s.all().every(({ u }) => u.every((value) => value === u[0])),
    words: { text: "gamma * dout is the same all over each set" },
  },
  "x has mean 0": {
    holds: (s) => s.all().every(({ mu, r }) => Math.abs(mu * r) <= 1e-9),
    words: { text: "x has mean 0 in every set" },
  },
  "eps is small": {
    holds: (s) => s.all().every(({ v }) => s.problem.eps < 1e-2 * v),
    words: { text: "eps is small beside every variance" },
  },
  "every variance is above eps": {
    holds: (s) => s.all().every(({ v }) => v >= s.problem.eps && s.problem.eps >= 1e-2 * v),
    words: { text: "every variance is larger than eps" },
  },
  "one set": {
    holds: ({ problem }) => problem.x.length === sizeOf(affineShapeOf(problem.layout)),
    words: { text: "there is a single set" },
  },
};

/** What is special about the probe, as far as it concerns mistakes that name these conditions. */
function reasons(s: LayerSets, named: ReadonlySet<HidingLayer>): HiddenBy[] {
  const sets = s.all();
  if (s.layout.rows === 1 && s.problem.norm !== "rms")
    return [{ text: "every set holds one element, so that dx is 0" }];
  if (sets.every(({ xhat }) => xhat.every((value) => value === 0))) return [{ text: "xhat is 0 in every set" }];
  if (sets.every(({ g }) => g.every((value) => value === 0))) return [{ text: "dout is 0 in every cell" }];
  const all: HidingLayer[] = ["u is constant", ...named];
  return [...new Set(all)].flatMap((name) => (CONDITIONS[name].holds(s) ? [CONDITIONS[name].words] : []));
}
