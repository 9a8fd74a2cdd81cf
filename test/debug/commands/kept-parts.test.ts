import assert from "node:assert/strict";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { compareCandidate } from "../../../src/core/diagnosis";
import { createProblem } from "../../../src/core/problem";
import type { Comparison } from "../../../src/core/verdict";
import { tensorsAround } from "../../../src/debug/commands/tensors-around";
import { matchByName } from "../../../src/debug/commands/usual-names";
import { createPythonReader } from "../../../src/debug/readers/python/python-reader";
import { framesOf } from "../../../src/debug/session/stack-frames";
import { readFromFrame } from "../../../src/debug/source/read-problem";
import { standingAs } from "../../../src/debug/source/used-expressions";
import type { DapClient } from "../dap-client";
import { stoppedPython } from "../stopped-python";
import { must, options, program } from "../support";
import { namesOf } from "./described";

describe("A backward that keeps xhat and no x", () => {
  const path = program("kept.py");
  const reader = createPythonReader(null);
  let client: DapClient;
  before(async () => {
    client = await stoppedPython(path);
  });
  after(() => client.stop());

  /** What is found at this stop is read, and the program's gradients are compared. */
  const checked = async (): Promise<Comparison> => {
    const [frame] = must(await framesOf(client, client.threadId));
    assert.ok(frame);
    const { xhat, ...parts } = matchByName(must(await tensorsAround(reader, client, frame, options())));
    assert.deepEqual(namesOf({ xhat, ...parts }), {
      xhat: "cache['xhat']",
      rstd: "cache['ivar']",
      gamma: "cache['gamma']",
      dout: "dout",
      "candidate.dx": "dx",
      "candidate.dgamma": "dgamma",
      "candidate.dbeta": "dbeta",
    });
    const roles = Object.fromEntries(Object.entries(parts).map(([role, { expression }]) => [role, expression]));
    const ask = { session: { dap: client, threadId: client.threadId }, frame, expression: xhat?.expression ?? "" };
    const { input } = must(await readFromFrame(reader, { ...ask, used: standingAs({ roles }, "xhat") }, options()));
    const problem = must(createProblem(input));
    assert.equal(problem.kept?.what, "xhat");
    assert.ok(Math.abs(problem.eps - 1e-3) < 1e-9, `eps follows from xhat and rstd, got ${problem.eps}`);
    return compareCandidate(problem, batchnormGradients(problem, "exact"), problem.candidate ?? {});
  };

  it("is found right where it is right, and its mistake is named", async () => {
    assert.equal((await checked()).verdict, "correct");
    const before = client.events.length;
    await client.customRequest("continue", { threadId: client.threadId });
    await client.stopped(before);
    const { verdict, diagnoses, reason } = await checked();
    assert.equal(verdict, "wrong", reason);
    assert.match(diagnoses[0]?.text ?? "", /^The mean path is left out: /);
  });
});
