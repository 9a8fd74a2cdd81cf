import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDisk } from "../../../../src/debug/readers/private-folder";
import { createJavaScriptReader } from "../../../../src/debug/readers/javascript/javascript-reader";
import type { Disk } from "../../../../src/debug/readers/shared-disk";
import { mountSmallDisk } from "../../full-disk";
import { must, options, program, sameValues } from "../../support";
import { V8Client } from "../../v8-client";

describe("JavaScript through V8's debugger", () => {
  const folder = mkdtempSync(join(tmpdir(), "gradient-lens-test-"));
  const reader = createJavaScriptReader(createDisk(folder));
  let client: V8Client;
  const read = (expression: string, more = {}) =>
    reader.read({ session: client, frameId: 0, expression }, options(more));
  /** An array of numbers as the program itself spells it. */
  const printed = async (expression: string): Promise<number[]> => {
    const text = `JSON.stringify(Array.from(${expression}, (v) => Object.is(v, -0) ? "-0" : String(v)))`;
    const { result } = (await client.customRequest("evaluate", { expression: text, frameId: 0 })) as { result: string };
    return (JSON.parse(JSON.parse(result) as string) as string[]).map(Number);
  };

  before(async () => {
    client = await V8Client.launch(program("tensors.mjs"));
  });
  after(() => {
    client.stop();
    rmSync(folder, { recursive: true });
  });
  afterEach(() => assert.deepEqual(readdirSync(folder), [], "files left in the temporary folder"));

  // expression, dtype as the program names it, shape, dtype of the tensor, the program's own list of the values
  const cases: [string, string, number[], string, string][] = [
    ["nested", "array of number", [2, 3], "float64", "[1, 2.5, 1, NaN, -0, 7]"],
    ["deep", "array of number", [3, 2, 2], "float64", "deep.flat(2)"],
    ["rows32", "array of Float32Array", [2, 2], "float32", "[...rows32[0], ...rows32[1]]"],
    ["rowsMixed", "array of Float32Array", [2, 2], "float64", "[1, 0.5, 3, 4]"],
    ["outer", "array of number", [2, 2], "float64", "[1, 2, 3, 4]"],
    ["f64", "Float64Array", [12], "float64", "f64"],
    ["f32", "Float32Array", [12], "float32", "f32"],
    ["sub", "Float32Array", [6], "float32", "f32.slice(3, 9)"],
    ["i64", "BigInt64Array", [2], "float64", "[-1, 2 ** 53]"],
    ["u8", "Uint8ClampedArray", [3], "float64", "u8"],
    ["i16", "Int16Array", [2], "float64", "i16"],
    ["shaped", "Float64Array", [3, 4], "float64", "f64"],
    ["transposed", "Float64Array", [4, 3], "float64", "[0,4,8,1,5,9,2,6,10,3,7,11].map((i) => f64[i])"],
    ["reversed", "Float64Array", [3, 2], "float64", "[8,10,4,6,0,2].map((i) => f64[i])"],
    ["plainData", "number", [2, 2], "float64", "[1, 2, 3, 4]"],
    ["tf", "float32", [3, 4], "float32", "f32"],
    ["onnx", "float16", [2, 2], "float16", "[1, -2, Infinity, 2 ** -24]"],
    ["matrix", "array of Float64Array", [2, 2], "float64", "[1, 2, 3, 4]"],
    ["empty", "array of nothing", [0], "float64", "[]"],
    ["emptyTyped", "Float32Array", [0], "float32", "[]"],
    ["large", "Float32Array", [1500, 700], "float32", "large.data"],
    [
      "largeTransposed",
      "Float32Array",
      [700, 1500],
      "float32",
      "Array.from({ length: 1050000 }, (_, i) => large.data[Math.floor(i / 1500) + 700 * (i % 1500)])",
    ],
    ["largeNested", "array of number", [600, 500], "float64", "largeNested.flat()"],
  ];
  for (const [expression, dtype, shape, tensorDtype, values] of cases) {
    it(`reads ${expression}: ${dtype} of ${shape.join(" x ")}`, async () => {
      const got = must(await read(expression));
      assert.equal(got.tensor.dtype, tensorDtype);
      assert.deepEqual(got.tensor.shape, shape);
      assert.equal(got.sourceDtype, dtype);
      sameValues(got.tensor.values, await printed(values), expression);
    });
  }

  it("reads by the protocol where the disk is full", async () => {
    const small = mountSmallDisk();
    // Without root something stands in the file's place: it cannot be written either.
    const disk: Disk = small
      ? createDisk(small.folder)
      : {
          async createFolder() {
            const made = await createDisk(folder).createFolder();
            if (made) mkdirSync(join(made.path, "data"));
            return made;
          },
        };
    try {
      const target = { session: client, frameId: 0, expression: "large" };
      const got = must(await createJavaScriptReader(disk).read(target, options()));
      const why = small ? "ENOSPC" : "EEXIST|EISDIR";
      assert.match(
        got.how,
        new RegExp(`^debug protocol, 5 chunks \\(the temporary file could not be written: .*(${why})`),
      );
      sameValues(got.tensor.values, must(await read("large")).tensor.values, "large");
      if (small) assert.deepEqual(readdirSync(small.folder), []);
    } finally {
      small?.remove();
    }
  });

  it("reads the same through a file and through the protocol alone", async () => {
    const before = client.largestMessage;
    for (const expression of ["large", "largeTransposed", "largeNested"]) {
      const byFile = must(await read(expression));
      assert.equal(byFile.how, "private temporary file");
      const byProtocol = must(await read(expression, { transfer: "protocolOnly" }));
      assert.equal(byProtocol.how, `debug protocol, ${Math.ceil(byFile.tensor.values.byteLength / 2 ** 20)} chunks`);
      sameValues(byProtocol.tensor.values, byFile.tensor.values, expression);
    }
    assert.ok(
      client.largestMessage <= Math.max(before, 2 ** 21),
      `the largest message had ${client.largestMessage} characters`,
    );
  });

  it("gives a flat array the shape that is asked for", async () => {
    const got = must(await read("f64", { shape: [4, 3] }));
    assert.deepEqual(got.tensor.shape, [4, 3]);
    const wrong = await read("f64", { shape: [5, 3] });
    assert.equal(wrong.ok ? "" : wrong.fault.text, "f64 has 12 values, 5 x 3 needs 15.");
  });

  const refusals: [string, RegExp][] = [
    ["ragged", /^The list is no tensor: \[1\] has 1 values, expected 2/],
    ["words", /^The list is no tensor: a string at \[0\]\[1\], expected a number/],
    ["short", /an Object of shape 5 x 4 with data for 12 values only/],
    ["tfText", /a tensor of text/],
    ["word", /text of 4 characters/],
    ["number", /one value, 4/],
    ["nothing", /null/],
    ["plain", /an Object without a shape and data, no tensor/],
    ["fn", /a function/],
    ["exits.tensor", /RangeError: no tensor here/],
    ["unused", /ReferenceError: unused is not defined\. The engine keeps only/],
    ["f64 +", /Unexpected token/],
    ["(() => { throw 5; })()", /thrown: 5/],
  ];
  for (const [expression, text] of refusals) {
    it(`refuses ${expression}`, async () => {
      const got = await read(expression);
      assert.equal(got.ok, false, `${expression} was read`);
      assert.match(got.ok ? "" : got.fault.text, text);
      must(await read("nested"));
    });
  }

  it("lists the tensors of the frame", async () => {
    const list = must(await reader.listTensors(client, 0, options()));
    const names = list.map((entry) => entry.expression);
    for (const name of ["nested", "f32", "shaped", "tf", "largeNested", "outer"])
      assert.ok(names.includes(name), `${name} is missing`);
    for (const name of ["word", "plain", "tfText", "fn", "short"])
      assert.ok(!names.includes(name), `${name} is listed`);
  });

  it("leaves nothing behind", async () => {
    const state = async (): Promise<string> => {
      const text = `JSON.stringify([Object.getOwnPropertyNames(globalThis).sort(), process.moduleLoadList, process.getActiveResourcesInfo(),
        f64.length, Object.keys(large), Object.keys(Buffer), process.memoryUsage().arrayBuffers > 0])`;
      const { result } = (await client.customRequest("evaluate", { expression: text, frameId: 0 })) as {
        result: string;
      };
      return result;
    };
    const before = await state();
    for (const [expression] of [...cases, ...refusals]) await read(expression);
    await read("large", { transfer: "protocolOnly" });
    assert.equal(await state(), before);
  });
});
