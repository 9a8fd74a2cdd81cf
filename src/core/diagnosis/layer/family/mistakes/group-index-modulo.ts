import { itemAt, numberAt } from "../../../../item-at";
import type { Problem } from "../../../../problem";
import { dxOf } from "../formulas";
import type { DxForm, LayerMistake } from "../layer-mistake";
import type { LayerSets, SetView } from "../layer-sets";
import { indexIn, overOtherSets, partition } from "../other-sets";

const channelsOf = ({ layout }: Problem): number => itemAt(layout.shape, layout.axis);
const perGroup = (problem: Problem): number => channelsOf(problem) / problem.groups;

/** Wrong groups of a channel: by the remainder, or counted from the start of a worker's share of the channels. */
function readings(problem: Problem): ((channel: number) => number)[] {
  const [channels, size] = [channelsOf(problem), perGroup(problem)];
  const shares = Array.from({ length: channels - 1 }, (_, i) => i + 1).filter((share) => channels % share === 0);
  return [
    (channel) => channel % problem.groups,
    ...shares.map((share) => (channel: number) => Math.floor((channel % share) / size)),
  ];
}

/** The numbers of the group that each element is taken to be in: the sums, then the root too, then the mean as well. */
function reading(s: LayerSets, groupOf: (channel: number) => number): DxForm[] {
  const { problem } = s;
  const taken = (set: SetView): SetView[] =>
    Array.from(set.x, (_, i) => {
      const own = Math.floor(itemAt(indexIn(s, set.k, 0), problem.layout.axis) / perGroup(problem));
      const wrong = groupOf(itemAt(indexIn(s, set.k, i), problem.layout.axis));
      return s.set(set.k + (wrong - own) * strideOf(problem));
    });
  const each = (sets: readonly SetView[], of: (set: SetView) => number): Float64Array => Float64Array.from(sets, of);
  return [
    (set) => dxOf(set, { mean: each(taken(set), ({ ubar }) => ubar), c: each(taken(set), ({ c }) => c) }),
    (set) => {
      const sets = taken(set);
      const parts = { mean: each(sets, ({ ubar }) => ubar), c: each(sets, ({ c }) => c) };
      return dxOf(set, { ...parts, r: each(sets, ({ r }) => r) });
    },
    (set) => dxOf(set, { r: each(taken(set), ({ r }) => r) }),
    (set) => {
      const sets = taken(set);
      const parts = { mean: each(sets, ({ ubar }) => ubar), c: each(sets, ({ c }) => c) };
      const xhat = set.x.map((value, i) => (value - itemAt(sets, i).mu) * itemAt(sets, i).r);
      return dxOf(set, { ...parts, xhat, r: each(sets, ({ r }) => r) });
    },
  ];
}

/** How far apart neighbouring groups of a sample are among the sets. */
const strideOf = ({ layout, groups }: Problem): number => (layout.axis === 0 ? layout.channels / groups : 1);

export const groupIndexModulo: LayerMistake = {
  id: "group-index-modulo",
  tensor: "dx",
  title: "the wrong group of a channel",
  sentence: "A channel's group is taken to be another one (channel % G, say); it is channel // (C / G), by neighbours.",
  cause: "Groups are counted by the remainder, or from the start of a worker's share of the channels.",
  written: "group = channel % G",
  correct: "group = channel // (C / G)",
  code: {
    numpy: "g = np.arange(C) % G  # should be np.arange(C) // (C // G)",
    pytorch: "group = channel % num_groups  # should be channel // (num_channels // num_groups)",
    typescript: "const group = channel % G; // should be Math.floor(channel / (C / G))",
  },
  applies: (problem) => problem.norm === "group" && problem.groups > 1 && perGroup(problem) > 1,
  dx: (s) => {
    const { problem } = s;
    const { axis } = problem.layout;
    const sampleAxis = axis === 0 ? 1 : 0;
    const byRemainder = (index: readonly number[]): number =>
      itemAt(index, sampleAxis) * problem.groups + (itemAt(index, axis) % problem.groups);
    return [
      ...overOtherSets(s, () => partition(s, byRemainder)),
      ...readings(problem).flatMap((groupOf) => reading(s, groupOf)),
    ];
  },
  dgamma: (s) =>
    readings(s.problem).map((groupOf) =>
      s.overEntries((set, i) => {
        const { problem } = s;
        const channel = itemAt(indexIn(s, set.k, i), problem.layout.axis);
        const own = Math.floor(channel / perGroup(problem));
        const { mu, r } = s.set(set.k + (groupOf(channel) - own) * strideOf(problem));
        return numberAt(set.g, i) * (numberAt(set.x, i) - mu) * r;
      }),
    ),
};
