import assert from "node:assert/strict";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { compareCandidate } from "../../../src/core/diagnosis";
import { createProblem } from "../../../src/core/problem";
import { tensorsAround } from "../../../src/debug/commands/tensors-around";
import { matchByName, type BackwardRole } from "../../../src/debug/commands/usual-names";
import { createPythonReader } from "../../../src/debug/readers/python/python-reader";
import { framesOf } from "../../../src/debug/session/stack-frames";
import { readFromFrame } from "../../../src/debug/source/read-problem";
import type { DapClient } from "../dap-client";
import { stoppedPython } from "../stopped-python";
import { must, options, program } from "../support";
import { namesOf } from "./described";

/** A function of right.py: what is found by name, what the user answers where nothing is, and what is said in the end. */
interface Case {
  readonly of: string;
  readonly found: Readonly<Partial<Record<BackwardRole, string>>>;
  readonly answered?: Readonly<Partial<Record<BackwardRole, string>>>;
  readonly verdict?: "doubtful";
  readonly reason?: RegExp;
}

const CASES: readonly Case[] = [
  {
    of: "behind_a_name", // h is no x, although x is often called so
    found: { dout: "dy" },
    answered: { x: "pre", gamma: "gain", "candidate.dx": "dpre", "candidate.dgamma": "dgain", "candidate.dbeta": "dshift" },
  },
  {
    of: "in_an_object",
    found: { x: "x", gamma: "layer.gamma", dout: "dout", "candidate.dx": "dx", "candidate.dgamma": "layer.dgamma", "candidate.dbeta": "layer.dbeta" },
  },
  { of: "of_another_layer", found: { x: "x", dout: "dout", "candidate.dx": "dx" } }, // weight and dweight are a linear layer's
  {
    of: "in_a_dictionary",
    found: { x: "cache['x']", gamma: "cache['gamma']", dout: "dout", "candidate.dx": "dx", "candidate.dgamma": "dgamma", "candidate.dbeta": "dbeta" },
  },
  { of: "of_words", found: { gamma: "gamma", dout: "dout", "candidate.dx": "dx" }, answered: { x: "emb" } },
  {
    of: "with_another_eps",
    found: { x: "x", gamma: "gamma", dout: "dout", "candidate.dx": "dx" },
    verdict: "doubtful",
    reason: /eps = 0\.001/,
  },
  {
    of: "with_a_step_taken",
    found: { x: "x", gamma: "gamma", dout: "dout", "candidate.dx": "dx", "candidate.dgamma": "dgamma", "candidate.dbeta": "dbeta" },
    verdict: "doubtful",
    reason: /gamma = 0\.5, 1, 1\.5, 2/,
  },
  {
    of: "with_channels_last",
    found: { x: "x", gamma: "gamma", dout: "dout", "candidate.dx": "dx", "candidate.dgamma": "dgamma", "candidate.dbeta": "dbeta" },
  },
  {
    of: "with_two_normalized_axes", // a layer norm's: gamma has the shape of the last axes
    found: { x: "x", gamma: "gamma", dout: "dout", "candidate.dx": "dx", "candidate.dgamma": "dgamma" },
  },
]; // prettier-ignore

describe("A right backward of Python is not called wrong", () => {
  const reader = createPythonReader(null);
  let client: DapClient;
  before(async () => {
    client = await stoppedPython(program("right.py"));
  });
  after(() => client.stop());

  for (const { of, found, answered = {}, verdict = "correct", reason } of CASES) {
    it(of.replaceAll("_", " "), async () => {
      const before = client.events.length;
      await client.customRequest("continue", { threadId: client.threadId });
      await client.stopped(before);
      const [frame] = must(await framesOf(client, client.threadId));
      assert.equal(frame?.name, of);
      const list = must(await tensorsAround(reader, client, frame, options()));
      const parts = namesOf(matchByName(list));
      assert.deepEqual(parts, found);
      const offered = list.map(({ expression }) => expression);
      for (const one of Object.values(answered)) assert.ok(offered.includes(one), `${one} is offered`);
      if (answered.x) assert.ok(list.find(({ expression }) => expression === answered.x)?.explains, answered.x);
      const { x = "", ...roles } = { ...parts, ...answered };
      const ask = { session: { dap: client, threadId: client.threadId }, frame, expression: x, used: { roles } };
      const problem = must(createProblem(must(await readFromFrame(reader, ask, options())).input));
      const said = compareCandidate(problem, batchnormGradients(problem, "exact"), problem.candidate ?? {});
      assert.equal(said.verdict, verdict, said.reason);
      if (reason) assert.match(`${said.reason} ${said.diagnoses.map(({ text }) => text).join(" ")}`, reason);
    });
  }
});
