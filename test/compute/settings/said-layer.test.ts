import assert from "node:assert/strict";
import { DEFAULT_SETTINGS, type AnalysisSettings } from "../../../src/compute/settings/settings";
import { settle, type SettledInput } from "../../../src/compute/settings/settle";
import { createProblem, type ProblemInput } from "../../../src/core/problem";
import { layerInput, tensor } from "../../core/layer-problems";

const { x } = layerInput(4, [2, 6, 4], [1], {});

function typed(source: Omit<ProblemInput, "x">, said: Readonly<Record<string, string>>): SettledInput {
  const parameters: AnalysisSettings["parameters"] = Object.fromEntries(
    Object.entries(said).map(([name, text]) => [name, { from: "typed", text }]),
  );
  return settle({ x, ...source }, { ...DEFAULT_SETTINGS, parameters }, null);
}

describe("a layer that is said over a source's", () => {
  it("is the source's again where the extents that are said do not fit", () => {
    const { input, faults, defaulted } = typed({ norm: "layer", axes: [1] }, { normalizedShape: "5" });
    assert.deepEqual([input.axes, [...faults.keys()], defaulted], [[1], ["normalizedShape"], []]);
  });

  for (const [name, source, norm] of [
    ["running statistics", { runningMean: tensor([6], () => 0), runningVar: tensor([6], () => 1) }, "layer"],
    ["a gamma that is stored as another", { norm: "rms", gammaOffset: 1 }, "batch"],
  ] as const) {
    it(`has none of ${name} that the source gives for its own`, () => {
      const { input, faults } = typed(source, { norm });
      assert.deepEqual([input.norm, [...faults]], [norm, []]);
      assert.ok(createProblem(input).ok);
    });
  }
});
