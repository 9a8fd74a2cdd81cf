import assert from "node:assert/strict";
import { crc32 as zlibCrc } from "node:zlib";
import { Random } from "../../../src/core/arithmetic/random";
import { crc32 } from "../../../src/encoding/loops/crc32";

describe("CRC-32", () => {
  it("is zlib's, in one piece and in two, at every length", () => {
    const random = new Random(11);
    const bytes = Uint8Array.from({ length: 300 }, () => random.below(256));
    for (let length = 0; length <= 300; length++) {
      const part = bytes.subarray(0, length);
      assert.equal(crc32(part), zlibCrc(part), `length ${length}`);
      const cut = random.below(length + 1);
      assert.equal(
        crc32(part.subarray(cut), crc32(part.subarray(0, cut))),
        zlibCrc(part),
        `length ${length} cut at ${cut}`,
      );
    }
  });
});
