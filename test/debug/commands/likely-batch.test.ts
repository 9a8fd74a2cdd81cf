import assert from "node:assert/strict";
import { likeliestFirst } from "../../../src/debug/commands/likely-batch";
import type { NamedDescription } from "../../../src/debug/readers/reader";
import { described } from "./described";

const named = (expression: string, dtype: string, ...shape: number[]): NamedDescription => ({
  expression,
  description: described(dtype, ...shape),
});

describe("The tensors of a frame", () => {
  it("come in the order of what is likely a batch: name, rank, type, rows", () => {
    const list = [
      named("labels", "int64", 64),
      named("gamma", "float32", 16),
      named("dout", "float32", 64, 16),
      named("one", "float32", 1, 16),
      named("ids", "int64", 64, 16),
      named("data", "float32", 64, 16),
      named("x", "float32", 64, 16),
    ];
    assert.deepEqual(
      likeliestFirst(list).map(({ expression }) => expression),
      ["x", "data", "dout", "one", "ids", "gamma", "labels"],
    );
  });

  it("keep their own order where nothing tells them apart", () => {
    const list = [named("b", "float64", 4, 2), named("c", "float64", 8, 2), named("d", "float64", 2, 2)];
    assert.deepEqual(likeliestFirst(list), list);
  });
});
