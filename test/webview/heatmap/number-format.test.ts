import assert from "node:assert/strict";
import fc from "fast-check";
import { fitted, shortest } from "../../../webview/heatmap/number-format";

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

  it("say by their zeros that they were rounded", () => {
    assert.equal(fitted(1.00004, 6, 1e-3, 5), "1.0000");
    assert.equal(fitted(1, 6, 1e-3, 5), "1");
    assert.equal(fitted(-0, 6, 1e-3, 5), "−0");
    assert.equal(fitted(123456.7, 4, 1, 5), undefined);
  });
});
