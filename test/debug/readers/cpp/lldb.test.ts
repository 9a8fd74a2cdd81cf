import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCppReader } from "../../../../src/debug/readers/cpp/cpp-reader";
import { createDisk } from "../../../../src/debug/readers/private-folder";
import { DapClient, lldb } from "../../dap-client";
import { lineOf, must, options, program, sameValues } from "../../support";
import { CASES, range, REFUSALS } from "./tensors-of-cpp";

describe("C++ through LLDB", () => {
  const source = program("tensors.cpp");
  const folder = mkdtempSync(join(tmpdir(), "gradient-lens-test-"));
  const temporary = join(folder, "temporary");
  const reader = createCppReader(createDisk(temporary));
  let client: DapClient;
  const read = (expression: string, more = {}) =>
    reader.read({ session: client, frameId: client.frameId, expression }, options(more));

  before(async () => {
    mkdirSync(temporary);
    execFileSync("g++", ["-O0", "-g", "-I/usr/include/eigen3", source, "-o", join(folder, "tensors")]);
    client = await DapClient.start(lldb);
    await client.launchTo(source, lineOf(source, "// stop here"), { program: join(folder, "tensors") });
  });
  after(async () => {
    await client.stop();
    rmSync(folder, { recursive: true });
  });
  afterEach(() => assert.deepEqual(readdirSync(temporary), [], "files left in the temporary folder"));

  for (const [expression, dtype, shape, tensorDtype, values] of CASES) {
    it(`reads ${expression}: ${dtype} of ${shape.join(" x ")}`, async () => {
      const got = must(await read(expression));
      assert.equal(got.tensor.dtype, tensorDtype);
      assert.deepEqual(got.tensor.shape, shape);
      assert.equal(got.sourceDtype, dtype);
      sameValues(got.tensor.values, values, expression);
    });
  }

  it("reads what a pointer points at when the sizes are given", async () => {
    const asked = must(
      await reader.describe({ session: client, frameId: client.frameId, expression: "pointer" }, options()),
    );
    assert.equal(asked.shape, null);
    const refused = await read("pointer");
    assert.equal(refused.ok ? "" : refused.fault.code, "sizes-asked");
    const got = must(await read("pointer", { shape: [3, 4] }));
    assert.deepEqual(got.shape, [3, 4]);
    sameValues(got.tensor.values, range(12), "pointer");
    const large = must(await read("large", { shape: [1500, 700] }));
    assert.deepEqual(large.shape, [1500, 700]);
  });

  it("reads the same by a file and from what LLDB prints", async () => {
    const byFile = must(await read("large"));
    assert.equal(byFile.how, "LLDB's memory command, private temporary file");
    const printed = must(await read("large", { transfer: "protocolOnly" }));
    assert.equal(printed.how, `LLDB's memory command, ${Math.ceil((4 * 1500 * 700) / 2 ** 16)} printed chunks`);
    sameValues(printed.tensor.values, byFile.tensor.values, "large");
    // One line of the program fills it: single precision sines.
    assert.ok([...byFile.tensor.values.slice(0, 1000)].every((value, i) => Math.abs(value - Math.sin(i)) < 1e-4));
  });

  const refusals = [...REFUSALS, ["nowhere", /nowhere/]] as const;
  for (const [expression, text] of refusals) {
    it(`refuses ${expression}`, async () => {
      const got = await read(expression);
      assert.equal(got.ok, false, `${expression} was read`);
      assert.match(got.ok ? "" : got.fault.text, text);
      must(await read("n"));
    });
  }

  it("never sends readMemory to an adapter that does not advertise it, nor runs the program's code", () => {
    assert.ok(client.sent.length > 100);
    assert.ok(!client.capabilities?.supportsReadMemoryRequest);
    assert.deepEqual(
      client.sent.filter(({ command }) => command === "readMemory"),
      [],
    );
    const output = client.events.filter(
      (event) => event.event === "output" && JSON.stringify(event.body).includes("ran"),
    );
    assert.deepEqual(output, []);
  });

  it("refuses 2 GiB with the figure", async () => {
    const got = await read("pointer", { shape: [2 ** 15, 2 ** 13] });
    assert.equal(
      got.ok ? "" : got.fault.text,
      "pointer holds 2 GiB; at most 256 MiB are read from a C++ program. Read a part of it.",
    );
  });

  it("names memory that cannot be read", async () => {
    const got = await read("(double*)16", { shape: [8, 200] });
    assert.equal(got.ok, false);
    assert.match(got.ok ? "" : got.fault.text, /could read 0|memory read failed/);
    must(await read("n"));
  });

  it("lists the tensors of the frame", async () => {
    const list = must(await reader.listTensors(client, client.frameId, options()));
    const names = list.map((entry) => entry.expression);
    for (const name of ["a", "b", "named", "v", "nested", "fixed", "matrix", "small"])
      assert.ok(names.includes(name), `${name} is missing in ${names.join()}`);
    for (const name of ["scalar", "text", "map", "bits", "layer"])
      assert.ok(!names.includes(name), `${name} is listed`);
    const withNumber = must(await reader.listTensors(client, client.frameId, options({ numbers: ["scalar"] })));
    assert.equal(withNumber.find(({ expression }) => expression === "scalar")?.description.number, 4);
    assert.deepEqual(list.find((entry) => entry.expression === "matrix")?.description.shape, [2, 3]);
  });
});
