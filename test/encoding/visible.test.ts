import assert from "node:assert/strict";
import fc from "fast-check";
import { visible, visibleJson } from "../../src/encoding/visible";

describe("A text from outside", () => {
  it("is shown as it is where all of it can be seen", () => {
    for (const text of ["x", "größe 大小 👩‍💻", "layer[0].weight", "می‌خواهم", "a b"]) assert.equal(visible(text), text);
  });

  it("has what cannot be seen written out", () => {
    assert.equal(visible("\u001b[31m"), "\\u001b[31m");
    assert.equal(visible("a\nb\tc\r"), "a\\nb\\tc\\r");
    assert.equal(visible("\u202egnp.exe\u2066"), "\\u202egnp.exe\\u2066");
    assert.equal(visible("\u009b2J\u007f"), "\\u009b2J\\u007f");
  });

  it("is harmless as JSON, and the same value", () => {
    const unit = fc.oneof(
      fc.integer({ min: 0, max: 0xa0 }),
      fc.integer({ min: 0x2000, max: 0x2070 }),
      fc.constant(0xfeff),
    );
    const text = fc.array(unit).map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(text, (value) => {
        const json = visibleJson(JSON.stringify({ [value]: value }, null, 1));
        assert.deepEqual(JSON.parse(json), { [value]: value });
        // eslint-disable-next-line no-control-regex
        assert.doesNotMatch(json + visible(value), /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\ufeff]/);
      }),
    );
  });
});
