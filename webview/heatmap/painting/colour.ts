import { itemAt } from "../../../src/core/item-at";
import type { Store } from "../../store";
import type { Family } from "../scale";

export type Theme = Store["theme"]["value"];

/** Steps of a colour map. Odd, so that 0 in the middle has an entry of its own, exactly neutral. */
export const STEPS = 1025;

/** Entries after the map's own, for what is not a number within the limits. */
export const SLOT = {
  nan: STEPS,
  positiveInfinite: STEPS + 1,
  negativeInfinite: STEPS + 2,
  below: STEPS + 3,
  above: STEPS + 4,
  absent: STEPS + 5,
} as const;
const ENTRIES = STEPS + 6;

/** One colour map: (STEPS + slots) colours as the bytes r, g, b, a of an ImageData, one number each. */
export type Table = Uint32Array;

/** A colour in OKLCH: lightness 0 to 1, chroma, hue in degrees. */
type Lch = readonly [l: number, c: number, h: number];
/** One that a map runs through: its position, 0 to 1, and the colour. */
type Stop = readonly [at: number, ...Lch];

interface ThemeMaps {
  /** From neutral to the ends; lightness runs evenly and alike on both sides, so equal magnitudes look equally strong. */
  readonly negative: readonly Stop[];
  readonly positive: readonly Stop[];
  readonly sequential: readonly Stop[];
  readonly slots: Readonly<Record<Exclude<keyof typeof SLOT, "below" | "above">, Lch>>;
  /**
   * Beyond the map's ends: at the fit their colour alone tells clipped cells. A diverging map leaves room beyond its
   * ends. A sequential one has no room below its lower end, which is the page's own: rust, which it never runs through.
   */
  readonly beyond: Readonly<Record<Family, Readonly<Record<"below" | "above", Lch>>>>;
}

// Blue against orange: the pair that all common kinds of colour blindness keep apart. Green and magenta, used nowhere
// in the maps, are left to infinities and NaN.
const DARK: ThemeMaps = {
  negative: [
    [0, 0.235, 0, 255],
    [0.5, 0.55, 0.125, 252],
    [1, 0.865, 0.085, 222],
  ],
  positive: [
    [0, 0.235, 0, 45],
    [0.5, 0.55, 0.145, 40],
    [1, 0.865, 0.125, 78],
  ],
  sequential: [
    [0, 0.235, 0.035, 275],
    [0.35, 0.46, 0.09, 235],
    [0.7, 0.7, 0.09, 195],
    [1, 0.95, 0.1, 105],
  ],
  slots: {
    nan: [0.68, 0.3, 330],
    positiveInfinite: [0.87, 0.27, 140],
    negativeInfinite: [0.56, 0.18, 145],
    absent: [0.31, 0, 0],
  },
  beyond: {
    diverging: { below: [0.96, 0.055, 200], above: [0.97, 0.09, 102] },
    sequential: { below: [0.35, 0.09, 50], above: [1, 0, 0] },
  },
};
const LIGHT: ThemeMaps = {
  negative: [
    [0, 0.965, 0, 245],
    [0.5, 0.65, 0.12, 245],
    [1, 0.335, 0.13, 262],
  ],
  positive: [
    [0, 0.965, 0, 60],
    [0.5, 0.65, 0.15, 48],
    [1, 0.335, 0.115, 33],
  ],
  sequential: [
    [0, 0.965, 0.025, 110],
    [0.35, 0.76, 0.095, 200],
    [0.7, 0.52, 0.11, 245],
    [1, 0.29, 0.1, 285],
  ],
  slots: {
    nan: [0.62, 0.29, 330],
    positiveInfinite: [0.74, 0.23, 142],
    negativeInfinite: [0.44, 0.14, 145],
    absent: [0.87, 0, 0],
  },
  beyond: {
    diverging: { below: [0.19, 0.06, 265], above: [0.2, 0.05, 35] },
    sequential: { below: [0.7, 0.13, 35], above: [0, 0, 0] },
  },
};
const HIGH_CONTRAST_DARK: ThemeMaps = {
  ...DARK,
  negative: [
    [0, 0.17, 0, 255],
    [0.5, 0.46, 0.14, 258],
    [1, 0.855, 0.085, 218],
  ],
  positive: [
    [0, 0.17, 0, 45],
    [0.5, 0.46, 0.13, 42],
    [1, 0.855, 0.14, 85],
  ],
  sequential: [
    [0, 0.17, 0, 275],
    [0.35, 0.36, 0.1, 255],
    [0.7, 0.69, 0.1, 200],
    [1, 1, 0, 105],
  ],
  slots: { ...DARK.slots, absent: [0.25, 0, 0] },
  beyond: {
    ...DARK.beyond,
    sequential: { ...DARK.beyond.sequential, above: [0.97, 0.09, 102] }, // nothing is lighter than this map's end
  },
};
const HIGH_CONTRAST_LIGHT: ThemeMaps = {
  ...LIGHT,
  negative: [
    [0, 1, 0, 245],
    [0.5, 0.61, 0.14, 250],
    [1, 0.325, 0.13, 264],
  ],
  positive: [
    [0, 1, 0, 60],
    [0.5, 0.61, 0.15, 45],
    [1, 0.325, 0.115, 32],
  ],
  sequential: [
    [0, 1, 0, 110],
    [0.35, 0.7, 0.1, 205],
    [0.7, 0.42, 0.12, 255],
    [1, 0.14, 0.06, 285],
  ],
};
const THEMES: Readonly<Record<Theme, ThemeMaps>> = {
  dark: DARK,
  light: LIGHT,
  "hc-dark": HIGH_CONTRAST_DARK,
  "hc-light": HIGH_CONTRAST_LIGHT,
};

const tables = new Map<string, Table>();

/** The colour map of a family in a theme. */
export function tableOf(family: Family, theme: Theme): Table {
  const key = `${family} ${theme}`;
  const known = tables.get(key);
  if (known) return known;
  const maps = THEMES[theme];
  const table = new Uint32Array(ENTRIES);
  const middle = (STEPS - 1) / 2;
  if (family === "sequential") {
    const at = mapThrough(maps.sequential);
    for (let i = 0; i < STEPS; i++) table[i] = at(i / (STEPS - 1));
  } else {
    const [negative, positive] = [mapThrough(maps.negative), mapThrough(maps.positive)];
    for (let i = 0; i < STEPS; i++) table[i] = (i < middle ? negative : positive)(Math.abs(i - middle) / middle);
  }
  for (const [slot, lch] of Object.entries({ ...maps.slots, ...maps.beyond[family] }))
    table[SLOT[slot as keyof typeof SLOT]] = packed(...lab(lch));
  tables.set(key, table);
  return table;
}

/** "rgb(r g b)" of a packed colour. */
export function cssOf(colour: number): string {
  return `rgb(${colour & 255} ${(colour >>> 8) & 255} ${(colour >>> 16) & 255})`;
}

/** Relative luminance (WCAG) of a packed colour, 0 to 1. */
export function luminanceOf(colour: number): number {
  const linear = (byte: number): number => {
    const c = byte / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(colour & 255) + 0.7152 * linear((colour >>> 8) & 255) + 0.0722 * linear((colour >>> 16) & 255);
}

type Lab = [l: number, a: number, b: number];

function lab([l, c, h]: Lch): Lab {
  const angle = (h * Math.PI) / 180;
  return [l, c * Math.cos(angle), c * Math.sin(angle)];
}

/**
 * A map from positions to colours. Lightness runs straight from the first stop to the last: equal steps of value are
 * equal steps for the eye. The colour axes run through all stops on one polynomial, so that no stop shows as a band.
 */
function mapThrough(stops: readonly Stop[]): (position: number) => number {
  const points = stops.map(([at, ...lch]) => ({ at, colour: lab(lch) }));
  const [first] = itemAt(points, 0).colour;
  const [last] = itemAt(points, points.length - 1).colour;
  return (position) => {
    let a = 0;
    let b = 0;
    for (const point of points) {
      let weight = 1;
      for (const other of points) if (other !== point) weight *= (position - other.at) / (point.at - other.at);
      a += weight * point.colour[1];
      b += weight * point.colour[2];
    }
    return packed(first + (last - first) * position, a, b);
  };
}

const CHROMA_STEPS = 250;

/** OKLab -> sRGB bytes in ImageData order, opaque. Chroma is reduced until the colour exists in sRGB. */
function packed(l: number, a: number, b: number): number {
  const kept = (taken: number): number => 1 - taken / CHROMA_STEPS;
  const isShown = (taken: number): boolean => linearRgb(l, a * kept(taken), b * kept(taken)).every(isInside);
  let least = 0;
  if (!isShown(0)) {
    let outside = 0;
    least = CHROMA_STEPS; // grey always is
    while (least - outside > 1) {
      const middle = (least + outside) >> 1;
      if (isShown(middle)) least = middle;
      else outside = middle;
    }
  }
  const colour = linearRgb(l, a * kept(least), b * kept(least)).reduceRight((bytes, value) => {
    const c = Math.min(Math.max(value, 0), 1);
    return (bytes << 8) | Math.round(255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055));
  }, 255);
  return colour >>> 0;
}

function isInside(value: number): boolean {
  return value >= -1e-4 && value <= 1 + 1e-4;
}

/** OKLab (Ottosson, 2020) -> linear sRGB. */
function linearRgb(lightness: number, a: number, b: number): [number, number, number] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}
