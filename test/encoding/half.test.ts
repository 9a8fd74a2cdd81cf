import assert from "node:assert/strict";
import fc from "fast-check";
import {
  bfloat16ToNumber,
  float16ToNumber,
  numberToBfloat16,
  numberToFloat16,
  roundToBfloat16,
  roundToFloat16,
} from "../../src/encoding/half";
import { bfloat16sToNumbers, float16sToNumbers } from "../../src/encoding/loops/half-arrays";

interface Kind {
  readonly name: string;
  readonly decode: (bits: number) => number;
  readonly decodeAll: (patterns: Uint16Array) => Float32Array;
  readonly encode: (value: number) => number;
  readonly fraction: number; // bits
  readonly bias: number;
  readonly infinity: number; // its pattern
}
const KINDS: readonly Kind[] = [
  {
    name: "float16",
    decode: float16ToNumber,
    decodeAll: float16sToNumbers,
    encode: numberToFloat16,
    fraction: 10,
    bias: 15,
    infinity: 0x7c00,
  },
  {
    name: "bfloat16",
    decode: bfloat16ToNumber,
    decodeAll: bfloat16sToNumbers,
    encode: numberToBfloat16,
    fraction: 7,
    bias: 127,
    infinity: 0x7f80,
  },
];

for (const { name, decode, decodeAll, encode, fraction, bias, infinity } of KINDS) {
  describe(name, () => {
    it("decodes all 65,536 patterns by the definition of IEEE 754", () => {
      for (let bits = 0; bits < 65536; bits++) {
        const exponent = (bits & 0x7fff) >> fraction;
        const rest = bits & (2 ** fraction - 1);
        const sign = bits >> 15 ? -1 : 1;
        const special = bits & infinity;
        const size =
          exponent === 0 ? rest * 2 ** (1 - bias - fraction) : (1 + rest / 2 ** fraction) * 2 ** (exponent - bias);
        const expected = special === infinity ? (rest ? NaN : sign * Infinity) : sign * size;
        assert.ok(Object.is(decode(bits), expected), `pattern ${bits}: got ${decode(bits)}, expected ${expected}`);
      }
    });

    it("decodes many as it does one", () => {
      const patterns = Uint16Array.from({ length: 65536 }, (_, bits) => bits);
      const all = decodeAll(patterns);
      const odd = patterns.find((bits) => !Object.is(all[bits], decode(bits)));
      assert.equal(odd, undefined);
      assert.deepEqual(decodeAll(patterns.subarray(7, 9)), Float32Array.of(decode(7), decode(8)));
    });

    it("encodes every one of them back to its own pattern, and NaN to one NaN", () => {
      for (let bits = 0; bits < 65536; bits++) {
        const value = decode(bits);
        if (Number.isNaN(value)) assert.ok(Number.isNaN(decode(encode(value))), `pattern ${bits}`);
        else assert.equal(encode(value), bits, `pattern ${bits}`);
      }
    });

    it("rounds what lies between neighbours to the nearer, and ties to even", () => {
      for (let bits = 0; bits < infinity; bits++) {
        const low = decode(bits);
        // Beyond the largest number the next step of the same size decides about infinity.
        const high = bits + 1 === infinity ? 2 * low - decode(bits - 1) : decode(bits + 1);
        const middle = (low + high) / 2; // exact: one bit more than either
        const tie = bits % 2 === 0 ? bits : bits + 1;
        const below = middle * (1 - 2 ** -52);
        const above = middle * (1 + 2 ** -52);
        for (const sign of [1, -1]) {
          const mark = sign < 0 ? 0x8000 : 0;
          assert.equal(encode(sign * middle), tie | mark, `tie above pattern ${bits}`);
          assert.equal(encode(sign * below), bits | mark, `below the tie above pattern ${bits}`);
          assert.equal(encode(sign * above), (bits + 1) | mark, `above the tie above pattern ${bits}`);
        }
      }
    });
  });
}

describe("rounding to 16 bits", () => {
  it("keeps what is already rounded, the sign of zero, and order", () => {
    for (const round of [roundToFloat16, roundToBfloat16]) {
      fc.assert(
        fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
          assert.ok(Object.is(round(round(a)), round(a)), `${a}`);
          assert.ok(a > b || round(a) <= round(b), `${a} and ${b}`);
          assert.equal(Object.is(Math.sign(round(a)), -0) || round(a) < 0, Object.is(a, -0) || a < 0);
        }),
        { seed: 16, numRuns: 2000 },
      );
    }
  });
});
