import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCppReader } from "../../../../src/debug/readers/cpp/cpp-reader";
import { matchByName } from "../../../../src/debug/commands/usual-names";
import { namesOf } from "../../commands/described";
import { DapClient, gdbs, lldb } from "../../dap-client";
import { lineOf, must, options, program, sameValues } from "../../support";

const reader = createCppReader(null);
const source = program("caches.cpp");
type Case = readonly [expression: string, shape: number[], values: number[]];

describe("Maps of tensors and xtensor's containers", () => {
  const folder = mkdtempSync(join(tmpdir(), "gradient-lens-test-"));
  const binary = join(folder, "caches");
  before(() => {
    execFileSync("g++", ["-O0", "-g", "-I/usr/include/eigen3", source, "-o", binary]);
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  for (const [name, adapter] of [["LLDB", () => lldb], ...gdbs()] as const) {
    describe(`under ${name}`, () => {
      let client: DapClient;
      const target = (expression: string) => ({ session: client, frameId: client.frameId, expression });
      const readAll = async (cases: readonly Case[]): Promise<void> => {
        for (const [expression, shape, values] of cases) {
          const described = must(await reader.describe(target(expression), options()));
          const { tensor } = must(await reader.read(target(expression), options()));
          assert.deepEqual([described.shape, tensor.shape], [shape, shape], expression);
          sameValues(tensor.values, values, expression);
        }
      };
      const refused = async (refusals: readonly (readonly [string, RegExp])[]): Promise<void> => {
        for (const [expression, text] of refusals) {
          const got = await reader.read(target(expression), options());
          assert.match(got.ok ? "it was read" : got.fault.text, text, expression);
        }
      };

      before(async () => {
        client = await DapClient.start(adapter());
        await client.launchTo(source, lineOf(source, "// stop here"), { program: binary });
      });
      after(() => client.stop());

      it("are read by their keys", async () => {
        await readAll([
          ['cache["x"]', [3, 2], [1, 2, 3, 4, 5, 6]],
          ['cache.at("xhat_of_the_whole_batch")', [3, 2], [1, 1, 0, 0, 2, 2]],
          ['(*there)["x"]', [3, 2], [1, 2, 3, 4, 5, 6]],
          ['self->kept["x"]', [3, 2], [1, 2, 3, 4, 5, 6]],
          ["self->grads[0]", [2], [7, 8]],
          ["steps[-3]", [2, 3], [1, 2, 3, 4, 5, 6]],
          ["pairs[7]", [2], [1, 2]],
        ]);
        const pointer = must(await reader.read(target('pointers["dx"]'), options({ shape: [1, 2] })));
        sameValues(pointer.tensor.values, [7, 8], 'pointers["dx"]');
      });

      it("say what they hold instead of another key, and add none", async () => {
        await refused([
          ['cache["dx"]', /^cache\["dx"\] is no entry of cache, which holds "x", "xhat_of_the_whole_batch"\.$/],
          ['nothing["x"]', /is no entry of nothing, which holds nothing\.$/],
          ['params["momentum"]', /^params\["momentum"\] is one value, 0\.5 \(double\)\.$/],
          ['words["x"]', /^words\["x"\] is an entry of words: only libstdc\+\+'s maps of .* are read\.$/],
          ["nothing[words]", /^nothing\[words\] is an entry of a map, which is found by a written key only/],
          ["steps", /of type std::map.*, no tensor/],
        ]);
        for (const [count, expected] of [
          ["cache._M_t._M_impl._M_node_count", "2"],
          ["nothing._M_t._M_impl._M_node_count", "0"],
          ["words._M_t._M_impl._M_node_count", "1"],
          ["params._M_h._M_element_count", "2"],
        ]) {
          const args = { expression: count, frameId: client.frameId, context: "watch" };
          const { result } = (await client.customRequest("evaluate", args)) as { result: string };
          assert.equal(result, expected, count);
        }
      });

      it("are listed where programs keep them", async () => {
        const list = must(await reader.listTensors(client, client.frameId, options({ numbers: ["eps"] })));
        const shown = list
          .filter(({ isOfModule }) => !isOfModule)
          .map(({ expression, description: { number, shape, sizesAsked } }) => {
            return `${expression}: ${number ?? (sizesAsked ? "pointer" : shape?.join(" x "))}`;
          });
        assert.deepEqual(shown.sort(), [
          '(*there)["x"]: 3 x 2',
          '(*there)["xhat_of_the_whole_batch"]: 3 x 2',
          'cache["x"]: 3 x 2',
          'cache["xhat_of_the_whole_batch"]: 3 x 2',
          "dout: 3 x 2",
          "pairs[7]: 2",
          'params["eps"]: 0.001',
          'pointers["dx"]: pointer',
          "self->grads[0]: 2",
          'self->kept["x"]: 3 x 2',
          'self->kept["xhat_of_the_whole_batch"]: 3 x 2',
          "steps[-3]: 2 x 3",
        ]);
        const own = list.filter(({ expression }) => !/there|self/.test(expression));
        const { dout, x, eps } = namesOf(matchByName(own));
        assert.deepEqual([dout, x, eps], ["dout", 'cache["x"]', 'params["eps"]']);
      });

      it("of xtensor are read by rows and by columns, and what smart pointers own", async () => {
        await client.continueTo(source, lineOf(source, "// stop with arrays"));
        const six = [1, 2, 3, 4, 5, 6];
        await readAll([
          ["x", [2, 3], six],
          ["cube", [1, 3, 2], six],
          ["columns", [2, 3], six],
          ["fixed", [2, 3], six],
          ["alias", [2, 3], six],
          ["*self->weight", [2], [0.5, 2]],
          ["*unique", [3], [1, 2, 3]],
          ["*shared", [2], [0.5, 0.5]],
        ]);
        await refused([
          ["deep", /^deep is an array whose strides are 1, 2, 4: show a copy of it\.$/],
          ["sum", /of type xt::xfunction.*, no tensor/],
        ]);
      });

      it("of many entries are looked at as far as the 256th, and say so", async () => {
        await readAll([["many[255]", [2], [255, 1]]]);
        await refused([
          ["many[299]", /^many\[299\] is not among the first 256 entries of many \(0, 1, 2, 3, 4, 5, 6, 7 and 248 more\); more are not looked at\.$/],
          ["numbers[-1]", /^numbers\[-1\] is not among the first 256 entries of numbers \(\d+, .* and 248 more\); more are not looked at\.$/],
          ['inner["first"]["x"]', /is made of inner\["first"\], an entry of inner: only libstdc\+\+'s maps of .* are read\.$/],
        ]); // prettier-ignore
        const said: string[] = [];
        const tell = (sentence: string): number => said.push(sentence);
        must(await reader.listTensors(client, client.frameId, options({ tell })));
        assert.deepEqual(said.sort(), [
          "Of many the first 256 entries were looked at: others are not offered.",
          "Of numbers the first 256 entries were looked at: others are not offered.",
        ]);
      });
    });
  }
});
