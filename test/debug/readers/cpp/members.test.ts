import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { itemAt } from "../../../../src/core/item-at";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { compareCandidate } from "../../../../src/core/diagnosis";
import { createProblem } from "../../../../src/core/problem";
import { tensorsAround } from "../../../../src/debug/commands/tensors-around";
import { matchByName } from "../../../../src/debug/commands/usual-names";
import { createCppReader } from "../../../../src/debug/readers/cpp/cpp-reader";
import { framesOf, type FramePlace } from "../../../../src/debug/session/stack-frames";
import { readFromFrame } from "../../../../src/debug/source/read-problem";
import { readUsed } from "../../../../src/debug/source/read-used";
import { elsewhereOf } from "../../../../src/debug/source/used-expressions";
import { DapClient, gdbs, lldb } from "../../dap-client";
import { lineOf, must, options, program } from "../../support";
import { namesOf } from "../../commands/described";

const reader = createCppReader(null);
const source = program("backward.cpp");

describe("Tensors that a C++ program keeps in other things", () => {
  const folder = mkdtempSync(join(tmpdir(), "gradient-lens-test-"));
  const binary = join(folder, "backward");
  before(() => {
    execFileSync("g++", ["-O0", "-g", source, "-o", binary]);
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  for (const [name, adapter] of [["LLDB", () => lldb], ...gdbs()] as const) {
    describe(`under ${name}`, () => {
      let client: DapClient;
      before(async () => {
        client = await DapClient.start(adapter());
        await client.launchTo(source, lineOf(source, "// stop here"), { program: binary });
      });
      after(() => client.stop());

      it("are listed two levels deep, with the sizes of vectors of vectors", async () => {
        const list = must(await reader.listTensors(client, client.frameId, options({ numbers: ["eps"] })));
        const shown = list.map(({ expression, description: { shape, number, sizesAsked }, isOfModule }) => {
          const what = number ?? (sizesAsked ? "pointer" : (shape?.join(" x ") ?? "no sizes"));
          return `${expression}: ${what}${isOfModule ? ", module" : ""}`;
        });
        assert.deepEqual(shown.filter((line) => !line.endsWith("module")).sort(), [
          "dout: 4 x 3",
          "dx: pointer",
          "self->conv.kernel: 2",
          "self->dgamma: pointer",
          "self->eps: 0.001",
          "self->scale.gamma: 3",
          "sums: 3",
          "x: 4 x 3",
        ]);
        // Eclipse's adapter for GDB shows no globals.
        assert.equal(shown.includes("::table: 2 x 5, module"), name === "LLDB", shown.join());
        const parts = namesOf(matchByName(list));
        assert.deepEqual(parts, {
          x: "x",
          gamma: "self->scale.gamma",
          dout: "dout",
          eps: "self->eps",
          "candidate.dx": "dx",
          "candidate.dgamma": "self->dgamma",
        });
        const { x = "", ...roles } = parts;
        const target = { session: client, frameId: client.frameId, expression: x };
        const { values } = must(await readUsed(reader, target, { roles }, [4, 3], options()));
        const shapes = Object.values(values).map((value) =>
          typeof value === "number" ? value : value.shape.join(" x "),
        );
        assert.deepEqual(shapes, ["3", "4 x 3", 0.001, "4 x 3", "3"]);
      });

      const runTo = async (marker: string): Promise<FramePlace> => {
        await client.continueTo(source, lineOf(source, marker));
        return itemAt(must(await framesOf(client, client.threadId)), 0);
      };

      it("are found in the caller where the function has none, and read there", async () => {
        const frame = await runTo("// stop apart");
        const { x, ...found } = matchByName(must(await tensorsAround(reader, client, frame, options())));
        const names = namesOf({ x, ...found });
        const step = x?.frame?.name ?? ""; // LLDB names a function with its parameters
        assert.match(step, /^step\b/);
        assert.deepEqual(names, {
          x: `x in ${step}`,
          gamma: `gamma in ${step}`,
          dout: "dout",
          eps: `eps in ${step}`,
          "candidate.dx": "dx",
        });
        assert.ok(x?.frame);
        const session = { dap: client, threadId: client.threadId };
        const roles = { gamma: "gamma", dout: "dout", eps: "eps" };
        const used = { roles, elsewhere: elsewhereOf(["dout"], frame, x.frame) };
        const { input } = must(
          await readFromFrame(reader, { session, frame: x.frame, expression: "x", used }, options()),
        );
        assert.equal(input.x.values[11], 11);
        assert.equal(input.eps, 2.001);
        assert.deepEqual([...(typeof input.gamma === "object" ? input.gamma.values : [])], [2, 3, 4]);
        assert.equal(input.dout?.values[11], 1);
      });

      it("are marked where their numbers show that xhat is made of them", async () => {
        const list = must(await tensorsAround(reader, client, await runTo("// stop explained"), options()));
        const marks = list.flatMap(({ expression, explains }) =>
          explains ? [`${expression} explains ${explains}`] : [],
        );
        assert.deepEqual(marks, ["pre explains xhat"]);
      });

      it("are those of the function where the program stands, not of the one that stood there before, nor the caller's", async () => {
        const frame = await runTo("// stop next");
        const list = must(await tensorsAround(reader, client, frame, options()));
        const names = namesOf(matchByName(list));
        assert.deepEqual([names.x, names.dout, names["candidate.dx"]], ["x", "dout", "dx"]);
        for (const [expression, value] of [
          ["x", 6],
          ["dout", 7],
          ["dx", 5],
        ] as const) {
          const target = { session: client, frameId: frame.frameId, expression };
          const { shape, tensor } = must(await reader.read(target, options()));
          assert.deepEqual([shape, tensor.values[0]], [[2, 3], value], expression);
        }
      });

      it("of a right backward are called right: vectors, and pointers once the sizes of x are said", async () => {
        for (const [marker, given, names] of [
          ["// stop right", {}, ["x", "gamma", "dout", "dx", "dgamma", "dbeta"]],
          ["// stop behind pointers", { shape: [6, 3] }, ["x", "gamma", "dout", "dx"]],
        ] as const) {
          const frame = await runTo(marker);
          const list = must(await tensorsAround(reader, client, frame, options()));
          const { x = "", ...roles } = namesOf(matchByName(list));
          assert.deepEqual([x, ...Object.values(roles)], names);
          const session = { dap: client, threadId: client.threadId };
          const ask = { session, frame, expression: x, used: { roles } };
          const problem = must(createProblem(must(await readFromFrame(reader, ask, options(given))).input));
          const said = compareCandidate(problem, batchnormGradients(problem, "exact"), problem.candidate ?? {});
          assert.equal(said.verdict, "correct", said.reason);
        }
      });
    });
  }
});
