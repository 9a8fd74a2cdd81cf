import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { batchnormGradients } from "../../src/core/batchnorm/batchnorm";
import { affineShapeOf } from "../../src/core/layout";
import { LIBRARY_NAMES, reproduction } from "../../src/input/reproduction";
import {
  activatedLayerCases,
  LAYER_SHAPES,
  layerCases,
  maskedLayerCases,
  problemOfLayer,
} from "../core/layer-problems";
import { PYTHON } from "../debug/dap-client";

/** Those of the activated ones whose numbers are ordinary: elsewhere torch loses digits that the formulas keep. */
const ACTIVATED = 18;

/** Runs each code by itself, and tells what it leaves. */
const RUN = `
import contextlib, io, json, sys
results = []
for code in json.load(sys.stdin):
    names = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(code, names)
    arrays = {key: names[key] for key in ("out", "dx", "dgamma", "dbeta")}
    results.append({key: {"shape": list(a.shape), "values": a.ravel().tolist()} for key, a in arrays.items()})
json.dump(results, sys.stdout)
`;

type Left = Readonly<
  Record<"out" | "dx" | "dgamma" | "dbeta", { readonly shape: number[]; readonly values: number[] }>
>;

describe("code that reproduces a layer", () => {
  it("leaves what the product computes, of every layer and of every convention, by NumPy and by PyTorch", () => {
    // Each layer as it is usually, and under one more convention in turn.
    const all = layerCases();
    const conventions = all.length / LAYER_SHAPES;
    const some = all.filter((_, i) => [0, Math.floor(i / conventions) % conventions].includes(i % conventions));
    const cases = [...some, ...activatedLayerCases().slice(0, ACTIVATED), ...maskedLayerCases().slice(0, -1)].flatMap(
      ({ name, input }) => {
        const problem = problemOfLayer(input);
        return LIBRARY_NAMES.map((library) => ({ name: `${name} by ${library}`, problem, code: reproduction(problem, library, "whole") })); // prettier-ignore
      },
    );
    const input = JSON.stringify(cases.map(({ code }) => code));
    const run = spawnSync(PYTHON, ["-c", RUN], { input, encoding: "utf8", maxBuffer: 2 ** 28 });
    assert.equal(run.status, 0, run.stderr);
    const results = JSON.parse(run.stdout) as Left[]; // the code above is the other end of this wire
    assert.equal(results.length, cases.length);
    cases.forEach(({ name, problem }, i) => {
      const left = results[i];
      const want = batchnormGradients(problem, "standard");
      const affine = affineShapeOf(problem.layout);
      for (const key of ["out", "dx", "dgamma", "dbeta"] as const) {
        assert.deepEqual(left?.[key].shape, [...(key === "out" || key === "dx" ? problem.layout.shape : affine)], name);
        const reach = want[key].reduce((most, value) => Math.max(most, Math.abs(value)), 1);
        want[key].forEach((value, at) => {
          const given = left?.[key].values[at] ?? NaN;
          assert.ok(Math.abs(given - value) <= 1e-11 * reach, `${name}: ${key} ${at} is ${given}, expected ${value}`);
        });
      }
    });
  });
});
