import assert from "node:assert/strict";
import {
  cssOf,
  luminanceOf,
  SLOT,
  STEPS,
  tableOf,
  type Table,
  type Theme,
} from "../../../webview/heatmap/painting/colour";
import { itemAt } from "../../../src/core/item-at";

const THEMES: readonly Theme[] = ["dark", "light", "hc-dark", "hc-light"];
const MIDDLE = (STEPS - 1) / 2;

type Rgb = readonly [number, number, number];
const rgbOf = (colour: number): Rgb => [colour & 255, (colour >>> 8) & 255, (colour >>> 16) & 255];

/** sRGB -> CIE L*a*b* (D65), a measure of difference that the maps were not built with. */
function lab(rgb: Rgb): Rgb {
  const linear = (v: number): number => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  const [r, g, b] = [linear(rgb[0]), linear(rgb[1]), linear(rgb[2])];
  const f = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 / 116) * t + 16 / 116);
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
function difference(a: number, b: number, seenAs: (rgb: Rgb) => Rgb = (rgb) => rgb): number {
  const [l1, a1, b1] = lab(seenAs(rgbOf(a)));
  const [l2, a2, b2] = lab(seenAs(rgbOf(b)));
  return Math.hypot(l1 - l2, a1 - a2, b1 - b2);
}

/** Full dichromacy on linear RGB (Viénot, Brettel and Mollon, 1999). */
function blind([red, green, blue]: readonly [Rgb, Rgb, Rgb]): (rgb: Rgb) => Rgb {
  return (rgb) => {
    const linear = rgb.map((v) => (v / 255) ** 2.2);
    const seen = (row: Rgb): number => {
      const v = row.reduce((sum, weight, i) => sum + weight * itemAt(linear, i), 0);
      return 255 * Math.min(Math.max(v, 0), 1) ** (1 / 2.2);
    };
    return [seen(red), seen(green), seen(blue)];
  };
}
const PROTAN = blind([
  [0.11238, 0.88762, 0],
  [0.11238, 0.88762, 0],
  [0.00401, -0.00401, 1],
]);
const DEUTAN = blind([
  [0.29275, 0.70725, 0],
  [0.29275, 0.70725, 0],
  [-0.02234, 0.02234, 1],
]);
const NORMAL = (rgb: Rgb): Rgb => rgb;

const lightness = (table: Table, i: number): number => lab(rgbOf(itemAt(table, i)))[0];

describe("colour maps", () => {
  for (const theme of THEMES) {
    it(`${theme}: 0 is exactly neutral, in an entry of its own`, () => {
      const [r, g, b] = rgbOf(itemAt(tableOf("diverging", theme), MIDDLE));
      assert.ok(r === g && g === b, `got ${r}, ${g}, ${b}`);
      assert.equal(STEPS % 2, 1);
    });

    it(`${theme}: lightness runs evenly, and alike on both sides of 0`, () => {
      const table = tableOf("diverging", theme);
      const span = Math.abs(lightness(table, 0) - lightness(table, MIDDLE));
      assert.ok(span > 50, `expected half a map to span over 50 L*, got ${span}`);
      for (let i = 0; i <= MIDDLE; i += 32) {
        const here = lightness(table, MIDDLE - i);
        const there = lightness(table, MIDDLE + i);
        assert.ok(Math.abs(here - there) < 0.1 * span, `step ${i}: ${here} and ${there}`);
        const even = lightness(table, MIDDLE) + ((lightness(table, 0) - lightness(table, MIDDLE)) * i) / MIDDLE;
        assert.ok(Math.abs(here - even) < 0.1 * span, `step ${i}: ${here}, evenly ${even}`);
      }
      const sequential = tableOf("sequential", theme);
      const direction = Math.sign(lightness(sequential, STEPS - 1) - lightness(sequential, 0));
      for (let i = 16; i < STEPS; i += 16)
        assert.ok(direction * (lightness(sequential, i) - lightness(sequential, i - 16)) > 0, `step ${i}`);
    });

    it(`${theme}: no two neighbouring entries differ visibly`, () => {
      for (const family of ["diverging", "sequential"] as const) {
        const table = tableOf(family, theme);
        for (let i = 1; i < STEPS; i++)
          assert.ok(
            difference(itemAt(table, i), itemAt(table, i - 1)) < 2.3,
            `${family} ${i}: ${cssOf(itemAt(table, i - 1))} ${cssOf(itemAt(table, i))}`,
          );
      }
    });

    it(`${theme}: the sides of 0 are told apart by colour-blind eyes`, () => {
      const table = tableOf("diverging", theme);
      for (const seen of [NORMAL, PROTAN, DEUTAN]) {
        for (const share of [0.25, 0.5, 0.75, 1]) {
          const i = Math.round(MIDDLE * share);
          const apart = difference(itemAt(table, MIDDLE - i), itemAt(table, MIDDLE + i), seen);
          assert.ok(apart > 20, `at ${share}: ${apart}`);
        }
      }
    });

    it(`${theme}: what is no number looks like no number of the map`, () => {
      for (const family of ["diverging", "sequential"] as const) {
        const table = tableOf(family, theme);
        for (const slot of [SLOT.nan, SLOT.positiveInfinite, SLOT.negativeInfinite]) {
          let nearest = Infinity;
          for (let i = 0; i < STEPS; i++)
            nearest = Math.min(nearest, difference(itemAt(table, slot), itemAt(table, i)));
          assert.ok(nearest > 25, `${family} slot ${slot}: ${nearest} from the map`);
        }
        assert.ok(difference(itemAt(table, SLOT.nan), itemAt(table, SLOT.positiveInfinite)) > 40);
        assert.ok(difference(itemAt(table, SLOT.positiveInfinite), itemAt(table, SLOT.negativeInfinite)) > 25);
      }
    });

    it(`${theme}: what is clipped looks like nothing else, to colour-blind eyes too`, () => {
      for (const family of ["diverging", "sequential"] as const) {
        const table = tableOf(family, theme);
        for (const slot of ["below", "above"] as const) {
          for (const seen of [NORMAL, PROTAN, DEUTAN]) {
            for (let i = 0; i < table.length; i++) {
              if (i === SLOT[slot]) continue;
              const apart = difference(itemAt(table, SLOT[slot]), itemAt(table, i), seen);
              assert.ok(apart > 15, `${family} ${slot}: ${apart} from entry ${i}, ${cssOf(itemAt(table, i))}`);
            }
          }
        }
      }
    });
  }

  it("measures luminance as WCAG does", () => {
    assert.equal(luminanceOf(0xff000000), 0);
    assert.ok(Math.abs(luminanceOf(0xffffffff) - 1) < 1e-12);
    assert.ok(Math.abs(luminanceOf(0xff0000ff) - 0.2126) < 1e-12);
  });
});
