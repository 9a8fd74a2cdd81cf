import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCppReader } from "../../../../src/debug/readers/cpp/cpp-reader";
import { DapClient, gdbs } from "../../dap-client";
import { lineOf, must, options, program, sameValues } from "../../support";
import { CASES, range, REFUSALS } from "./tensors-of-cpp";

for (const [name, adapter] of gdbs())
  describe(`C++ through ${name}`, () => {
    const source = program("tensors.cpp");
    const folder = mkdtempSync(join(tmpdir(), "gradient-lens-test-"));
    const reader = createCppReader(null);
    let client: DapClient;
    const read = (expression: string, more = {}) =>
      reader.read({ session: client, frameId: client.frameId, expression }, options(more));

    before(async () => {
      execFileSync("g++", ["-O0", "-g", "-I/usr/include/eigen3", source, "-o", join(folder, "tensors")]);
      client = await DapClient.start(adapter());
      await client.launchTo(source, lineOf(source, "// stop here"), { program: join(folder, "tensors"), gdb: "gdb" });
    });
    after(async () => {
      await client.stop();
      rmSync(folder, { recursive: true });
    });

    for (const [expression, , shape, tensorDtype, values] of CASES) {
      it(`reads ${expression}: ${shape.join(" x ")}`, async () => {
        const got = must(await read(expression));
        assert.equal(got.tensor.dtype, tensorDtype);
        assert.deepEqual(got.tensor.shape, shape);
        sameValues(got.tensor.values, values, expression);
      });
    }

    it("reads what a pointer points at when the sizes are given, in chunks of the program's memory", async () => {
      const refused = await read("pointer");
      assert.equal(refused.ok ? "" : refused.fault.code, "sizes-asked");
      sameValues(must(await read("pointer", { shape: [3, 4] })).tensor.values, range(12), "pointer");
      const large = must(await read("large", { shape: [1500, 700] }));
      assert.deepEqual(large.shape, [1500, 700]);
      assert.equal(large.how, "readMemory, 5 chunks");
      assert.ok(large.tensor.values.every((value, i) => Math.abs(value - Math.sin(i)) < 1e-4));
    });

    const refusals = [
      ...REFUSALS,
      ["nowhere", /^(nowhere: Error: could not evaluate expression|No symbol "nowhere")/],
      ["(double*)16", /its sizes must be given/],
    ] as const;
    for (const [expression, text] of refusals) {
      it(`refuses ${expression}`, async () => {
        const got = await read(expression);
        assert.match(got.ok ? "it was read" : got.fault.text, text);
        must(await read("n"));
      });
    }

    it("names memory that cannot be read", async () => {
      const got = await read("(double*)16", { shape: [8, 200] });
      assert.match(got.ok ? "it was read" : got.fault.text, /memory/i);
      must(await read("n"));
    });

    it("lists the tensors of the frame", async () => {
      const list = must(await reader.listTensors(client, client.frameId, options()));
      const names = list.map((entry) => entry.expression);
      for (const name of ["a", "b", "named", "v", "nested", "fixed", "matrix", "small"])
        assert.ok(names.includes(name), `${name} is missing in ${names.join()}`);
      for (const name of ["scalar", "text", "map", "bits", "layer"])
        assert.ok(!names.includes(name), `${name} is listed`);
    });

    it("runs none of the program's code", () => {
      assert.ok(client.sent.some(({ command }) => command === "readMemory"));
      const output = client.events
        .filter(({ event }) => event === "output")
        .map(({ body }) => String((body as { output?: unknown }).output).trim());
      assert.ok(output.length > 0);
      assert.ok(!output.includes("ran"), "the program's own operator was called");
    });
  });
