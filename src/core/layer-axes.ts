/** What a normalization layer does with each axis of x, and where its elements stand among its sets by that. */
import { normalizesAxes, type Norm } from "./norms";

/** One axis of x, or a part of one: group norm cuts the channels in two. */
export interface LayerAxis {
  readonly extent: number;
  readonly inSet: boolean;
  readonly inAffine: boolean;
}

/** What says how a layer cuts a shape, as a problem has it. */
interface Cut {
  readonly norm: Norm;
  readonly axis: number; // that holds the channels
  readonly groups: number;
  readonly normalizedAxes: readonly number[];
}

/** The axes of a shape in their order. Group and instance norm have samples on the first one that holds no channels. */
export function layerAxes(shape: readonly number[], { norm, axis, groups, normalizedAxes }: Cut): LayerAxis[] {
  const sampleAxis = axis === 0 ? 1 : 0;
  return shape.flatMap((extent, at): LayerAxis[] => {
    if (normalizesAxes({ norm })) {
      const isNormalized = normalizedAxes.includes(at);
      return [{ extent, inSet: isNormalized, inAffine: isNormalized }];
    }
    if (at !== axis) return [{ extent, inSet: norm === "batch" || at !== sampleAxis, inAffine: false }];
    if (norm !== "group") return [{ extent, inSet: false, inAffine: true }];
    return [
      { extent: groups, inSet: false, inAffine: true },
      { extent: extent / groups, inSet: true, inAffine: true },
    ];
  });
}

/** An element of a set: both count in row-major order of their own axes. */
export interface SetElement {
  readonly element: number;
  readonly set: number;
}

/** The set of an offset of x, and which of its elements stands there. */
export function elementAt(axes: readonly LayerAxis[], offset: number): SetElement {
  const found = { element: 0, set: 0 };
  const strides = { element: 1, set: 1 };
  let rest = offset;
  for (const { extent, inSet } of axes.toReversed()) {
    const side = inSet ? "element" : "set";
    found[side] += (rest % extent) * strides[side];
    strides[side] *= extent;
    rest = Math.floor(rest / extent);
  }
  return found;
}

/** The offset in x of an element of a set. */
export function offsetOfElement(axes: readonly LayerAxis[], { element, set }: SetElement): number {
  const rest = { element, set };
  let [offset, stride] = [0, 1];
  for (const { extent, inSet } of axes.toReversed()) {
    const side = inSet ? "element" : "set";
    offset += (rest[side] % extent) * stride;
    rest[side] = Math.floor(rest[side] / extent);
    stride *= extent;
  }
  return offset;
}
