import assert from "node:assert/strict";
import { Random } from "../../src/core/arithmetic/random";
import { fromBase64, toBase64 } from "../../src/encoding/base64";

const random = new Random(64);

describe("base64", () => {
  it("is Node's own, there and back, at every length and across pieces", () => {
    for (const length of [...Array(100).keys(), 24575, 24576, 24577, 49153, 200_000]) {
      const bytes = Uint8Array.from({ length }, () => random.below(256));
      const text = toBase64(bytes);
      assert.equal(text, Buffer.from(bytes).toString("base64"), `length ${length}`);
      assert.deepEqual(fromBase64(text), bytes, `length ${length}`);
    }
  });

  it("takes the bytes of any array, and only its own", () => {
    const values = Float64Array.of(1, -0.1, NaN, 1e300).subarray(1, 3);
    assert.deepEqual(new Float64Array(fromBase64(toBase64(values)).buffer), Float64Array.of(-0.1, NaN));
  });

  it("throws where a text is no base64", () => {
    for (const text of ["AAA?", "A", "AAAAA", "\u00e4AAA"]) assert.throws(() => fromBase64(text), text);
  });
});
