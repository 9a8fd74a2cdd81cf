import assert from "node:assert/strict";
import fc from "fast-check";
import { fitted, fittedAlike, shortest } from "../../../webview/heatmap/number-format";

const read = (text: string): number =>
  text === "+∞" ? Infinity : text === "−∞" ? -Infinity : Number(text.replace("−", "-"));

describe("numbers that have to fit", () => {
  it("are written whole where there is room, and else no further off than they may be", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e300, max: 1e300, noNaN: true }),
        fc.integer({ min: 3, max: 24 }),
        fc.double({ min: 1e-6, max: 0.5, noNaN: true }),
        (value, room, share) => {
          const distance = Math.abs(value) * share;
          const text = fitted(value, room, distance, 5);
          const whole = shortest(value);
          assert.ok(Object.is(read(whole), value), `${value} became ${whole}`);
          if (whole.length <= room) assert.equal(text, whole);
          if (text === undefined) return;
          assert.ok(text.length <= room, `${text} in ${room}`);
          assert.ok(Math.abs(read(text) - value) <= distance * (1 + 1e-9), `${text} for ${value} within ${distance}`);
        },
      ),
      { seed: 11, numRuns: 2000 },
    );
  });

  it("have an exponent where only that leaves them whole", () => {
    assert.equal(fitted(1e12, 8, 1e9, 5), "1e12");
    assert.equal(fitted(-0.0001234, 9, 1e-8, 5), "−1.234e-4");
    assert.equal(fitted(120000, 6, 1, 5), "120000");
    assert.equal(fittedAlike([1e12, -2e12, 1.23456e9], 9, () => 1e9, 3)(1e12), "1e12");
  });

  it("say by their zeros that they were rounded", () => {
    assert.equal(fitted(1.00004, 6, 1e-3, 5), "1.0000");
    assert.equal(fitted(1, 6, 1e-3, 5), "1");
    assert.equal(fitted(-0, 6, 1e-3, 5), "−0");
    assert.equal(fitted(123456.7, 4, 1, 5), undefined);
  });
});

describe("numbers that stand in a row", () => {
  const write = (values: readonly number[], room: number, step = Math.max(...values.map(Math.abs)) / 250) => {
    const way = fittedAlike(values, room, () => step, 3);
    return values.map((value) => way(value) ?? "").join(" ");
  };

  it("are written whole where all of them fit, else to the same digits, else to the same decimals", () => {
    assert.equal(write([1.5, -2.25, 0, 4], 8), "1.5 −2.25 0 4");
    assert.equal(write([2.3312345678, -4.238173, -0.17012345, 5.259848], 8), "2.33 −4.24 −0.170 5.26");
    assert.equal(write([-12.6012, 4.27012, 10.5912, -0.67412], 6), "−12.6 4.27 10.6 −0.674");
    assert.equal(write([-12.6012, 4.27012, 10.5912, -0.67412], 5), "−12.6 4.3 10.6 −0.7");
    assert.equal(write([-12.6012, 4.27012, 10.5912, -0.67412], 4), "−13 4 11 −1");
  });

  it("are written whole only where there is air between them", () => {
    const values = [-2.25123456, 0.5, 7.125];
    const write = (airy: number) => values.map(fittedAlike(values, 11, () => 1e-2, 3, airy)).join(" ");
    assert.equal(write(11), "−2.25123456 0.5 7.125");
    assert.equal(write(10), "−2.25 0.5 7.13");
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
        const way = fittedAlike([...values, NaN], room, () => step, 3);
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
        });
        assert.equal(way(NaN), room >= 3 ? "NaN" : undefined);
      }),
      { seed: 17, numRuns: 2000 },
    );
  });
});
