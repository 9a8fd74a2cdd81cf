import assert from "node:assert/strict";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { ColumnExplainer } from "../../../src/core/explain/cell-explanation";
import { explainColumn } from "../../../src/core/explain/explained-column";
import { jacobianColumn } from "../../../src/core/explain/jacobian";
import { itemAt } from "../../../src/core/item-at";
import { offsetOf } from "../../../src/core/layout";
import { ulp } from "../../../src/core/ulp";
import { hardLayerCases, layerCases, problemOfLayer, tensor } from "../layer-problems";
import { layerReference } from "../layer-reference";
import { exactly } from "../reference";

const some = (extent: number): number[] => [...new Set([0, Math.floor(extent / 2), extent - 1])];
const ulps = (got: number, { value, magnitude }: ReturnType<typeof layerReference>["dx"][number]): number =>
  exactly(got).minus(value).abs().div(exactly(ulp(magnitude.toNumber()))).toNumber(); // prettier-ignore

describe("explaining a cell of other layers", () => {
  for (const [at, { name, input }] of layerCases().entries()) {
    it(`has the exact Jacobian, terms that make dx, and agrees with the numeric derivatives: ${name}`, () => {
      const problem = problemOfLayer(input);
      const { layout } = problem;
      const { rows: M, channels } = layout;
      const k = at % channels;
      const i = at % M;
      const explainer = new ColumnExplainer(explainColumn(problem, k), "standard");
      const { dx } = batchnormGradients(problem, "standard");
      const dout = tensor(input.x.shape, (offset) => Number(offset === offsetOf(layout, i, k)));
      const exact = layerReference({ ...input, dout });
      for (let l = 0; l < M; l++) {
        const found = explainer.cell(l);
        const offset = offsetOf(layout, l, k);
        const { direct, mean, variance } = found.terms;
        assert.equal(direct + mean + variance, found.dx);
        const size = Math.abs(direct) + Math.abs(mean) + Math.abs(variance);
        assert.ok(Math.abs(found.dx - itemAt(dx, offset)) <= 2 ** -50 * size, `dx of ${l}: ${found.dx}`);
        assert.equal(found.verdict, "correct", `element ${l}: ${JSON.stringify([found.dmu, found.dv, found.loss])}`);
        const cell = jacobianColumn(explainer.column, l).at(i);
        const error = ulps(cell, itemAt(exact.dx, offset));
        assert.ok(error <= 8, `d out[${i}] / d x[${l}] is ${cell}: ${error} ulp`);
      }
      const [byGamma, byBeta] = (["dgamma", "dbeta"] as const).map((wanted) => explainer.outputsByParameter(wanted));
      assert.deepEqual([byGamma?.verdict, byBeta?.verdict], ["correct", "correct"]);
      const slope = itemAt(explainer.column.slope, i);
      const xhat = itemAt(exact.xhat, offsetOf(layout, i, k)).value.toNumber() * slope;
      assert.ok(Math.abs(itemAt(byGamma?.value ?? [], i) - xhat) <= 1e-12 * Math.abs(xhat));
      assert.equal(byBeta?.value[i], slope);
    });
  }

  for (const { name, input } of hardLayerCases()) {
    it(`agrees with the numeric derivatives where digits are lost: ${name}`, () => {
      const problem = problemOfLayer(input);
      for (const k of some(problem.layout.channels)) {
        const explainer = new ColumnExplainer(explainColumn(problem, k), "standard");
        for (const l of some(problem.layout.rows)) {
          const found = explainer.cell(l);
          assert.equal(
            found.verdict,
            "correct",
            `[${l},${k}]: ${JSON.stringify([found.dmu, found.dv, found.loss, found.jacobian.verdict])}`,
          );
        }
        for (const wanted of ["dgamma", "dbeta"] as const)
          assert.equal(explainer.outputsByParameter(wanted).verdict, "correct", `${wanted} of ${k}`);
      }
    });
  }
});
