import assert from "node:assert/strict";
import fc from "fast-check";
import { brief, fittedAlike, readable, short } from "../../../webview/heatmap/number-format";

const read = (text: string): number =>
  text === "+∞" ? Infinity : text === "−∞" ? -Infinity : Number(text.replace("−", "-"));

describe("numbers that are in view together", () => {
  const write = (values: readonly number[], room: number, step = Math.max(...values.map(Math.abs)) / 250) => {
    const { text } = fittedAlike(values, room, () => step, 3);
    return values.map((value) => text(value) ?? "").join(" ");
  };

  it("are written whole where all of them fit, else to the same digits, else to the same decimals", () => {
    assert.equal(write([1.5, -2.25, 0, 4], 8), "1.5 −2.25 0 4");
    assert.equal(write([2.3312345678, -4.238173, -0.17012345, 5.259848], 8), "2.33 −4.24 −0.170 5.26");
    assert.equal(write([-12.6012, 4.27012, 10.5912, -0.67412], 6), "−12.6 4.27 10.6 −0.674");
    assert.equal(write([-12.6012, 4.27012, 10.5912, -0.67412], 5), "−13 4.3 11 −0.67");
    assert.equal(write([-12.6012, 4.27012, 10.5912, -0.67412], 4), "−13 4 11 −1");
  });

  it("are all whole or all rounded, to one count of digits, and it is said which", () => {
    const values = [1.584092702124884, -0.42192, 0.5, -0];
    const { text, rounding } = fittedAlike(values, 17, () => 1e-2, 5);
    assert.equal(values.map(text).join(" "), "1.584092702124884 −0.42192 0.5 −0");
    assert.equal(rounding, "");
    const less = fittedAlike(values, 16, () => 1e-2, 5);
    assert.equal(values.map(less.text).join(" "), "1.5841 −0.42192 0.50000 −0");
    assert.equal(less.rounding, "5 digits");
    assert.equal(fittedAlike([12.6012, 4.27012, 0.67412], 4, () => 0.05, 3).rounding, "2 digits");
    assert.equal(fittedAlike([12.6012, 4.27012, 0.67412], 2, () => 0.05, 3).rounding, "whole numbers");
  });

  it("have an exponent where only that leaves them whole, and write it without a plus", () => {
    const values = [1e12, -2e12, 1.23456e9];
    assert.equal(values.map(fittedAlike(values, 9, () => 1e9, 3).text).join(" "), "1e12 −2e12 1.23456e9");
    assert.deepEqual([short(1e300), brief(-1.2e300), readable(1e300)], ["1e300", "−1e300", "1e300"]);
  });

  it("are written whole only where there is air between them", () => {
    const values = [-2.25123456, 0.5, 7.125];
    const write = (airy: number) => values.map(fittedAlike(values, 11, () => 1e-2, 3, airy).text).join(" ");
    assert.equal(write(11), "−2.25123456 0.5 7.125");
    assert.equal(write(10), "−2.25 0.500 7.13");
  });

  it("are left out together, never some of them: where one does not fit, and where one would be 0", () => {
    assert.equal(write([-12.6012, 4.27012, 10.5912, -0.67412], 2), "   ");
    assert.equal(write([12.6012, 0.0312, 4.27], 3), "  ");
    assert.equal(write([1000.0012, 1000.0021, 1000.0019], 6, 1e-5), "  ");
  });

  it("are rounded no further than colours tell apart by ten, and no matter to NaN", () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 12 }), (values, room) => {
        const step = Math.max(...values.map(Math.abs)) / 250;
        const { text: way, rounding } = fittedAlike([...values, NaN], room, () => step, 3);
        const texts = values.map(way);
        assert.ok(new Set(texts.map((text) => text === undefined)).size === 1, `${texts.join()} in ${room}`);
        texts.forEach((text, i) => {
          const value = values[i] ?? NaN;
          if (text === undefined) return;
          assert.ok(
            text.length <= room && Math.abs(read(text) - value) <= 10 * step * (1 + 1e-9),
            `${text} for ${value}`,
          );
          assert.ok((read(text) === 0) === (value === 0), `${text} for ${value}`);
          if (rounding === "") assert.equal(read(text), value);
        });
        assert.equal(way(NaN), room >= 3 ? "NaN" : undefined);
      }),
      { seed: 17, numRuns: 2000 },
    );
  });
});
