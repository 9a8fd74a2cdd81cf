import assert from "node:assert/strict";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { compareCandidate } from "../../../../src/core/diagnosis";
import { onlyBatch } from "../../../../src/core/only-batch";
import { createProblem, type Problem } from "../../../../src/core/problem";
import { layerOfParts } from "../../../../src/debug/commands/layer-of-parts";
import { tensorsAround } from "../../../../src/debug/commands/tensors-around";
import { matchByName } from "../../../../src/debug/commands/usual-names";
import { createPythonReader } from "../../../../src/debug/readers/python/python-reader";
import { framesOf, type FramePlace } from "../../../../src/debug/session/stack-frames";
import { readFromFrame } from "../../../../src/debug/source/read-problem";
import type { DapClient } from "../../dap-client";
import { stoppedPython } from "../../stopped-python";
import { lineOf, must, options, program } from "../../support";

const path = program("layers.py");
const reader = createPythonReader(null);

describe("A normalization layer of PyTorch", () => {
  let client: DapClient;
  let frame: FramePlace;
  const top = async (): Promise<FramePlace> => {
    const [first] = must(await framesOf(client, client.threadId));
    return first ?? assert.fail("no frame");
  };
  before(async () => {
    client = await stoppedPython(path);
    frame = await top();
  });
  after(() => client.stop());

  /** The x of a layer's tuple beside the layer, with autograd's own gradients as the candidate. */
  const read = (tuple: string) => {
    const roles = { dout: `${tuple}[2]`, "candidate.dx": `${tuple}[1].grad` };
    const used = { roles, layer: `${tuple}[0]` };
    const ask = { session: { dap: client, threadId: client.threadId }, frame, expression: `${tuple}[1]`, used };
    return readFromFrame(reader, ask, options());
  };
  const problemOf = async (tuple: string): Promise<Problem> => must(createProblem(must(await read(tuple)).input));

  const layers: [string, Partial<Problem>][] = [
    ["layer_norm", { norm: "layer", normalizedAxes: [2, 3], eps: 1e-3 }],
    ["plain_layer_norm", { norm: "layer", normalizedAxes: [3], asOneNumber: ["gamma"] }],
    ["group_norm", { norm: "group", groups: 2 }],
    ["instance_norm", { norm: "instance", eps: 1e-5 }],
    ["batch_norm", { norm: "batch", mode: "train" }],
    ["llama", { norm: "rms", normalizedAxes: [3], eps: 1e-6 }],
    ["images", { norm: "layer", normalizedAxes: [1] }],
  ];
  for (const [name, said] of layers)
    it(`says what ${name} is, and autograd's dx is right for that`, async () => {
      const problem = await problemOf(name);
      for (const key of Object.keys(said) as (keyof Problem)[]) assert.deepEqual(problem[key], said[key], key);
      const candidate = problem.candidate ?? assert.fail("no candidate");
      const compared = compareCandidate(problem, batchnormGradients(problem, "standard"), candidate);
      assert.equal(compared.verdict, "correct", compared.reason);
    });

  it("is never taken for batch norm: what knows that alone, as Explain does, refuses it by its name", async () => {
    const refused = onlyBatch(await problemOf("group_norm"), "A cell of batch norm can be explained so far");
    assert.match(refused.ok ? "" : refused.fault.text, /this is group norm, 2 groups/);
  });

  it("that computes in its own way says so", async () => {
    const { details } = must(await read("doubled"));
    assert.ok(details.includes("Doubled computes in its own way (forward): it is taken for GroupNorm"), details.join());
  });

  it("that cannot be computed says why, and what is none is named", async () => {
    const roles = { roles: {}, layer: "counting" };
    const ask = { session: { dap: client, threadId: client.threadId }, frame, expression: "llama[1]" };
    const failed = await readFromFrame(reader, { ...ask, used: roles }, options());
    assert.match(
      failed.ok ? "" : failed.fault.text,
      /\(it is an instance norm in evaluation, which takes running stat/,
    );
    const gated = await readFromFrame(reader, { ...ask, used: { roles: {}, layer: "gated" } }, options());
    assert.match(gated.ok ? "" : gated.fault.text, /MambaRMSNormGated, that multiplies by a gate/);
    const none = await readFromFrame(reader, { ...ask, used: { roles: {}, layer: "linear" } }, options());
    assert.match(none.ok ? "" : none.fault.text, /linear\.Linear, no normalization layer\)/);
  });

  it("is used where a backward's gamma is its weight", async () => {
    await client.continueTo(path, lineOf(path, "# stop in a backward"));
    const list = must(await tensorsAround(reader, client, await top(), options()));
    const parts = matchByName(list);
    assert.equal(parts.gamma?.expression, "ln.weight");
    assert.equal(layerOfParts(parts, list)?.expression, "ln");
    const ofBatchNorm = { gamma: list.find(({ expression }) => expression === "x") };
    assert.equal(layerOfParts({ gamma: ofBatchNorm.gamma ?? assert.fail("no x") }, list), undefined);
  });
});
