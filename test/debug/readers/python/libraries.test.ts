import assert from "node:assert/strict";
import { createDisk } from "../../../../src/debug/readers/private-folder";
import { createPythonReader } from "../../../../src/debug/readers/python/python-reader";
import { DapClient, debugpyOf, PYTHONS } from "../../dap-client";
import { lineOf, must, options, program, sameValues } from "../../support";

const launch = { console: "internalConsole", justMyCode: true };

for (const python of PYTHONS)
  describe(`Python without NumPy: ${python}`, () => {
    const path = program("plain.py");
    let client: DapClient;
    before(async () => {
      client = await DapClient.start(debugpyOf(python));
      await client.launchTo(path, lineOf(path, "# stop here"), { ...launch, python, program: path });
    });
    after(() => client.stop());

    it("reads nested lists and imports nothing", async () => {
      const reader = createPythonReader(createDisk());
      const modules = (): Promise<string> => client.value(`" ".join(sorted(__import__("sys").modules))`);
      const before = await modules();
      assert.doesNotMatch(` ${before} `, / numpy /);
      const got = must(
        await reader.read({ session: client, frameId: client.frameId, expression: "nested" }, options()),
      );
      sameValues(got.tensor.values, [1.5, 2.5, 3.5, -4.5, 0.1, 0.2], "nested");
      assert.deepEqual(got.notes, []);
      assert.equal(await modules(), before);
      const list = must(await reader.listTensors(client, client.frameId, options()));
      assert.deepEqual(
        list.map((entry) => entry.expression),
        ["nested"],
      );
    });
  });

for (const python of PYTHONS)
  describe(`pandas: ${python}`, () => {
    const path = program("frames.py");
    const reader = createPythonReader(createDisk());
    let client: DapClient;
    before(async () => {
      client = await DapClient.start(debugpyOf(python));
      await client.launchTo(path, lineOf(path, "# stop here"), { ...launch, python, program: path });
    });
    after(() => client.stop());

    it("reads data frames and names a column of text", async () => {
      const read = (expression: string) =>
        reader.read({ session: client, frameId: client.frameId, expression }, options());
      const same = must(await read("same"));
      assert.deepEqual(same.shape, [2, 3]);
      sameValues(same.tensor.values, [1.5, -1, 0.1, 2.5, NaN, 0.2], "same");
      assert.deepEqual(same.notes, []);
      const mixed = must(await read("mixed"));
      sameValues(mixed.tensor.values, [1, 0.5, 2, 0.25], "mixed");
      assert.deepEqual(mixed.notes, ["columns of several dtypes are read as float64"]);
      sameValues(must(await read("nullable")).tensor.values, [1, 0.5, NaN, 1.5], "nullable");
      assert.deepEqual(must(await read("series")).shape, [3]);
      const named = await read("named");
      assert.match(
        named.ok ? "" : named.fault.text,
        /^named is a data frame whose column 'city' is of dtype (object|str), not of numbers\.$/,
      );
    });
  });
