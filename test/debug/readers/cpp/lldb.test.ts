import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCppReader } from "../../../../src/debug/readers/cpp/cpp-reader";
import { createDisk } from "../../../../src/debug/readers/private-folder";
import { DapClient, lldb } from "../../dap-client";
import { lineOf, must, options, program, sameValues } from "../../support";

const range = (length: number, from = 0): number[] => Array.from({ length }, (_, i) => from + i);

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

  // expression, element type, shape, dtype of the tensor, values
  const cases: [string, string, number[], string, number[]][] = [
    ["a", "double", [5, 3], "float64", [...range(14), -0]],
    ["a[1]", "double", [3], "float64", [3, 4, 5]],
    ["b", "float", [2, 3, 4], "float32", range(24)],
    ["named", "double", [4, 3], "float64", range(12)],
    ["n", "int", [2, 2], "float64", [1, -2, 3, 4]],
    ["u", "uint8_t", [2, 3], "float64", [1, 2, 255, 4, 5, 6]],
    ["truth", "bool", [2, 2], "float64", [1, 0, 0, 1]],
    ["wide", "long", [1, 2], "float64", [2 ** 53, -1]],
    ["own", "real", [2, 2], "float32", [0.5, 1.5, 2.5, NaN]],
    ["v", "double", [3], "float64", [1, 2, 3]],
    ["vr", "float", [2], "float32", [1, 2]],
    ["nested", "double", [3, 2], "float64", range(6, 1)],
    ["deep", "float", [2, 3, 2], "float32", range(12, 1)],
    ["pairs", "float", [3, 2], "float32", range(6, 1)],
    ["fixed", "float", [2, 3], "float32", range(6, 1)],
    ["matrix", "double", [2, 3], "float64", range(6, 1)],
    ["small", "float", [3, 3], "float32", range(9, 1)],
    ["rowMajor", "float", [2, 2], "float32", range(4, 1)],
    ["column", "double", [3], "float64", [1, 2, 3]],
    ["arrays", "float", [2, 2], "float32", range(4, 1)],
    ["reference", "float", [2, 3, 4], "float32", range(24)],
    ["alias", "double", [3], "float64", [1, 2, 3]],
    ["layer.weight", "float", [2, 3], "float32", range(6, 1)],
    ["there->weight", "float", [2, 3], "float32", range(6, 1)],
    ["there->bias", "double", [2], "float64", [7, 8]],
    ["*there->weight", "float", [3], "float32", [1, 2, 3]],
    ["empty", "double", [0], "float64", []],
    ["largeNested", "float", [300, 200], "float32", range(60000).map((i) => i % 200)],
  ];
  for (const [expression, dtype, shape, tensorDtype, values] of cases) {
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

  const refusals: [string, RegExp][] = [
    ["ragged", /ragged: vector 1 has 1 values, expected 2/],
    ["bits", /a std::vector<bool>, which packs its values into bits/],
    ["map", /of type std::map.*, no tensor/],
    ["text", /of type std::.*string.*, no tensor/],
    ["word", /text \(const char \*\)/],
    ["scalar", /one value, 4 \(double\)/],
    ["layer", /of type Layer, no tensor/],
    ["nowhere", /nowhere/],
    ["a +", /./],
  ];
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
