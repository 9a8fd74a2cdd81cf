import assert from "node:assert/strict";
import { fits, matchByName, sizeWanted } from "../../../src/debug/commands/usual-names";
import type { Description } from "../../../src/debug/readers/reader";
import { described } from "./described";

const description = (shape: readonly number[]): Description => described("float32", ...shape);

describe("Names of a backward", () => {
  it("are found where their shapes fit", () => {
    const list = Object.entries({
      inputs: [8, 3],
      weight: [3],
      dy: [8, 3],
      dx: [8, 3],
      dgamma: [4],
      db: [3],
      bias: [3],
    });
    const found = matchByName(list.map(([expression, shape]) => ({ expression, description: description(shape) })));
    assert.deepEqual(found, {
      x: "inputs",
      gamma: "weight",
      beta: "bias",
      dout: "dy",
      "candidate.dx": "dx",
      "candidate.dbeta": "db",
    });
  });
  it("fit x: any rank from 2 to 5; dout: the shape of x; gamma: one value a channel", () => {
    assert.ok(
      fits("x", [2, 3, 4], undefined) &&
        !fits("x", [3], undefined) &&
        !fits("x", [0, 3], undefined) &&
        !fits("x", null, undefined),
    );
    const x = { shape: [2, 3] };
    assert.ok(fits("dout", [2, 3], x) && !fits("dout", [3, 2], x));
    assert.ok(fits("gamma", [1, 3, 1, 1], { shape: [2, 3, 5, 5] }) && !fits("gamma", [2], x));
    assert.ok(fits("eps", [], x) && fits("eps", [1], x) && !fits("eps", [3], x));
  });
  it("fit gamma and a mask by the axis that holds the channels", () => {
    const x = { shape: [2, 3, 5], axis: 2 };
    assert.ok(fits("gamma", [5], x) && !fits("gamma", [3], x));
    assert.ok(fits("mask", [2, 3], x) && fits("mask", [6], x) && !fits("mask", [2, 5], x));
    assert.deepEqual(
      [sizeWanted("mask", x), sizeWanted("gamma", x), sizeWanted("dout", x)],
      ["6 values", "5 values", "2 x 3 x 5"],
    );
  });
});
