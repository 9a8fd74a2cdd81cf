import { slopeAt } from "../../../../activation/acting";
import { indexAt, offsetOf } from "../../../../layout";
import { itemAt, numberAt } from "../../../../item-at";
import { dxUnder, times } from "../formulas";
import type { LayerMistake } from "../layer-mistake";
import type { LayerSets, SetView } from "../layer-sets";

/** Every order of axes of few, and all swaps of two of many: not the order that they are in. */
function orders(rank: number): number[][] {
  const own = Array.from({ length: rank }, (_, axis) => axis);
  const all = rank <= 4 ? permutations(own) : swaps(own);
  return all.filter((order) => order.some((axis, i) => axis !== i));
}

function permutations(axes: readonly number[]): number[][] {
  if (axes.length < 2) return [[...axes]];
  return axes.flatMap((first) => permutations(axes.filter((axis) => axis !== first)).map((rest) => [first, ...rest]));
}

function swaps(axes: readonly number[]): number[][] {
  return axes.flatMap((one) =>
    axes.slice(one + 1).map((other) => axes.map((axis) => (axis === one ? other : axis === other ? one : axis))),
  );
}

/** Where the number lies that is read at an offset, when dout is stored in another order of its axes. */
function readFrom(shape: readonly number[], order: readonly number[]): (offset: number) => number {
  const stored = order.map((axis) => itemAt(shape, axis));
  return (offset) => {
    const index = indexAt(stored, offset);
    const own = shape.map((_, axis) => itemAt(index, order.indexOf(axis)));
    return own.reduce((at, i, axis) => at * itemAt(shape, axis) + i, 0);
  };
}

/** dout through the activation, as it is read with the wrong strides. */
function misread(s: LayerSets, order: readonly number[]): (set: SetView) => Float64Array {
  const { layout, dout } = s.problem;
  const from = readFrom(layout.shape, order);
  const slope = slopeAt(s.problem);
  return (set) => set.dout.map((_, i) => slope(numberAt(set.y, i)) * numberAt(dout, from(offsetOf(layout, i, set.k))));
}

const misreadings = (s: LayerSets): ((set: SetView) => Float64Array)[] =>
  orders(s.layout.shape.length).map((order) => misread(s, order));

export const stridedAsContiguous: LayerMistake = {
  id: "strided-as-contiguous",
  tensor: "dx",
  title: "dout read with the strides of a contiguous tensor",
  sentence: "dout is a transposed view, and is read as if it were contiguous: each cell gets the dout of another one.",
  cause: "A kernel takes a pointer and assumes the strides, and nobody calls contiguous() on the upstream gradient.",
  written: "dout = storage of dout, in the order of another shape",
  correct: "dout by its own strides",
  code: {
    numpy: 'dout = dout.T.ravel(order="K").reshape(x.shape)  # should be dout itself, np.ascontiguousarray(dout)',
    pytorch: "kernel[grid](grad_output, ...)  # should be grad_output.contiguous()",
    typescript: "const u = gamma[j] * storage[i * D + j]; // should be storage[i * strides[0] + j * strides[1]]",
  },
  applies: ({ layout }) => layout.shape.filter((extent) => extent > 1).length > 1,
  dx: (s) => misreadings(s).map((read) => (set) => dxUnder(set, times(set.gamma, read(set)))),
  dgamma: (s) =>
    misreadings(s).map((read) => {
      const g = s.all().map((set) => times(read(set), set.xhat));
      return s.overEntries(({ k }, i) => numberAt(itemAt(g, k), i));
    }),
  dbeta: (s) =>
    misreadings(s).map((read) => {
      const g = s.all().map(read);
      return s.overEntries(({ k }, i) => numberAt(itemAt(g, k), i));
    }),
};
