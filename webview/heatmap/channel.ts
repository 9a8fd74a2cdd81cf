import type { Plane } from "../../src/protocol";
import type { Cell } from "../store";

const CHANNELS = 1; // axis of a tensor (n, c, ...)

/** True when the plane's columns are the channels: strips then stand column under column. */
export function hasChannelColumns(plane: Plane): boolean {
  return plane.kind === "matrix" || plane.columns === CHANNELS;
}

/** The channel that a cell of the plane belongs to; in an image of one channel it is that one, cell or no cell. */
export function channelOf(plane: Plane, cell: Cell | null): number | undefined {
  if (hasChannelColumns(plane)) return cell?.column;
  if (plane.kind === "axes" && plane.rows !== CHANNELS) return plane.at[CHANNELS];
  return cell?.row;
}
