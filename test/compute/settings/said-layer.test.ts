import assert from "node:assert/strict";
import { DEFAULT_SETTINGS, type AnalysisSettings } from "../../../src/compute/settings/settings";
import { apply } from "../../../src/compute/settings/reduce-settings";
import { settle, type SettledInput } from "../../../src/compute/settings/settle";
import { toLayerLayout } from "../../../src/core/normalization-layer";
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

  it("is silent on what was said of another layer", () => {
    const { input, faults } = typed({}, { mode: "eval", mask: "1, 0", split: "1, 1", rstd: "2", norm: "rms" });
    assert.deepEqual(
      [input.mode, input.mask, input.split, input.rstd, [...faults]],
      [undefined, undefined, undefined, undefined, []],
    );
    assert.ok(createProblem(input).ok);
  });

  for (const [name, text, sentence] of [
    ["mask", "1, 0, 1", "mask says which elements make the statistics of batch, group and instance norm"],
    ["split", "1, 1", "split cuts the batch of batch, group and instance norm"],
    ["runningMean", "[0, 0, 0, 0]", "runningMean belongs to batch norm"],
    ["mode", "eval", 'mode "eval" takes running statistics, which belong to batch norm'],
    ["rstd", "1", "rstd stands beside xhat or xmu, which take the place of x in batch norm alone"],
  ] as const) {
    it(`refuses ${name} for the layer, not for its form`, () => {
      const layout = toLayerLayout(x.shape, { norm: "layer" });
      if (!layout.ok) throw new Error(layout.fault.text);
      const settings: AnalysisSettings = {
        ...DEFAULT_SETTINGS,
        parameters: { norm: { from: "typed", text: "layer" } },
      };
      const { fault } = apply(settings, { do: "type", name, text }, layout.value);
      assert.equal(fault?.text, `${sentence}, and norm is "layer": expected none.`);
    });
  }

  it("may be said to train, as every layer does", () => {
    const settings: AnalysisSettings = { ...DEFAULT_SETTINGS, parameters: { norm: { from: "typed", text: "rms" } } };
    const layout = toLayerLayout(x.shape, { norm: "rms" });
    if (!layout.ok) throw new Error(layout.fault.text);
    assert.equal(apply(settings, { do: "type", name: "mode", text: "train" }, layout.value).fault, null);
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
