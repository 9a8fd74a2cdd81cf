import assert from "node:assert/strict";
import { toReportData } from "../../../src/compute/report/report-data";
import { createProblem, type ProblemInput } from "../../../src/core/problem";
import { ReportSource } from "../../../src/panel/report/report-source";

describe("the numbers inside a report", () => {
  it("come as they went in, with the day on which they did, however often they are read", async () => {
    const input: ProblemInput = {
      x: { shape: [3, 2], values: Float64Array.of(1, 2, 0.1, NaN, -0, 6), dtype: "float64" },
      eps: 0.25,
    };
    const problem = createProblem(input);
    assert.ok(problem.ok);
    const created = new Date(2026, 0, 2);
    const data = toReportData(problem.value, "a.json", created);
    const source = new ReportSource(data, "a.json");
    for (let time = 0; time < 2; time++) {
      const read = await source.read();
      assert.ok(read.ok);
      const { source: numbers, provenance, transfer } = read.value;
      assert.ok(numbers.kind === "input");
      assert.deepEqual(numbers.input.x, input.x);
      assert.equal(numbers.input.eps, 0.25);
      assert.deepEqual([provenance.title, provenance.shape, provenance.canReveal], ["a.json", [3, 2], false]);
      assert.deepEqual(provenance.details, [`Report of ${created.toLocaleString()}`]);
      assert.equal(transfer, undefined, "given away they could not be read twice");
    }
    assert.equal(source.memento, undefined);
  });
});
