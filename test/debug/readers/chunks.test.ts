import assert from "node:assert/strict";
import { failure, success } from "../../../src/core/fault";
import { collect } from "../../../src/debug/readers/chunks";
import { must, options } from "../support";

describe("Chunks", () => {
  it("are whole items, cover everything once, and stop at the first fault", async () => {
    const total = 8 * 1000;
    const asked: [number, number][] = [];
    const fetch = (start: number, stop: number): Promise<ReturnType<typeof success<Uint8Array>>> => {
      asked.push([start, stop]);
      return Promise.resolve(success(Uint8Array.from({ length: stop - start }, (_, i) => (start + i) % 251)));
    };
    const got = must(await collect(total, 8, fetch, options().signal, undefined, 100));
    assert.equal(got.chunks, Math.ceil(total / 96));
    assert.ok(asked.every(([start]) => start % 8 === 0));
    assert.ok(got.bytes.every((byte, i) => byte === i % 251));
    let calls = 0;
    const failed = await collect(
      total,
      8,
      () => Promise.resolve(++calls === 5 ? failure("refused", "no") : success(new Uint8Array(96))),
      options().signal,
      undefined,
      100,
    );
    assert.equal(failed.ok, false);
    assert.ok(calls <= 6, `expected at most one call more, got ${calls}`);
  });
});
