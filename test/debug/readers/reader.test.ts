import assert from "node:assert/strict";
import { sizeText } from "../../../src/debug/readers/reader";

describe("Sizes", () => {
  it("are given in the unit that suits them", () => {
    assert.deepEqual([0, 400, 1024, 1536, 2 ** 31, 3 * 2 ** 40].map(sizeText), [
      "0 bytes",
      "400 bytes",
      "1 KiB",
      "1.5 KiB",
      "2 GiB",
      "3 TiB",
    ]);
  });
});
