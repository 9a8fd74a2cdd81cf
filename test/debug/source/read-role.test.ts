/** What an expression holds never becomes a default in silence: it stands in its role, or is a fault. */
import assert from "node:assert/strict";
import { failure, success } from "../../../src/core/fault";
import type { Tensor } from "../../../src/core/tensor";
import type { Description, Reader, ReadTensor } from "../../../src/debug/readers/reader";
import { NO_EXTRAS } from "../../../src/debug/readers/reader";
import type { DebugRole } from "../../../src/debug/source/debug-problem";
import { readRole, readUsed } from "../../../src/debug/source/read-used";
import { must, options } from "../support";

const X = [4, 3];

/** A reader of a program in which every expression holds this. */
function readerOf(held: number | readonly number[]): Reader {
  const number = typeof held === "number" ? held : null;
  const description: Description = {
    kind: number === null ? "tensor" : "other",
    typeName: "float",
    dtype: "float64",
    shape: null,
    sizesAsked: false,
    strides: null,
    device: "cpu",
    bytes: 8,
    obstacle: number === null ? null : "float",
    number,
    notes: [],
    extras: NO_EXTRAS,
  };
  return {
    language: "Python",
    describe: () => Promise.resolve(success(description)),
    read: () => {
      if (typeof held === "number") return Promise.resolve(failure("no-tensor", "it is float"));
      const shape = [held.length];
      const tensor: Tensor = { shape, values: Float64Array.from(held), dtype: "float64" };
      const read: ReadTensor = {
        tensor,
        sourceDtype: "float64",
        shape,
        strides: null,
        device: "cpu",
        bytes: 8,
        how: "read",
        whole: true,
        notes: [],
        extras: NO_EXTRAS,
      };
      return Promise.resolve(success(read));
    },
    listTensors: () => Promise.resolve(success([])),
    readBeginnings: () => Promise.resolve(success([])),
  };
}

describe("A value of the program in a role", () => {
  const session = { id: "1", type: "debugpy", name: "a", capabilities: {}, customRequest: () => Promise.resolve({}) };
  const target = { session, frameId: 0, expression: "e" };
  const role = (name: DebugRole, held: number | readonly number[], x = X): ReturnType<typeof readRole> =>
    readRole(readerOf(held), target, name, x, options());

  it("is one number for all cells of dout, and for all columns of the running statistics", async () => {
    for (const [name, shape] of [
      ["dout", [4, 3]],
      ["runningMean", [3]],
      ["runningVar", [3]],
    ] as const) {
      const value = must(await role(name, 2));
      assert.ok(typeof value === "object", name);
      assert.deepEqual([value.shape, new Set(value.values)], [shape, new Set([2])]);
    }
    for (const name of ["gamma", "beta", "eps"] as const) assert.equal(must(await role(name, 2)), 2);
  });

  it("is a fault where it cannot stand there: no eps of many values, no mask and no gradient of one", async () => {
    const eps = await role("eps", [0.1, 0.2]);
    assert.equal(eps.ok ? "" : eps.fault.text, "Expected one value, got 2.");
    const mask = await role("mask", 1);
    assert.equal(mask.ok ? "" : mask.fault.text, "Expected 4 values, got one number, 1.");
    const dx = await role("candidate.dx", 1);
    assert.equal(dx.ok ? "" : dx.fault.text, "Expected 4 x 3 values, got one number, 1.");
    const dgamma = must(await role("candidate.dgamma", 7, [4, 1]));
    assert.ok(typeof dgamma === "object");
    assert.deepEqual([dgamma.shape, [...dgamma.values]], [[1], [7]]);
  });

  it("that cannot stand there is named with what can be done, and no problem is made without it", async () => {
    const read = await readUsed(readerOf([0.1, 0.2]), target, { roles: { eps: "eps" } }, X, options());
    assert.match(read.ok ? "" : read.fault.text, /^eps = eps cannot be read at this stop \(Expected one value, got 2\): go on to/); // prettier-ignore
  });
});
