import assert from "node:assert/strict";
import { BundledCli } from "./bundled-cli";

interface Placements {
  readonly placements: {
    name: string;
    dead: number;
    dxNorm: number;
    verdict: string;
    byScale: { scale: number; dead: number; dxNorm: number; dsNorm: number }[];
  }[];
  readonly experiment: { seed: number; scales: number[]; losses: Record<string, number[][]> };
}

describe("placement on the command line", () => {
  let cli: BundledCli;
  const run = (args: readonly string[], input?: string) => cli.run(["placement", ...args], input);
  before(async () => {
    cli = await BundledCli.build();
  });
  after(() => {
    cli.remove();
  });

  it("prints the three placements and the experiment", () => {
    const { status, stdout, stderr } = run(["examples/activations.json", "--json", "--gamma", "2"]);
    assert.deepEqual([status, stderr], [0, ""]);
    const { placements, experiment } = JSON.parse(stdout) as Placements;
    assert.deepEqual(
      placements.map(({ name, verdict }) => [name, verdict]),
      [
        ["bn-relu", "correct"],
        ["relu-bn", "correct"],
        ["none", "correct"],
      ],
    );
    for (const { byScale, dead, dxNorm } of placements) {
      assert.deepEqual(
        byScale.map(({ scale }) => scale),
        [0.1, 0.2, 0.5, 1, 2, 5, 10],
      );
      assert.ok(dead > 0.4 && dead < 0.6 && dxNorm > 1);
    }
    const { dx } = cli.json(["examples/activations.json", "--activation", "relu", "--gamma", "2"]).report;
    const norm = Math.hypot(...(dx as number[][]).flat());
    assert.ok(Math.abs((placements[0]?.dxNorm ?? NaN) - norm) < 1e-12 * norm);
    assert.equal(experiment.seed, 1);
    assert.equal(experiment.scales.length, 5);
    for (const name of ["bn-relu", "relu-bn", "none"])
      assert.deepEqual(
        experiment.losses[name]?.map(({ length }) => length),
        [200, 200, 200, 200, 200],
      );
  });

  it("says to people what it found, and with the exit code what it doubts", () => {
    // What leaves batch norm is exactly 0 in the middle of the second column.
    const { status, stdout } = run(["-"], JSON.stringify({ x: [[-1, 1], [0, 2], [2, 3]] })); // prettier-ignore
    assert.equal(status, 3);
    assert.match(stdout, /BN, then ReLU +\d+\.\d % +\S+ +\?\n +ReLU, then BN +33\.3 % +\S+ +\?/);
    assert.match(stdout, /• 1 cell of x is 0, where a ReLU has no derivative/);
    assert.match(stdout, /• BN, then ReLU: of the cells of its gradients \d lie on a kink of ReLU/);
    assert.match(stdout, /Loss of a small network in the last of 200 steps/);
    assert.match(stdout, /• In the last step the losses of all scales lie within a factor of/);
    const refused = run(["examples/activations.json", "--cell", "1,1"]);
    assert.deepEqual([refused.status, refused.stdout], [2, ""]);
    assert.equal(run(["-"], "{").status, 2);
  });
});
