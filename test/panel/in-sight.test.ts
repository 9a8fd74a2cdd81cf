import assert from "node:assert/strict";
import { inSight } from "../../src/panel/in-sight";

const OVERRIDE = "a\u202eb"; // turns the direction of writing
const SEEN = "a\\u202eb";

describe("What a page is told", () => {
  it("holds every text as it can be seen, however deep it stands", () => {
    const told = {
      title: OVERRIDE,
      notes: ["plain", OVERRIDE],
      shown: { stop: { name: OVERRIDE, number: 3 }, none: null },
    };
    assert.deepEqual(inSight(told), {
      title: SEEN,
      notes: ["plain", SEEN],
      shown: { stop: { name: SEEN, number: 3 }, none: null },
    });
    assert.equal(told.title, OVERRIDE, "what was told is not changed");
  });

  it("is the very same object where it holds no such text, in each of its parts", () => {
    const plain = { title: "x", notes: ["a note"] };
    assert.equal(inSight(plain), plain);
    const told = inSight({ title: OVERRIDE, part: plain });
    assert.equal(told.part, plain);
  });

  it("keeps numbers as they are, and looks at no tensor", () => {
    const values = Float64Array.of(1, NaN);
    const shape = [2, 1];
    const told = inSight({ title: OVERRIDE, values, shape });
    assert.equal(told.values, values);
    assert.equal(told.shape, shape);
  });
});
