import { counted } from "../../spelling";
import { itemAt } from "../../item-at";
import type { Layout } from "../../layout";
import { TILES } from "../../tile-sizes";
import type { GradientName } from "../../verdict";
import { listed } from "../wording";

/** So many rows or columns are named one by one. */
const MOST_NAMED = 6;

/** One way through a tensor: along it its cells are counted. */
interface Axis {
  readonly name: string;
  readonly extent: number;
  readonly place: (offset: number) => number;
}

/** Which places of an axis are meant; `isRule`: by a rule, not one by one. */
interface Places {
  readonly text: string;
  readonly isRule: boolean;
}

/**
 * Where the wrong cells of a gradient lie, in one sentence: "All wrong cells of dx lie in the last 13 columns; every
 * cell there is wrong." Only where they are all the cells of some rows, columns, tiles or tails, and no others, and
 * something is right; undefined else.
 *
 * @param wrong 1 where a cell is wrong, in the gradient's own order
 */
export function wrongPlaces(layout: Layout, name: GradientName, wrong: Uint8Array): string | undefined {
  for (const axes of name === "dx" ? waysThrough(layout) : [[channelsOf(layout, 1)]]) {
    const places = placesAlong(axes, wrong);
    if (places) return `All wrong cells of ${name} lie in ${places.join(", there in ")}; every cell there is wrong.`;
  }
  return undefined;
}

/** By the axes of the tensor's shape; images of several samples also as the rows of one matrix. */
function waysThrough(layout: Layout): readonly (readonly Axis[])[] {
  const { shape, axis, inner, rows, channels } = layout;
  const others = shape.length - 2;
  const names = ["sample", ...["slice", "image row", "image column"].slice(3 - others)];
  if (others === 0) names[0] = "row";
  if (others === 1) names[1] = "position";
  const channelAxis = channelsOf(layout, inner);
  const own = shape.flatMap((extent, at): Axis[] => {
    if (at === axis) return [];
    const stride = shape.slice(at + 1).reduce((product, size) => product * size, 1);
    const place = (offset: number): number => Math.floor(offset / stride) % extent;
    return [{ name: names.shift() ?? "", extent, place }];
  });
  const place = (offset: number): number => Math.floor(offset / (channels * inner)) * inner + (offset % inner);
  const flat: Axis = { name: "matrix row", extent: rows, place };
  return others === 0
    ? [[...own, channelAxis]]
    : [
        [...own, channelAxis],
        [flat, channelAxis],
      ];
}

function channelsOf({ shape, channels }: Layout, inner: number): Axis {
  const place = (offset: number): number => Math.floor(offset / inner) % channels;
  return { name: shape.length === 2 ? "column" : "channel", extent: channels, place };
}

/** What tells the wrong cells along each axis that matters; undefined where no rule does. */
function placesAlong(axes: readonly Axis[], wrong: Uint8Array): readonly string[] | undefined {
  const seen = axes.map(({ extent }) => new Uint8Array(extent));
  let count = 0;
  for (let offset = 0; offset < wrong.length; offset++) {
    if (wrong[offset] !== 1) continue;
    count++;
    axes.forEach(({ place }, i) => (itemAt(seen, i)[place(offset)] = 1));
  }
  const sets = seen.map((marks) => [...marks.keys()].filter((at) => marks[at] === 1));
  const isAllThere = sets.reduce((product, { length }) => product * length, 1) === count;
  if (!isAllThere || count < 2 || count === wrong.length) return undefined;
  const told: Places[] = [];
  let isWhole = false; // all along an axis
  for (const [i, axis] of axes.entries()) {
    const set = itemAt(sets, i);
    if (set.length === axis.extent) {
      isWhole ||= axis.extent > 1;
      continue;
    }
    const places = placesOf(axis, set);
    if (!places) return undefined;
    told.push(places);
  }
  // Cells that are named one by one follow no rule.
  return isWhole || told.some(({ isRule }) => isRule) ? told.map(({ text }) => text) : undefined;
}

function placesOf({ name, extent }: Axis, set: readonly number[]): Places | undefined {
  const [first, last] = [itemAt(set, 0), itemAt(set, set.length - 1)];
  const isStretch = last - first + 1 === set.length;
  if (isStretch && (set.length > 1 || last === extent - 1)) return stretch(name, extent, first, last);
  const rule = everyNth(name, extent, set) ?? everyTile(name, extent, set);
  if (rule !== undefined) return { text: rule, isRule: true };
  if (set.length > MOST_NAMED) return undefined;
  return { text: `${name}${set.length > 1 ? "s" : ""} ${listed(set.map(String))}`, isRule: false };
}

function stretch(name: string, extent: number, first: number, last: number): Places {
  const length = last - first + 1;
  const tile = TILES.find((size) => length === size && first % size === 0 && extent > size);
  const leaving =
    last === extent - 1 ? TILES.filter((size) => extent > size && extent % size === length).reverse() : [];
  const words =
    length === 1
      ? `${name} ${first}`
      : tile !== undefined || (first > 0 && last < extent - 1)
        ? `${name}s ${first} to ${last}`
        : `the ${first === 0 ? "first" : "last"} ${counted(length)} ${name}s`;
  const note =
    leaving.length > 0
      ? ` (what tiles of ${listed(leaving.map(String)).replace(" and ", " or ")} leave over)`
      : tile === undefined
        ? ""
        : ` (${first === 0 ? "the first" : last === extent - 1 ? "the last" : `the ${ordinal(first / tile + 1)}`} tile of ${tile})`;
  return { text: words + note, isRule: length > 1 || note !== "" };
}

/** "every 16th row from row 3 on". */
function everyNth(name: string, extent: number, set: readonly number[]): string | undefined {
  if (set.length < 3) return undefined;
  const first = itemAt(set, 0);
  const step = itemAt(set, 1) - first;
  const isEven = step > 1 && set.every((at, i) => at === first + i * step);
  if (!isEven || first >= step || itemAt(set, set.length - 1) + step < extent) return undefined;
  return `every ${ordinal(step)} ${name} from ${name} ${first} on`;
}

/** Rows at one end of each tile, or all rows of every second tile. */
function everyTile(name: string, extent: number, set: readonly number[]): string | undefined {
  const isSet = (belongs: (at: number) => boolean): boolean => {
    let count = 0;
    for (let at = 0; at < extent; at++) if (belongs(at)) count++;
    return count === set.length && set.every(belongs);
  };
  const sizes = TILES.filter((size) => extent > 2 * size);
  const from = itemAt(set, 0);
  for (const size of sizes) {
    const isEven = isSet((at) => Math.floor(at / size) % 2 === Math.floor(from / size));
    if (isEven) return `every 2nd tile of ${size} ${name}s from ${name} ${from} on`;
  }
  for (const size of sizes) {
    const inTile = new Set(set.map((at) => at % size)).size;
    if (inTile === 1 || inTile === size) continue;
    if (isSet((at) => at % size < inTile)) return `the first ${inTile} ${name}s in every tile of ${size}`;
    if (isSet((at) => at % size >= size - inTile)) return `the last ${inTile} ${name}s in every tile of ${size}`;
  }
  return undefined;
}

/** "1st", "2nd", "11th". */
function ordinal(count: number): string {
  const tens = count % 100;
  const ending = tens > 10 && tens < 14 ? "th" : (["th", "st", "nd", "rd"][count % 10] ?? "th");
  return `${count}${ending}`;
}
