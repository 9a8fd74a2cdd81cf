import type { Plane } from "../../src/protocol/picture";
import type { Cell } from "../store";

/** True when the plane's columns are the channels, which lie on this axis: strips then stand column under column. */
export function hasChannelColumns(plane: Plane, channels: number): boolean {
  return plane.kind === "matrix" || plane.columns === channels;
}

/** The channel that a cell of the plane belongs to; in an image of one channel it is that one, cell or no cell. */
export function channelOf(plane: Plane, channels: number, cell: Cell | null): number | undefined {
  if (hasChannelColumns(plane, channels)) return cell?.column;
  if (plane.kind === "axes" && plane.rows !== channels) return plane.at[channels];
  return cell?.row;
}
