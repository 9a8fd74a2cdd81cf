import assert from "node:assert/strict";
import { contiguousSets } from "../../src/compute/engine/contiguous-sets";
import type { Engine } from "../../src/compute/engine/engine";
import { isCovered } from "../../src/compute/engine/kernel-gradients";
import { createEngine } from "../../src/compute/engine/wasm-engine";
import { batchnormGradients } from "../../src/core/batchnorm/batchnorm";
import { itemAt } from "../../src/core/item-at";
import type { LayerKeys } from "../../src/core/normalization-layer";
import type { Problem } from "../../src/core/problem";
import { hardLayerCases, layerCases, layerInput, problemOfLayer, type LayerCase } from "../core/layer-problems";
import { layerReference } from "../core/layer-reference";
import { largestUlp } from "../core/reference";

const TENSORS = ["out", "dx", "dgamma", "dbeta"] as const;
const BOUND = 4; // condition-scaled ulp

/** Odd and even extents, sets that fill no block, several blocks, and more sets than go together. */
const SHAPES: readonly (readonly [LayerKeys, readonly number[], readonly number[]])[] = [
  [{ norm: "layer" }, [1, 1], [1]],
  [{ norm: "layer" }, [6, 33], [33]],
  [{ norm: "layer" }, [131, 4], [4]],
  [{ norm: "layer", normalizedShape: [3, 7] }, [2, 3, 3, 7], [3, 7]],
  [{ norm: "rms" }, [7, 21], [21]],
  [{ norm: "rms" }, [5, 130], [130]],
  [{ norm: "group", groups: 3 }, [43, 9, 2], [9]],
  [{ norm: "group", groups: 2 }, [3, 6, 4, 4], [6]],
  [{ norm: "group", groups: 4 }, [17, 12], [12]],
  [{ norm: "instance" }, [5, 3, 33], [3]],
  [{ norm: "instance" }, [44, 3, 2, 3], [3]],
];

const name = (keys: LayerKeys, shape: readonly number[]): string => `${keys.norm} of ${shape.join(" x ")}`;

for (const fused of [true, false]) {
  describe(`kernels of sets side by side, ${fused ? "as chosen here" : "plain SIMD"}`, () => {
    let engine: Engine;
    before(async () => {
      ({ engine } = await createEngine(fused));
    });

    function holds({ name, input }: LayerCase): void {
      const home = engine.adopt(problemOfLayer(input));
      const got = engine.gradients(home, "standard");
      const want = layerReference(input);
      for (const tensor of TENSORS) {
        const { ulp, at } = largestUlp(got[tensor], want[tensor], "magnitude");
        assert.ok(ulp <= BOUND, `${name}: ${tensor}[${at}] is ${ulp} ulp of its terms off, at most ${BOUND}`);
      }
      engine.dispose(home);
    }

    for (const [keys, shape, entries] of SHAPES) {
      it(`keep to the definition, ${name(keys, shape)}`, () => {
        const input = layerInput(7, shape, entries, keys, { offset: 1e4, sd: 1 });
        assert.ok(isCovered(problemOfLayer(input)));
        holds({ name: name(keys, shape), input });
      });
    }

    it("keep to it where digits are lost, and under every convention", () => {
      for (const each of [...hardLayerCases(), ...layerCases()]) {
        if (!contiguousSets(problemOfLayer(each.input).layout) || each.input.activation) continue;
        holds(each);
      }
    });
  });
}

describe("kernels of sets side by side", () => {
  let engine: Engine;
  before(async () => {
    ({ engine } = await createEngine());
  });
  const layer = (): Problem => problemOfLayer(layerInput(5, [9, 14], [14], { norm: "layer" }));
  const core = (problem: Problem): ReturnType<Engine["gradients"]> => batchnormGradients(problem, "standard");

  it("know sets by their places", () => {
    const form = (keys: LayerKeys, shape: readonly number[], entries: readonly number[]): object | undefined =>
      contiguousSets(problemOfLayer(layerInput(1, shape, entries, keys)).layout);
    assert.deepEqual(form({ norm: "layer" }, [4, 6], [6]), { runs: 6, length: 1, period: 1 });
    assert.deepEqual(form({ norm: "group", groups: 2 }, [3, 6, 5], [6]), { runs: 3, length: 5, period: 2 });
    assert.deepEqual(form({ norm: "instance" }, [3, 4, 5, 2], [4]), { runs: 1, length: 10, period: 4 });
    assert.equal(form({ norm: "layer", axes: [1] }, [2, 5, 3], [5]), undefined);
    assert.equal(form({ norm: "group", groups: 2, axis: -1 }, [2, 3, 6], [6]), undefined);
    assert.equal(form({ norm: "group", groups: 1, axis: -1 }, [2, 3, 6], [6]), undefined, "its channels alternate");
  });

  it("leave to core, bit for bit, numbers out of the ordinary and what they do not compute", () => {
    const home = layer();
    const changed = (key: "x" | "dout" | "gamma", value: number): Problem => {
      const values = Float64Array.from(home[key]);
      values[5] = value;
      return { ...home, [key]: values };
    };
    const problems: Problem[] = [
      ...[NaN, Infinity, 1e200].flatMap((value) => [
        changed("x", value),
        changed("dout", value),
        changed("gamma", value),
      ]),
      { ...home, x: home.x.map((value) => value * 1e-150), eps: 0 },
      { ...home, variance: "unbiased" },
      { ...home, epsPlacement: "outside" },
      { ...home, activation: "gelu" },
    ];
    for (const problem of problems) {
      const got = engine.gradients(engine.adopt(problem), "standard");
      for (const tensor of TENSORS) assert.deepEqual(got[tensor], core(problem)[tensor], tensor);
    }
  });

  it("read gamma, beta, eps and a new dout at each call, and the layer over the same x", () => {
    const home = engine.adopt(layer());
    const agrees = (problem: Problem): void => {
      const got = engine.gradients(problem, "standard");
      for (const tensor of [...TENSORS, "mean", "variance"] as const) {
        core(problem)[tensor].forEach((value, i) => {
          const found = itemAt(got[tensor], i);
          assert.ok(
            Math.abs(found - value) <= 1e-13 * (1 + Math.abs(value)),
            `${tensor}[${i}]: ${found}, not ${value}`,
          );
        });
      }
    };
    agrees(home);
    agrees({
      ...home,
      gamma: home.gamma.map((value) => 2 - value),
      beta: home.beta.map((value) => value + 1),
      eps: 0.3,
    });
    agrees({ ...home, norm: "rms" });
    agrees(home);
    const dout = home.dout.map((value) => 3 * value + 1);
    assert.ok(engine.replaceDout(home, dout));
    agrees(home);
    engine.dispose(home);
  });

  it("take x and dout where they were drawn, when the room is of the same sets, and else a copy", () => {
    const { layout, x, dout } = layer();
    const room = engine.room(layout);
    room.x.set(x);
    room.dout.set(dout);
    const home = engine.adopt({ ...layer(), x: room.x, dout: room.dout });
    assert.equal(home.x, room.x);
    const other = engine.room(problemOfLayer(layerInput(5, [9, 14], [14], { norm: "batch" })).layout);
    assert.notEqual(other.x, room.x);
    other.x.set(x);
    const copied = engine.adopt({ ...layer(), x: other.x });
    assert.notEqual(copied.x, other.x);
    assert.deepEqual(engine.gradients(copied, "standard").dx, engine.gradients(home, "standard").dx);
  });
});
