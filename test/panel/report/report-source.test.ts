import assert from "node:assert/strict";
import { compare } from "../../../src/compute/analysis/candidate-comparison";
import { fromReportData, toReportData, type ReportData } from "../../../src/compute/report/report-data";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { createProblem, type Problem, type ProblemInput } from "../../../src/core/problem";
import type { Tensor } from "../../../src/core/tensor";
import { ReportSource } from "../../../src/panel/report/report-source";

describe("the numbers inside a report", () => {
  it("show a gamma that was stated as one number as that number", () => {
    const x: Tensor = { shape: [3, 2], values: Float64Array.of(1, 2, 3, 5, 4, 6), dtype: "float64" };
    const beta: Tensor = { shape: [2], values: Float64Array.of(3, 3), dtype: "float64" };
    const problem = createProblem({ x, gamma: 2, beta });
    assert.ok(problem.ok);
    const again = fromReportData(toReportData(problem.value, "a.json", new Date(0)));
    assert.deepEqual([again.gamma, again.beta], [2, beta]);
  });

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

  it("are judged with the panel's own sentence: what was not stated stays open, and so does what was read at a stop", async () => {
    const tensor = (shape: number[], ...values: number[]) => ({ shape, values: Float64Array.from(values), dtype: "float64" as const }); // prettier-ignore
    const x = tensor([4, 1], 1, 2, 4, 8.5);
    const dout = tensor([4, 1], 0.5, -1, 0.25, 2);
    for (const readAtStop of [undefined, ["gamma"]]) {
      const made = createProblem({ x, dout, gamma: 1.5 });
      assert.ok(made.ok);
      const dx = { ...x, values: batchnormGradients(made.value, "exact").dx };
      const problem = createProblem({ x, dout, candidate: { dx }, ...(readAtStop && { gamma: 1.25, readAtStop }) });
      assert.ok(problem.ok);
      const read = await new ReportSource(toReportData(problem.value, "a.json", new Date()), "a.json").read();
      assert.ok(read.ok && read.value.source.kind === "input");
      const again = createProblem(read.value.source.input);
      assert.ok(again.ok);
      const [panel, report] = [problem.value, again.value].map((one) =>
        compare(one, batchnormGradients(one, "standard"), "standard"),
      );
      assert.equal(report?.reason, panel?.reason);
      assert.equal(panel?.verdict, "doubtful");
    }
  });

  it("come with the conventions that were stated, and leave open what was not", () => {
    const tensor = (...values: number[]): Tensor => ({
      shape: [values.length],
      values: Float64Array.from(values),
      dtype: "float64",
    });
    const x = {
      shape: [2, 2, 3],
      values: Float64Array.from({ length: 12 }, (_, i) => Math.sin(i)),
      dtype: "float64" as const,
    };
    const candidate = { dx: x };
    for (const input of [
      { x, candidate },
      { x, gamma: tensor(1, 2, 3), axis: -1, candidate, doutSeed: 4 },
      {
        x,
        variance: "unbiased",
        epsPlacement: "outside",
        mask: tensor(1, 1, 0, 1, 1, 1),
        activation: "leaky-relu",
        slope: 0.2,
      },
      { x, split: [1, 1], beta: 2, dout: x, eps: 0.5, activation: "relu" },
      { x, mode: "eval", runningMean: tensor(0, 1), runningVar: tensor(1, 2) },
    ] as const satisfies readonly ProblemInput[]) {
      const problem = createProblem(input);
      assert.ok(problem.ok);
      const data: unknown = JSON.parse(JSON.stringify(toReportData(problem.value, "a.json", new Date())));
      const again = createProblem(fromReportData(data as ReportData));
      assert.ok(again.ok);
      const sorted = ({ stated, ...rest }: Problem) => ({ ...rest, stated: [...stated].sort() });
      assert.deepEqual(sorted(again.value), sorted(problem.value));
    }
  });
});
