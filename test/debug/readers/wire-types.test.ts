import assert from "node:assert/strict";
import { decode, WIRES, type Wire } from "../../../src/debug/readers/wire-types";
import { sameValues } from "../support";

describe("Decoding", () => {
  it("knows all 65,536 half-precision numbers", () => {
    const bits = Uint16Array.from({ length: 65536 }, (_, i) => i);
    const { values } = decode(new Uint8Array(bits.buffer), "float16", [65536]).tensor;
    for (let i = 0; i < 65536; i++) {
      const sign = i >> 15 ? -1 : 1;
      const exponent = (i >> 10) & 31;
      const fraction = i & 1023;
      const scale = 2 ** (exponent === 0 ? -14 : exponent - 15);
      const expected =
        exponent < 31 ? sign * scale * ((exponent ? 1 : 0) + fraction / 1024) : fraction ? NaN : sign * Infinity;
      assert.ok(Object.is(values[i], expected), `bits ${i}: expected ${expected}, got ${values[i]}`);
    }
  });

  it("keeps every bit of bfloat16", () => {
    const { values } = decode(Uint8Array.of(0x80, 0x3f, 0x00, 0x80, 0x80, 0xff, 0x01, 0x00), "bfloat16", [4]).tensor;
    sameValues(values, [1, -0, -Infinity, 2 ** -133], "bfloat16");
  });

  it("refuses a number of bytes that is not the shape's, and copies bytes that are not aligned", () => {
    for (const wire of Object.keys(WIRES) as Wire[]) {
      assert.throws(() => decode(new Uint8Array(6 * WIRES[wire] + 1), wire, [2, 3]), /expected \d+ bytes/);
      const shifted = new Uint8Array(6 * WIRES[wire] + 1).subarray(1);
      assert.equal(decode(shifted, wire, [2, 3]).tensor.values.length, 6);
    }
  });
});
