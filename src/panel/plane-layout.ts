/** How the panel reads an x by the layer it is under: what is said of its columns is judged by that. */
import type { ReadX } from "../compute/worker/messages";
import { channelAxis, layoutOn, toLayout, type Layout } from "../core/layout";
import { normalizesAxes, toLayerLayout } from "../core/normalization-layer";
import type { SaidLayout } from "../compute/settings/said-layer";
import { shownMatrix } from "../core/shown-matrix";

/** The layout that settings are judged by; null where the layer cannot have this x. */
export function layoutOf(x: ReadX): SaidLayout | null {
  const { norm = "batch" } = x;
  const layout = bareLayoutOf(x);
  return layout && { ...layout, norm };
}

function bareLayoutOf(x: ReadX): Layout | null {
  const { shape, axis, norm = "batch", columnAxes } = x;
  if (normalizesAxes(x)) {
    const layout = toLayerLayout(shape, { norm, axes: columnAxes });
    return layout.ok ? layout.value : null;
  }
  if (norm === "batch") {
    const layout = toLayout(shape, axis);
    return layout.ok ? layout.value : null;
  }
  // Their parameters have one value for each channel, as batch norm's do.
  const channels = channelAxis(shape, axis);
  return channels.ok ? layoutOn(channels.value, shape) : null;
}

/** Rows and columns of the page's matrix plane. */
export function planeLayout(x: ReadX): Layout | null {
  const layout = layoutOf(x);
  const { norm = "batch", columnAxes = [] } = x;
  return layout && shownMatrix({ layout, norm, normalizedAxes: normalizesAxes(x) ? columnAxes : [] });
}
