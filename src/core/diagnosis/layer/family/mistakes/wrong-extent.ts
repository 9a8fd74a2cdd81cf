import { itemAt } from "../../../../item-at";
import { normalizesAxes } from "../../../../normalization-layer";
import type { Problem } from "../../../../problem";
import { DX_OF_U, dxOf } from "../formulas";
import type { DxForm, LayerMistake } from "../layer-mistake";
import type { LayerSets } from "../layer-sets";
import { numberOn, overOtherSets, partition } from "../other-sets";

/** The axes of x that a set runs along whole. */
function axesOf({ norm, layout, normalizedAxes }: Problem): number[] {
  if (normalizesAxes({ norm })) return [...normalizedAxes];
  const sampleAxis = layout.axis === 0 ? 1 : 0;
  return layout.shape.flatMap((_, at) => (at === layout.axis || (norm !== "batch" && at === sampleAxis) ? [] : [at]));
}

/** Counts that are smaller than the set's: products of the first or the last extents of a set. */
function counts(problem: Problem): number[] {
  const { layout, norm, groups } = problem;
  const axes = axesOf(problem);
  const extents = axes.map((axis) => itemAt(layout.shape, axis));
  const product = (values: readonly number[]): number => values.reduce((all, value) => all * value, 1);
  const positions = product(extents);
  const perGroup = norm === "group" ? itemAt(layout.shape, layout.axis) / groups : 1;
  const all = extents.flatMap((_, i) => [product(extents.slice(i)), product(extents.slice(0, i + 1))]);
  const both = [...all, ...all.map((count) => count * perGroup)];
  // H * W for C/G * H * W has a name of its own.
  return [...new Set(both)].filter(
    (count) => count > 1 && count < layout.rows && (norm !== "group" || count !== positions),
  );
}

function ofCount(count: number): DxForm {
  return (set) => {
    const degrees = set.degrees === set.M ? count : count - 1;
    return dxOf(set, { mean: (set.ubar * set.M) / count, c: (set.c * set.degrees) / degrees });
  };
}

/** Means along the last axis of a set, or along the first, alone. */
function alongOne(s: LayerSets): DxForm[] {
  const { problem } = s;
  const { shape } = problem.layout;
  const axes = axesOf(problem);
  if (axes.length < 2) return [];
  return [axes.at(-1), axes[0]].flatMap((own) => {
    const others = shape.map((_, at) => at).filter((at) => at !== own);
    return overOtherSets(s, () => partition(s, numberOn(shape, others)));
  });
}

export const wrongExtent: LayerMistake = {
  id: "wrong-extent",
  tensor: "dx",
  title: "one extent for all of the set's",
  sentence:
    "The backward takes one extent of the set (its last axis, say) where the forward took the product of all of them.",
  cause: "The backward was written for rank 2, and is right there: further axes came later, in the forward alone.",
  written: "ubar = sum(u) / W,  c = sum(u * xhat) / W",
  correct: `${DX_OF_U},  over all H * W`,
  code: {
    numpy: "N = x.shape[-1]; c = (u * xhat).sum(axes) / N  # N should be the product of the normalized extents",
    pytorch: "N = x.size(-1)  # should be math.prod(normalized_shape)",
    typescript: "const M = shape.at(-1); // should be the product of all normalized extents",
  },
  applies: (problem) =>
    problem.norm !== "batch" && !problem.setMask && counts(problem).length + axesOf(problem).length > 1,
  dx: (s) => [...counts(s.problem).map(ofCount), ...alongOne(s)],
  says: (s, form) => {
    const count = counts(s.problem)[form];
    return count === undefined ? "" : `The numbers fit a count of ${count}; a set has ${s.layout.rows} elements.`;
  },
};
