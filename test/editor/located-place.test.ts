import assert from "node:assert/strict";
import { Located } from "../../src/editor/located-place";

describe("where something stands in a text", () => {
  it("is looked for once in each version, also where it is not there", async () => {
    const located = new Located<number>();
    const searches: number[] = [];
    const at = (version: number, place: number | undefined): Promise<number | undefined> =>
      located.in(version, () => {
        searches.push(version);
        return Promise.resolve(place);
      });
    assert.deepEqual(await Promise.all([at(1, 5), at(1, 6)]), [5, 5]);
    assert.deepEqual([await at(2, undefined), await at(2, 7)], [undefined, undefined]);
    assert.deepEqual(searches, [1, 2]);
    located.keep(2, 8);
    assert.equal(await at(2, 9), 8);
  });

  it("is looked for again in the same version after a search that failed", async () => {
    const located = new Located<number>();
    assert.equal(await located.in(1, () => Promise.resolve(null)), undefined);
    assert.equal(await located.in(1, () => Promise.resolve(3)), 3);
  });

  it("is not forgotten because an earlier search fails late", async () => {
    const located = new Located<number>();
    let fail = (): void => undefined;
    const late = located.in(1, () => new Promise((resolve) => (fail = () => resolve(null))));
    assert.equal(await located.in(2, () => Promise.resolve(4)), 4);
    fail();
    await late;
    assert.equal(await located.in(2, () => Promise.resolve(5)), 4);
  });
});
