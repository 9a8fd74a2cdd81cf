import assert from "node:assert/strict";
import fc from "fast-check";
import { QUANTILES, type TensorSummary } from "../../../src/protocol/picture";
import { SLOT, STEPS, tableOf } from "../../../webview/heatmap/painting/colour";
import { createInk } from "../../../webview/heatmap/painting/ink";
import { parse } from "../../../webview/heatmap/number-format";
import { limitText, rangeText, tickTexts } from "../../../webview/heatmap/limit-labels";
import { joined, robustRange, scaleOf } from "../../../webview/heatmap/colour-limits";
import { decoded, scaleBy, toPosition, toValue, type Scale } from "../../../webview/heatmap/scale";
import type { Kind } from "../../../src/views/view";
import { scaleTicks, wholeTicks } from "../../../webview/heatmap/ticks";
import { expectedColour, paintedColour, paintedColours } from "./colours";

function summaryOf(min: number, max: number, exponent = 0): TensorSummary {
  const quantiles = QUANTILES.map((q) => min * (1 - q) + max * q);
  const counts = { nan: 0, positiveInfinite: 0, negativeInfinite: 0, zero: 0 };
  return { rows: 10, columns: 10, finite: 100, ...counts, min, max, quantiles, origin: 0, exponent, dtype: "float64" };
}
const scaleFor = (
  kind: Kind,
  summary: TensorSummary,
  choice?: Parameters<typeof scaleOf>[0]["choice"],
  robust = 1,
): Scale => scaleOf({ kind, summary, robust, choice, tolerance: 1e-9 });

const SCALES: readonly Scale[] = [
  { family: "diverging", kind: "linear", low: -3, high: 3, negativeIsAbsent: false },
  { family: "diverging", kind: "symlog", low: -3e4, high: 3e4, negativeIsAbsent: false },
  { family: "sequential", kind: "linear", low: 2, high: 9, negativeIsAbsent: false },
  { family: "sequential", kind: "symlog", low: 0, high: 700, negativeIsAbsent: false },
  { family: "sequential", kind: "log", low: 1e-16, high: 1e-3, negativeIsAbsent: true },
  { family: "diverging", kind: "linear", low: -1e308, high: 1e308, negativeIsAbsent: false },
  { family: "diverging", kind: "linear", low: -3e-310, high: 3e-310, negativeIsAbsent: false },
];

describe("scale", () => {
  it("runs from 0 at the lower limit to 1 at the upper, and back", () => {
    for (const scale of SCALES) {
      const position = toPosition(scale);
      const value = toValue(scale);
      assert.ok(Math.abs(position(scale.low)) < 1e-9, JSON.stringify(scale));
      assert.ok(Math.abs(position(scale.high) - 1) < 1e-9, JSON.stringify(scale));
      fc.assert(
        fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (t) => {
          assert.ok(Math.abs(position(value(t)) - t) < 1e-9, `${JSON.stringify(scale)} at ${t}: ${position(value(t))}`);
        }),
      );
    }
  });

  it("places 0 in the middle of a diverging map", () => {
    for (const scale of SCALES.filter(({ family }) => family === "diverging")) assert.equal(toPosition(scale)(0), 0.5);
  });

  it("multiplies by powers of two beyond what one factor can hold", () => {
    assert.equal(scaleBy(2 ** -1074, 1074), 1);
    assert.equal(scaleBy(1, -1074), 2 ** -1074);
    assert.equal(scaleBy(0.75, 1024), 1.5 * 2 ** 1023);
  });
});

const PLAIN = { origin: 0, exponent: 0 };
/** Bases of the tiles' powers of two: the tile's numbers stay near 1 whatever the tensor's are. */
const exponentOf = ({ high }: Scale): number => Math.ceil(Math.log2(high)) - 1;
const INKS = [
  ...SCALES.map((scale) => ({ scale, coding: { origin: 0, exponent: exponentOf(scale) } })),
  ...[1e8, -5e4].map((origin) => {
    const limits = { low: origin - 0.01, high: origin + 0.02 };
    const scale = { family: "sequential", kind: "linear", ...limits, negativeIsAbsent: false } as const;
    return { scale, coding: { origin, exponent: -6 } };
  }),
].map(({ scale, coding }) => ({ scale, coding, ink: createInk(scale, tableOf(scale.family, "dark"), coding) }));

describe("ink", () => {
  it("colours every number within one step of where the scale puts it", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...INKS),
        fc.double({ min: -1.5, max: 1.5, noNaN: true }),
        ({ scale, coding, ink }, t) => {
          const value = toValue(scale)(Math.abs(t) > 1 ? Math.sign(t) : t);
          if (!Number.isFinite(value)) return;
          const inTile = Math.fround(scaleBy(value - coding.origin, -coding.exponent));
          const step = toPosition(scale)(decoded(inTile, coding)) * (STEPS - 1);
          const table = tableOf(scale.family, "dark");
          const colour = paintedColour(ink, inTile);
          if (scale.negativeIsAbsent && value < 0) return assert.equal(colour, table[SLOT.absent]);
          // Half a step for rounding, and up to one for the 16 bits that curved scales look at.
          const near = [-2, -1, 0, 1, 2].map((d) => table[Math.min(Math.max(Math.round(step) + d, 0), STEPS - 1)]);
          const beyond = step < 0.5 ? [table[SLOT.below]] : step > STEPS - 1.5 ? [table[SLOT.above]] : [];
          assert.ok([...near, ...beyond].includes(colour), `${JSON.stringify(scale)} value ${value} step ${step}`);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("gives NaN, infinities, clipped and unchecked cells entries of their own", () => {
    for (const scale of SCALES.slice(0, 5)) {
      const table = tableOf(scale.family, "dark");
      const ink = createInk(scale, table, PLAIN);
      assert.equal(paintedColour(ink, NaN), table[SLOT.nan]);
      assert.equal(paintedColour(ink, Infinity), table[SLOT.positiveInfinite]);
      assert.equal(paintedColour(ink, -Infinity), table[SLOT.negativeInfinite]);
      assert.equal(paintedColour(ink, scale.high * 1.1), table[SLOT.above]);
      if (scale.family === "diverging") assert.equal(paintedColour(ink, scale.low * 1.1), table[SLOT.below]);
      if (scale.negativeIsAbsent) assert.equal(paintedColour(ink, -1), table[SLOT.absent]);
    }
  });

  it("paints bit by bit as its readable twin does, whatever the numbers and however many", () => {
    const number = fc.oneof(
      fc.float(),
      fc.double({ min: -1.2, max: 1.2, noNaN: true }),
      fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 1, -1, 1e-45),
    );
    const inks = [false, true].flatMap((negativeIsAbsent) =>
      [
        { low: -1, high: 1 },
        { low: 0, high: 1 },
        { low: 0.25, high: 0.75 },
        { low: -3e-39, high: 1e38 },
      ].map((limits) =>
        createInk(
          { family: "diverging", kind: "linear", ...limits, negativeIsAbsent },
          tableOf("diverging", "dark"),
          PLAIN,
        ),
      ),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...inks, ...INKS.map(({ ink }) => ink)),
        fc.array(number, { minLength: 1, maxLength: 600 }),
        (ink, numbers) => {
          const values = Float32Array.from(numbers);
          assert.deepEqual(
            [...paintedColours(ink, values)],
            Array.from(values, (value) => expectedColour(ink, value)),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it("takes the limits themselves as inside, after rounding to single precision too", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-30, max: 1e30, noNaN: true }),
        fc.constantFrom("linear", "symlog", "log"),
        (high, kind) => {
          const low = kind === "log" ? high * 1e-6 : -high;
          const family = kind === "log" ? "sequential" : "diverging";
          const table = tableOf(family, "light");
          const ink = createInk({ family, kind, low, high, negativeIsAbsent: false }, table, PLAIN);
          assert.notEqual(paintedColour(ink, Math.fround(high)), table[SLOT.above]);
          assert.notEqual(paintedColour(ink, Math.fround(low)), table[SLOT.below]);
        },
      ),
    );
  });
});

describe("limits", () => {
  it("centre gradients on 0, and values when they have both signs", () => {
    assert.deepEqual(scaleFor("gradient", summaryOf(1, 3)), {
      family: "diverging",
      kind: "linear",
      low: -3,
      high: 3,
      negativeIsAbsent: false,
    });
    assert.equal(scaleFor("value", summaryOf(-1, 3)).low, -3);
    const positive = scaleFor("value", summaryOf(1e6, 1e6 + 2));
    assert.deepEqual([positive.family, positive.low, positive.high], ["sequential", 1e6, 1e6 + 2]);
  });

  it("are logarithmic for errors, with the tolerance inside", () => {
    const scale = scaleFor("error", summaryOf(0, 1e-13));
    assert.equal(scale.kind, "log");
    assert.ok(scale.low < 1e-13 && scale.high > 1e-9, `${scale.low} to ${scale.high}`);
    assert.ok(scale.negativeIsAbsent);
  });

  it("leave out the tails when they are to be robust", () => {
    const summary = { ...summaryOf(-1000, 1000), quantiles: [-9, -5, -3, -1, 0, 1, 3, 5, 9] };
    assert.deepEqual(robustRange(summary, 1), { low: -1000, high: 1000 });
    assert.deepEqual(robustRange(summary, 0.998), { low: -9, high: 9 });
    assert.deepEqual(robustRange(summary, 0.98), { low: -5, high: 5 });
    assert.deepEqual(robustRange(summary, 0.9), { low: -3, high: 3 });
    assert.equal(scaleFor("gradient", summary, undefined, 0.98).high, 5);
  });

  it("widen until they hold more than one value", () => {
    const sparse = { ...summaryOf(-40, 50), quantiles: [-20, 0, 0, 0, 0, 0, 0, 0, 30] };
    assert.deepEqual(robustRange(sparse, 0.9), { low: -20, high: 30 });
    assert.deepEqual(robustRange(sparse, 0.98), { low: -20, high: 30 });
    const sparser = { ...summaryOf(0, 1e-8), quantiles: QUANTILES.map(() => 0) };
    assert.deepEqual(robustRange(sparser, 0.98), { low: 0, high: 1e-8 });
    assert.equal(scaleFor("gradient", sparser, undefined, 0.98).high, 1e-8);
  });

  it("take what is typed", () => {
    assert.equal(scaleFor("gradient", summaryOf(-1, 1), { kind: "auto", low: null, high: 7 }).low, -7);
    assert.equal(scaleFor("magnitude", summaryOf(0, 1), { kind: "auto", low: 0.2, high: null }).low, 0.2);
    assert.equal(scaleFor("gradient", summaryOf(-1, 1), { kind: "log", low: null, high: null }).family, "sequential");
  });

  it("are usable whatever the numbers are", () => {
    const bound = fc.oneof(
      fc.constantFrom(0, -0, 1e300, -1e300, 1e-300, 5e-324, 1),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    fc.assert(
      fc.property(
        bound,
        bound,
        fc.constantFrom<Kind>("value", "gradient", "magnitude", "error"),
        fc.constantFrom("auto", "linear", "symlog", "log"),
        (a, b, kind, choice) => {
          const scale = scaleFor(kind, summaryOf(Math.min(a, b), Math.max(a, b)), {
            kind: choice,
            low: null,
            high: null,
          });
          assert.ok(scale.low < scale.high, `${scale.low} to ${scale.high}`);
          assert.ok(Number.isFinite(scale.low) && Number.isFinite(scale.high));
          if (scale.kind === "log") assert.ok(scale.low > 0);
          if (scale.family === "diverging") assert.equal(scale.low, -scale.high);
          const ticks = scaleTicks(scale, 6);
          assert.ok(ticks.length <= 12, `${ticks.length} ticks`);
          for (const tick of ticks) assert.ok(tick >= scale.low && tick <= scale.high, `${tick}`);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("are joined so that every tensor fits", () => {
    const one = scaleFor("gradient", summaryOf(-1, 1));
    const two = scaleFor("gradient", summaryOf(-1, 4));
    assert.deepEqual(joined([one, two]), two);
    assert.equal(joined([]), undefined);
  });
});

describe("ticks", () => {
  it("stand at round whole numbers, and never too many", () => {
    assert.deepEqual(wholeTicks(0, 10, 5), [0, 2, 4, 6, 8]);
    assert.deepEqual(wholeTicks(3, 4, 5), [3]);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e7 }),
        fc.integer({ min: 1, max: 1e7 }),
        fc.integer({ min: 1, max: 20 }),
        (from, length, most) => {
          const ticks = wholeTicks(from, from + length, most);
          assert.ok(ticks.length <= most + 1);
          for (const tick of ticks) assert.ok(Number.isInteger(tick) && tick >= from && tick < from + length);
        },
      ),
    );
  });

  it("of a logarithmic bar are powers of ten", () => {
    const ticks = scaleTicks({ family: "sequential", kind: "log", low: 1e-16, high: 1e-2, negativeIsAbsent: true }, 7);
    assert.ok(ticks.length >= 3);
    for (const tick of ticks) assert.ok(Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-9);
  });
});

describe("labels of a colour bar", () => {
  const linear = (low: number, high: number): Scale => {
    const family = low === -high ? "diverging" : "sequential";
    return { family, kind: "linear", low, high, negativeIsAbsent: false };
  };
  const textsOf = (scale: Scale): string[] => [
    limitText(scale, "low"),
    ...tickTexts(scaleTicks(scale, 8)),
    limitText(scale, "high"),
  ];

  it("have as many digits as tell neighbours apart", () => {
    assert.deepEqual(textsOf(linear(999.99, 1000.01)), ["999.99", "999.995", "1000", "1000.005", "1000.01"]);
    assert.equal(rangeText(linear(9999.99, 10000.01)), "9999.99 … 10000.01");
    assert.equal(rangeText(linear(-3, 3)), "± 3");
    for (const scale of [
      linear(1000 - 0.01, 1000 + 0.01),
      linear(1.001, 1.004),
      linear(-1e-9, 1e-9),
      linear(0, 1234.5),
    ]) {
      const texts = textsOf(scale);
      assert.ok(texts.length >= 5, texts.join(" "));
      assert.equal(new Set(texts).size, texts.length, texts.join(" "));
    }
  });

  it("typed again move no limit noticeably", () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(number, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (low, range) => {
        const scale = linear(low, low + range);
        for (const end of ["low", "high"] as const) {
          const typed = parse(limitText(scale, end)) ?? NaN;
          assert.ok(Math.abs(typed - scale[end]) <= range / 300, `${scale[end]} reads ${limitText(scale, end)}`);
        }
      }),
    );
  });

  it("are none on a scale without end", () => {
    for (const kind of ["linear", "symlog", "log"] as const)
      assert.deepEqual(scaleTicks({ ...linear(1, Infinity), kind }, 8), []);
  });
});
