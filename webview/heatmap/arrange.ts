import type { PictureName } from "../../src/protocol/picture";

const COMFORTABLE = 1.7; // width by height of a view that reads best
const LEAST = { width: 300, height: 210 }; // CSS pixels below which a view is not worth more columns
/** Beside a large view the others may be narrower. */
const NARROW = 240;
/** Gradients that are compared may be narrower still: in a row all are seen, their rows in step. */
const ABREAST = 165;
/** CSS pixels that a bar of colours takes: of the width at a picture's side, of the height under it. */
const BAR = { side: 86, under: 20 };
/** CSS pixels from which on a view has room for sums and maxima at its picture's edges. */
const EDGED = { width: 430, height: 305 };
const LARGE = 3; // parts of a length for the view that is large, and
const SMALL = 2; // for the others

/**
 * Where a view stands on the page's grid, whether no other as high as it stands at its side, where its bar of colours
 * leaves the picture more room, and whether sums fit.
 */
interface Place {
  readonly area: string; // of CSS: row / column / end row / end column
  readonly isAlone: boolean;
  readonly bar: "side" | "under";
  readonly fitsEdges: boolean;
}

interface Size {
  readonly width: number; // CSS pixels
  readonly height: number;
}

interface Arrangement {
  readonly template: string; // of CSS: rows / columns
  readonly places: readonly Place[];
}

/** Rows and columns of equal views that come nearest to a comfortable shape and waste the fewest places. */
export function gridFor(views: number, width: number, height: number): { columns: number; rows: number } {
  let best = { columns: 1, rows: Math.max(1, views) };
  let least = Infinity;
  for (let columns = 1; columns <= Math.max(1, views); columns++) {
    if (columns > 1 && width / columns < LEAST.width) break;
    const rows = Math.ceil(views / columns);
    const waste = (rows * columns - views) / views;
    const cost = awkwardness(width / columns, height / rows) + waste;
    if (cost < least) {
      least = cost;
      best = { columns, rows };
    }
  }
  return best;
}

function awkwardness(width: number, height: number): number {
  return Math.abs(Math.log(width / Math.max(height, LEAST.height) / COMFORTABLE));
}

/** The one that is large when it is shown with two others: the answer, beside what it is made of. */
export function largeOne(shown: readonly PictureName[], isSquare: boolean): number | null {
  const at = shown.indexOf("dx");
  // Square cells want pictures of one shape, and so do gradients that are compared.
  return shown.length === 3 && at === 2 && !isSquare ? at : null;
}

/** True for gradients that are compared: side by side their rows are in step. */
export function areCompared(shown: readonly PictureName[]): boolean {
  return shown.length === 3 && shown.includes("candidate");
}

/** Places for so many views, of which one may be large, or all in a row. */
export function arrangementFor(
  views: number,
  large: number | null,
  width: number,
  height: number,
  inRow = false,
): Arrangement {
  if (large !== null) {
    const beside = besideLarge(views, large, width, height);
    if (beside) return beside;
  }
  const isRow = inRow && width / views >= ABREAST;
  const { columns, rows } = isRow ? { columns: views, rows: 1 } : gridFor(views, width, height);
  const weights = Array.from({ length: rows }, (_, row) => (columns === 1 && row === large ? LARGE : SMALL));
  const total = weights.reduce<number>((sum, weight) => sum + weight, 0);
  return {
    template: `${tracks(weights, LEAST.height)} / ${tracks(new Array<number>(columns).fill(1), 0)}`,
    places: Array.from({ length: views }, (_, i) => {
      const row = Math.floor(i / columns);
      const size = { width: width / columns, height: (height * (weights[row] ?? 1)) / total };
      const isAlone = Math.min(columns, views - row * columns) === 1;
      return placeOf(`${row + 1} / ${(i % columns) + 1}`, isAlone, size);
    }),
  };
}

/** The large view over the whole of one side, the others along the other; undefined where they have no room. */
function besideLarge(views: number, large: number, width: number, height: number): Arrangement | undefined {
  const others = views - 1;
  const share = LARGE / (LARGE + SMALL);
  const isBelow = awkwardness(width, height * share) <= awkwardness(width * share, height);
  const small = isBelow
    ? { width: width / others, height: height * (1 - share) }
    : { width: width * (1 - share), height: height / others };
  if (small.width < NARROW) return undefined;
  const big = isBelow ? { width, height: height * share } : { width: width * share, height };
  const equal = new Array<number>(others).fill(1);
  let next = 0;
  const places = Array.from({ length: views }, (_, i): Place => {
    const isLarge = i === large;
    const at = isLarge ? 0 : ++next;
    const size = isLarge ? big : small;
    if (isBelow) return placeOf(isLarge ? "2 / 1 / auto / -1" : `1 / ${at}`, isLarge || others === 1, size);
    return placeOf(isLarge ? "1 / 2 / -1 / auto" : `${at} / 1`, true, size);
  });
  const shares = [SMALL, LARGE];
  const template = isBelow
    ? `${tracks(shares, LEAST.height)} / ${tracks(equal, 0)}`
    : `${tracks(equal, LEAST.height)} / ${tracks(shares, 0)}`;
  return { template, places };
}

function tracks(weights: readonly number[], least: number): string {
  return weights.map((weight) => `minmax(${least}px, ${weight}fr)`).join(" ");
}

function placeOf(area: string, isAlone: boolean, { width, height }: Size): Place {
  const isBesideLess = BAR.side * Math.max(height, LEAST.height) < BAR.under * width; // of the picture
  const fitsEdges = width >= EDGED.width && height >= EDGED.height;
  return { area, isAlone, bar: isBesideLess ? "side" : "under", fitsEdges };
}
