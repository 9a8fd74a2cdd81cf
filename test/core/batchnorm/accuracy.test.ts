import assert from "node:assert/strict";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import type { Gradients } from "../../../src/core/batchnorm/gradients";
import { hardProblems } from "../datasets";
import { isSmooth } from "../exact-activation";
import { largestUlp, reference, type Reference } from "../reference";
import { itemAt } from "../../../src/core/item-at";

const TENSORS = ["out", "dx", "dgamma", "dbeta"] as const;

/** The worst cell of each tensor in ulp; a row of docs/accuracy.md. */
function measure(
  gradients: Gradients,
  exact: Reference,
  of: "magnitude" | "value",
): Record<(typeof TENSORS)[number], number> {
  const worst = (name: (typeof TENSORS)[number]): number => largestUlp(gradients[name], exact[name], of).ulp;
  return { out: worst("out"), dx: worst("dx"), dgamma: worst("dgamma"), dbeta: worst("dbeta") };
}

describe("accuracy against 266-bit decimals", () => {
  const rows: string[] = [];
  after(() => {
    if (process.env.GRADIENT_LENS_TABLE) console.log(rows.join("\n"));
  });

  for (const { name, problem } of hardProblems()) {
    it(name, () => {
      const exact = reference(problem);
      const standard = measure(batchnormGradients(problem, "standard"), exact, "magnitude");
      const precise = batchnormGradients(problem, "exact");
      const scaled = measure(precise, exact, "magnitude");
      const strict = measure(precise, exact, "value");
      const text = (row: ReturnType<typeof measure>): string =>
        TENSORS.map((tensor) => row[tensor].toFixed(2)).join(" / ");
      rows.push(`| ${name} | ${text(standard)} | ${text(scaled)} | ${text(strict)} |`);
      for (const tensor of TENSORS) {
        const most = isSmooth(problem.activation) ? 8 : 4;
        assert.ok(
          standard[tensor] <= most,
          `standard ${tensor}: ${standard[tensor]} ulp of its terms, expected at most ${most}`,
        );
        assert.ok(scaled[tensor] <= 1, `exact ${tensor}: ${scaled[tensor]} ulp of its terms, expected at most 1`);
        assert.ok(strict[tensor] <= 1, `exact ${tensor}: ${strict[tensor]} ulp of itself, expected at most 1`);
      }
    });
  }

  it("sees the rounding of the mean that other kernels lose", () => {
    const { problem } = itemAt(hardProblems(), 2); // offset 1e6, sd 1
    const exact = reference(problem);
    const gradients = batchnormGradients(problem, "standard");
    // out moved by half an ulp of the mean, as if delta had been dropped.
    const dropped = gradients.out.map((value, i) => value + 2 ** -34 * itemAt(problem.gamma, i % 8));
    assert.ok(largestUlp(dropped, exact.out, "magnitude").ulp > 1e4);
  });
});
