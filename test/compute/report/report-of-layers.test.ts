import assert from "node:assert/strict";
import { fromReportData, toReportData, type ReportData } from "../../../src/compute/report/report-data";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { describeLayer } from "../../../src/core/normalization-layer";
import { layerCases, problemOfLayer } from "../../core/layer-problems";

describe("a report of another layer", () => {
  it("has the same layer, parameters and gradients when it is opened", () => {
    for (const { name, input } of layerCases()) {
      const problem = problemOfLayer(input);
      const data = JSON.parse(JSON.stringify(toReportData(problem, "x", new Date(0)))) as ReportData;
      const again = problemOfLayer(fromReportData(data));
      assert.equal(describeLayer(again), describeLayer(problem), name);
      assert.deepEqual(again.gamma, problem.gamma, `${name}: gamma`);
      assert.equal(again.gammaOffset, problem.gammaOffset, name);
      const [one, other] = [problem, again].map((each) => batchnormGradients(each, "standard"));
      assert.deepEqual(other?.dx, one?.dx, `${name}: dx`);
      assert.deepEqual(other?.dgamma, one?.dgamma, `${name}: dgamma`);
    }
  });

  it("takes an offset gamma off and adds it again without loss", () => {
    const gamma = [1e-20, -1, 2 ** 53, 3.3, 1e300, -0.7];
    const values = Float64Array.from(gamma);
    const vector = { shape: [6], values, dtype: "float64" as const };
    const problem = problemOfLayer({ norm: "rms", gammaOffset: 1, gamma: vector, x: vector });
    const again = problemOfLayer(fromReportData(toReportData(problem, "x", new Date(0))));
    assert.deepEqual(again.gamma, problem.gamma);
  });
});
