import assert from "node:assert/strict";
import { place } from "../../src/cli/placement-report";
import { normalProblem } from "../core/datasets";

describe("progress of placements and experiment", () => {
  it("is one, and never goes back", () => {
    const told: number[] = [];
    // As many cells as the placements take several slices for.
    place(normalProblem(71, [512, 8], 0, 1), "standard", { title: "x", notes: [] }, (done) => told.push(done));
    assert.ok(told.length > 3, `told ${told.length} times`);
    assert.deepEqual(
      told,
      told.toSorted((a, b) => a - b),
    );
    assert.ok(told.every((done) => done > 0 && done < 1));
    assert.ok((told.at(-1) ?? 0) > 0.5, `${told.at(-1)} in the end`);
  });
});
