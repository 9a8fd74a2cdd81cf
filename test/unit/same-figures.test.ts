import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { standardNormal } from "../../src/core/arithmetic/random";
import { writeNpy } from "../../src/input/write-npy";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import { fromNumeric, type Numeric } from "../../src/protocol/json-number";
import { BundledCli, type Report } from "./bundled-cli";
import { panelStateOf } from "./panel-state";

/** What the panel's worker says of a file. */
function panelOf(file: string): Promise<AnalysisState> {
  return panelStateOf({ kind: "text", content: new Uint8Array(readFileSync(file)), name: basename(file) });
}

const NAMES = ["dx", "dgamma", "dbeta"] as const;

describe("the command line and the panel", () => {
  let cli: BundledCli;
  before(async () => {
    cli = await BundledCli.build();
    writeFileSync(
      cli.file("long.npy"),
      writeNpy({ shape: [5000, 3], values: standardNormal(15_000, 4), dtype: "float64" }),
    );
    writeFileSync(
      cli.file("offset.csv"),
      Array.from({ length: 40 }, (_, i) => `${1e6 + Math.sin(i)},${i % 7},${0.1 * i}\n`).join(""),
    );
  });
  after(() => {
    cli.remove();
  });

  const files = (): string[] => [
    "examples/bn2d.gradlens.json",
    "examples/wrong-gradient.gradlens.json",
    cli.file("long.npy"),
    cli.file("offset.csv"),
  ];

  it("give the same figures for the same file, and name the engine that computed them", async () => {
    for (const file of files()) {
      const { report } = cli.json([file]);
      const { check, comparison } = await panelOf(file);
      assert.ok(check?.status === "done", file);
      assert.deepEqual([check.verdict, check.reason], [report.check.verdict, report.check.reason], file);
      const numbers = (
        tensors: Readonly<Partial<Record<string, { maxRelativeError: Numeric; worst: readonly number[] }>>>,
      ): unknown =>
        NAMES.map((name) => {
          const tensor = tensors[name];
          return tensor && [fromNumeric(tensor.maxRelativeError), tensor.worst];
        });
      assert.deepEqual(numbers(check.tensors), numbers(report.check.tensors as never), file);
      assert.equal(comparison?.reason, report.comparison?.reason, file);
      if (comparison && report.comparison) {
        assert.deepEqual(numbers(comparison.tensors), numbers(report.comparison.tensors as never), file);
        assert.deepEqual(
          comparison.diagnoses.map(({ id }) => id),
          report.comparison.diagnoses.map(({ id }) => id),
        );
      }
      const { engine } = report as Report & { engine: string };
      assert.match(engine, /^WebAssembly( with fused multiply-add)?$/);
      assert.ok(check.method.endsWith(`; ${engine}.`), check.method);
      assert.ok(cli.run([file]).stdout.replace(/\s+/g, " ").includes(`; ${engine}, `));
    }
  });
});
