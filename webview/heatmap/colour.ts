import type { Store } from "../store";
import type { Family } from "./scale";

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

/** A point of a map in OKLCH: lightness 0 to 1, chroma, hue in degrees. */
interface Stop {
  readonly at: number; // position, 0 to 1
  readonly l: number;
  readonly c: number;
  readonly h: number;
}

interface ThemeMaps {
  /** From neutral to the ends; lightness runs evenly and alike on both sides, so equal magnitudes look equally strong. */
  readonly negative: readonly Stop[];
  readonly positive: readonly Stop[];
  readonly sequential: readonly Stop[];
  readonly slots: Readonly<Record<keyof typeof SLOT, Omit<Stop, "at">>>;
}

// Blue against orange: the pair that all common kinds of colour blindness keep apart. Green and magenta, used nowhere
// in the maps, are left to infinities and NaN.
const DARK: ThemeMaps = {
  negative: [
    { at: 0, l: 0.235, c: 0, h: 255 },
    { at: 0.5, l: 0.55, c: 0.125, h: 252 },
    { at: 1, l: 0.865, c: 0.085, h: 222 },
  ],
  positive: [
    { at: 0, l: 0.235, c: 0, h: 45 },
    { at: 0.5, l: 0.55, c: 0.145, h: 40 },
    { at: 1, l: 0.865, c: 0.125, h: 78 },
  ],
  sequential: [
    { at: 0, l: 0.235, c: 0.035, h: 275 },
    { at: 0.35, l: 0.46, c: 0.09, h: 235 },
    { at: 0.7, l: 0.7, c: 0.09, h: 195 },
    { at: 1, l: 0.95, c: 0.1, h: 105 },
  ],
  slots: {
    nan: { l: 0.68, c: 0.3, h: 330 },
    positiveInfinite: { l: 0.87, c: 0.27, h: 140 },
    negativeInfinite: { l: 0.56, c: 0.18, h: 145 },
    below: { l: 0.96, c: 0.055, h: 200 },
    above: { l: 0.97, c: 0.09, h: 102 },
    absent: { l: 0.31, c: 0, h: 0 },
  },
};
const LIGHT: ThemeMaps = {
  negative: [
    { at: 0, l: 0.965, c: 0, h: 245 },
    { at: 0.5, l: 0.65, c: 0.12, h: 245 },
    { at: 1, l: 0.335, c: 0.13, h: 262 },
  ],
  positive: [
    { at: 0, l: 0.965, c: 0, h: 60 },
    { at: 0.5, l: 0.65, c: 0.15, h: 48 },
    { at: 1, l: 0.335, c: 0.115, h: 33 },
  ],
  sequential: [
    { at: 0, l: 0.965, c: 0.025, h: 110 },
    { at: 0.35, l: 0.76, c: 0.095, h: 200 },
    { at: 0.7, l: 0.52, c: 0.11, h: 245 },
    { at: 1, l: 0.29, c: 0.1, h: 285 },
  ],
  slots: {
    nan: { l: 0.62, c: 0.29, h: 330 },
    positiveInfinite: { l: 0.74, c: 0.23, h: 142 },
    negativeInfinite: { l: 0.44, c: 0.14, h: 145 },
    below: { l: 0.19, c: 0.06, h: 265 },
    above: { l: 0.2, c: 0.05, h: 35 },
    absent: { l: 0.87, c: 0, h: 0 },
  },
};
const HIGH_CONTRAST_DARK: ThemeMaps = {
  ...DARK,
  negative: [
    { at: 0, l: 0.17, c: 0, h: 255 },
    { at: 0.5, l: 0.46, c: 0.14, h: 258 },
    { at: 1, l: 0.92, c: 0.07, h: 210 },
  ],
  positive: [
    { at: 0, l: 0.17, c: 0, h: 45 },
    { at: 0.5, l: 0.46, c: 0.13, h: 42 },
    { at: 1, l: 0.92, c: 0.15, h: 95 },
  ],
  sequential: [
    { at: 0, l: 0.17, c: 0, h: 275 },
    { at: 0.35, l: 0.36, c: 0.1, h: 255 },
    { at: 0.7, l: 0.69, c: 0.1, h: 200 },
    { at: 1, l: 1, c: 0, h: 105 },
  ],
  slots: { ...DARK.slots, absent: { l: 0.25, c: 0, h: 0 } },
};
const HIGH_CONTRAST_LIGHT: ThemeMaps = {
  ...LIGHT,
  negative: [
    { at: 0, l: 1, c: 0, h: 245 },
    { at: 0.5, l: 0.61, c: 0.14, h: 250 },
    { at: 1, l: 0.22, c: 0.12, h: 265 },
  ],
  positive: [
    { at: 0, l: 1, c: 0, h: 60 },
    { at: 0.5, l: 0.61, c: 0.15, h: 45 },
    { at: 1, l: 0.22, c: 0.085, h: 30 },
  ],
  sequential: [
    { at: 0, l: 1, c: 0, h: 110 },
    { at: 0.35, l: 0.7, c: 0.1, h: 205 },
    { at: 0.7, l: 0.42, c: 0.12, h: 255 },
    { at: 1, l: 0.14, c: 0.06, h: 285 },
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
  for (let i = 0; i < STEPS; i++) {
    const stop =
      family === "sequential"
        ? between(maps.sequential, i / (STEPS - 1))
        : between(i < middle ? maps.negative : maps.positive, Math.abs(i - middle) / middle);
    table[i] = packed(stop);
  }
  for (const [slot, index] of Object.entries(SLOT)) table[index] = packed(lab(maps.slots[slot as keyof typeof SLOT]));
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

interface Lab {
  readonly l: number;
  readonly a: number;
  readonly b: number;
}

function lab(stop: Omit<Stop, "at">): Lab {
  const angle = (stop.h * Math.PI) / 180;
  return { l: stop.l, a: stop.c * Math.cos(angle), b: stop.c * Math.sin(angle) };
}

/**
 * The map at a position. Lightness runs straight from the first stop to the last: equal steps of value are equal steps
 * for the eye. The colour axes run through all stops on one polynomial, so that no stop shows as a band.
 */
function between(stops: readonly Stop[], position: number): Lab {
  const last = stops[stops.length - 1];
  let a = 0;
  let b = 0;
  for (const stop of stops) {
    let weight = 1;
    for (const other of stops) if (other !== stop) weight *= (position - other.at) / (stop.at - other.at);
    const point = lab(stop);
    a += weight * point.a;
    b += weight * point.b;
  }
  return { l: stops[0].l + (last.l - stops[0].l) * position, a, b };
}

/** OKLab -> sRGB bytes in ImageData order, opaque. Chroma is reduced until the colour exists in sRGB. */
function packed({ l, a, b }: Lab): number {
  let keep = 1;
  let rgb = linearRgb(l, a, b);
  while (keep > 0 && rgb.some((value) => value < -1e-4 || value > 1 + 1e-4)) {
    keep -= 0.004;
    rgb = linearRgb(l, a * keep, b * keep);
  }
  const [red, green, blue] = rgb.map((value) => {
    const c = Math.min(Math.max(value, 0), 1);
    return Math.round(255 * (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055));
  });
  return new Uint32Array(new Uint8Array([red, green, blue, 255]).buffer)[0];
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
