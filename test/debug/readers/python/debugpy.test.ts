import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDisk } from "../../../../src/debug/readers/private-folder";
import { withGradients } from "../../../../src/debug/commands/autograd-gradients";
import { markExplaining } from "../../../../src/debug/commands/explains";
import { matchByName } from "../../../../src/debug/commands/usual-names";
import { createPythonReader } from "../../../../src/debug/readers/python/python-reader";
import { DapClient, debugpy, PYTHON } from "../../dap-client";
import { lineOf, must, options, program, sameValues } from "../../support";
import { namesOf } from "../../commands/described";

const launch = { python: PYTHON, console: "internalConsole", justMyCode: true };

describe("Python through debugpy", () => {
  const path = program("tensors.py");
  const folder = mkdtempSync(join(tmpdir(), "gradient-lens-test-"));
  const reader = createPythonReader(createDisk(folder));
  let client: DapClient;
  const target = (expression: string) => ({ session: client, frameId: client.frameId, expression });
  const read = (expression: string, more = {}) => reader.read(target(expression), options(more));

  before(async () => {
    client = await DapClient.start(debugpy);
    await client.launchTo(path, lineOf(path, "# stop here"), { ...launch, program: path });
  });
  after(async () => {
    await client.stop();
    rmSync(folder, { recursive: true });
  });
  afterEach(() => assert.deepEqual(readdirSync(folder), [], "files left in the temporary folder"));

  /** The values as the program itself prints them, by an expression of its own. */
  const printed = async (expression: string): Promise<number[]> => {
    const names: Record<string, number> = { nan: NaN, inf: Infinity, "-inf": -Infinity };
    const values: number[] = [];
    for (let start = 0, step = 100_000; ; start += step) {
      const text = await client.value(`" ".join(repr(float(v)) for v in (${expression})[${start}:${start + step}])`);
      if (text !== "") values.push(...text.split(" ").map((word) => names[word] ?? Number(word)));
      if (values.length < start + step) return values;
    }
  };
  const flat = (expression: string): string => `np.asarray(${expression}).ravel()`;
  const flatTorch = (expression: string): string => `(${expression}).detach().double().contiguous().view(-1).tolist()`;

  // expression, dtype as the program names it, shape, dtype of the tensor, how the program lists its values
  const cases: [string, string, number[], string, (expression: string) => string][] = [
    ["f4", "float32", [7, 3], "float32", flat],
    ["f8", "float64", [5, 11], "float64", flat],
    ["f2", "float16", [7, 3], "float16", flat],
    ["odd", "float32", [2, 2], "float32", flat],
    ...["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"].map((name): (typeof cases)[number] => {
      const dtype = `${name.startsWith("i") ? "int" : "uint"}${8 * Number(name[1])}`;
      return [`ints["${name}"]`, dtype, [2, 3], "float64", flat];
    }),
    ["truth", "bool", [2, 2], "float64", flat],
    ["big_endian", ">f8", [5, 11], "float64", flat],
    ["big_endian_int", ">i2", [3, 2], "float64", flat],
    ["strided", "float64", [7, 4], "float64", flat],
    ["backward", "float64", [5, 11], "float64", flat],
    ["fortran", "float64", [5, 11], "float64", flat],
    ["broadcast", "float64", [4, 3], "float64", flat],
    ["long_double", "longdouble", [5, 11], "float64", flat],
    ["matrix", "float64", [2, 2], "float64", (e) => flat(`np.asarray(${e})`)],
    ["image", "float32", [2, 3, 4, 5], "float32", flat],
    ["image[1, :, ::2]", "float32", [3, 2, 5], "float32", flat],
    ["scalar", "float32", [], "float32", flat],
    ["zero_d", "float64", [], "float64", flat],
    ["empty", "float32", [0, 4], "float32", flat],
    ["large", "float32", [1500, 700], "float32", flat],
    ["large_strided", "float32", [1100, 700], "float32", flat],
    ["file", "float64", [1], "float64", flat],
    ["t", "float32", [7, 3], "float32", flatTorch],
    ["t_grad", "float32", [4, 5], "float32", flatTorch],
    ["t_inner", "float32", [4, 5], "float32", flatTorch],
    ["t_half", "float16", [3, 4], "float16", flatTorch],
    ["t_bf16", "bfloat16", [3, 4], "bfloat16", flatTorch],
    ["t_int", "int64", [2, 3], "float64", flatTorch],
    ["t_bool", "bool", [1, 2], "float64", flatTorch],
    ["t_transposed", "float32", [7, 3], "float32", flatTorch],
    ["t_last", "float32", [2, 3, 4, 5], "float32", flatTorch],
    ["t_double", "float64", [3, 3], "float64", flatTorch],
    ["t_parameter", "float32", [2, 6], "float32", flatTorch],
    ["t_zero_d", "float32", [], "float32", flatTorch],
    ["t_large", "float32", [1024, 1000], "float32", flatTorch],
    ["t_negative", "float32", [3, 4], "float32", flatTorch],
    ["layer.running_var", "float32", [3], "float32", flatTorch],
    ["nested", "list of int", [2, 3], "float64", () => "[1, 2.5, 1, float('nan'), -4, float('inf')]"],
    ["nested_deep", "list of int", [3, 2, 2], "float64", () => "range(1, 13)"],
    ["nested_rows", "list of numpy.ndarray", [2, 3], "float64", () => "[0, 1, 2, 1, 1, 1]"],
    ["nothing", "list", [0], "float64", () => "[]"],
    ["doubles", "d", [3], "float64", (e) => e],
    ["view", "d", [5, 11], "float64", flat],
    ["view_strided", "f", [4, 3], "float32", flat],
    ["raw", "B", [3], "float64", (e) => e],
    ["speaks", "float64", [3, 2], "float64", flat],
    ["packed", "float32", [3, 7], "float32", (e) => flat(`${e}.a`)],
    ["on_device", "float32", [7, 3], "float32", (e) => flat(`${e}.get()`)],
  ];
  for (const [expression, dtype, shape, tensorDtype, values] of cases) {
    it(`reads ${expression}: ${dtype} of ${shape.join(" x ") || "one value"}`, async () => {
      const got = must(await read(expression));
      assert.equal(got.tensor.dtype, tensorDtype);
      assert.deepEqual(got.shape, shape);
      assert.deepEqual(got.tensor.shape, shape);
      assert.equal(got.whole, true);
      if (!expression.startsWith("long_double")) assert.equal(got.sourceDtype, dtype);
      else assert.match(got.notes.join(), /is read as float64/);
      if (expression === "nested_rows") return sameValues(got.tensor.values, [0, 1, 2, 1, 1, 1], expression);
      sameValues(got.tensor.values, await printed(values(expression)), expression);
    });
  }

  it("reads the same through a file and through the protocol alone", async () => {
    for (const expression of ["large", "large_strided", "t_large"]) {
      const byFile = must(await read(expression));
      const chunks = Math.ceil(byFile.tensor.values.byteLength / 2 ** 20);
      assert.ok(chunks > 2, `expected ${expression} to need several chunks`);
      assert.equal(byFile.how, "private temporary file");
      const steps: number[] = [];
      const byProtocol = must(
        await read(expression, { transfer: "protocolOnly", progress: (done: number) => steps.push(done) }),
      );
      assert.equal(byProtocol.how, `debug protocol, ${chunks} chunks`);
      assert.equal(steps.at(-1), byFile.tensor.values.byteLength);
      sameValues(byProtocol.tensor.values, byFile.tensor.values, expression);
    }
    assert.ok(client.largestMessage < 2 ** 21, `the largest message had ${client.largestMessage} bytes`);
  });

  it("shows masked values as NaN and says how many", async () => {
    const got = must(await read("masked"));
    const expected = await printed("masked.filled(np.nan).ravel()");
    sameValues(got.tensor.values, expected, "masked");
    const count = expected.filter(Number.isNaN).length;
    assert.ok(count > 1);
    assert.deepEqual(got.notes, [`${count} masked values are shown as NaN`]);
    const ints = must(await read("masked_int"));
    sameValues(ints.tensor.values, [0, 1, 2, 3, NaN, 5], "masked_int");
    assert.deepEqual(ints.notes, ["1 masked value is shown as NaN"]);
  });

  it("says that integers beyond 2^53 are rounded", async () => {
    const got = must(await read("huge"));
    sameValues(got.tensor.values, [2 ** 53, 1], "huge");
    assert.deepEqual(got.notes, ["1 integer beyond 2^53 is rounded"]);
  });

  it("gives strides, device and bytes", async () => {
    const last = must(await read("t_last"));
    assert.deepEqual(last.strides, [60, 1, 15, 3]);
    assert.equal(last.device, "cpu");
    assert.equal(last.bytes, 480);
    assert.deepEqual(must(await read("backward")).strides, [-11, -1]);
    assert.equal(must(await read("nested")).strides, null);
    assert.equal(must(await read("on_device")).device, "cuda:1");
  });

  it("offers the gradient of a tensor that has one", async () => {
    assert.equal(must(await read("t_leaf")).extras.grad, "t_leaf.grad");
    assert.equal(must(await read("ints and t_leaf")).extras.grad, "(ints and t_leaf).grad");
    assert.equal(must(await read("t_grad")).extras.grad, null);
    assert.equal(must(await read("t_inner")).extras.grad, null);
    const grad = must(await read("t_leaf.grad"));
    sameValues(grad.tensor.values, await printed(flatTorch("2 * t_leaf")), "t_leaf.grad");
  });

  it("describes a batch-norm layer", async () => {
    const layer = must(await reader.describe(target("layer"), options()));
    assert.equal(layer.kind, "module");
    assert.deepEqual(layer.extras.module, {
      says: { norm: "batch", axis: 1, variance: "biased", epsPlacement: "inside" },
      gamma: "layer.weight",
      beta: "layer.bias",
      runningMean: "layer.running_mean",
      runningVar: "layer.running_var",
      eps: 2e-5,
      training: false,
      gammaGrad: "layer.weight.grad",
      betaGrad: "layer.bias.grad",
    });
    const refused = await read("layer");
    assert.match(
      refused.ok ? "" : refused.fault.text,
      /normalization layer \(torch\.nn\.modules\.batchnorm\.BatchNorm1d\)/,
    );
  });

  const refusals: [string, RegExp][] = [
    ["objects", /an array of Python objects, the first of type str/],
    ["text_array", /an array of text/],
    ["records", /records with the fields x, y; choose one: x\['x'\]/],
    ["complexes", /complex numbers; choose a part/],
    ["t_complex", /complex numbers; choose a part/],
    ["packed_elsewhere", /a tensor on a device that is no CPU/],
    ["t_sparse", /a sparse tensor \(sparse_coo\); read x\.to_dense\(\)/],
    ["t_quantized", /a quantized tensor \(qint8\); read x\.dequantize\(\)/],
    ["t_meta", /a tensor without data \(device meta\)/],
    ["ragged", /^The list is no tensor: \[1\] has 2 values, expected 3/],
    ["words", /^The list is no tensor: a str at \[1\]\[1\], expected a number/],
    ["word", /text of 9 characters/],
    ["number", /one value, 42/],
    ["None", /one value, None/],
    ["letters", /no tensor and no list of numbers/],
    ["stop", /no tensor and no list of numbers/],
    ["nowhere", /NameError: name 'nowhere' is not defined/],
    ["f4[99]", /IndexError/],
    ["f4 +", /SyntaxError|invalid syntax/i],
    ["1)(", /SyntaxError|TypeError|invalid syntax|unmatched/i],
    ["exits.tensor", /SystemExit: 3/],
    ["two_gib", /two_gib \(32768 x 16384, float32\) holds 2 GiB; at most 1 GiB are read/],
  ];
  for (const [expression, text] of refusals) {
    it(`refuses ${expression}`, async () => {
      const got = await read(expression);
      assert.equal(got.ok, false, `${expression} was read`);
      assert.match(got.ok ? "" : got.fault.text, text);
      // The session lives: the next reading works.
      must(await read("f4"));
    });
  }

  it("asks before much is copied from a device", async () => {
    const asked: string[] = [];
    const refused = await read("on_device_large", {
      confirm: (d: { device: string; bytes: number }) => {
        asked.push(`${d.device} ${d.bytes}`);
        return Promise.resolve(false);
      },
    });
    assert.equal(refused.ok ? "" : refused.fault.code, "cancelled");
    assert.deepEqual(asked, [`cuda:1 ${2 ** 27}`]);
    const got = must(await read("on_device_large", { confirm: () => Promise.resolve(true) }));
    assert.equal(got.tensor.values.length, 2 ** 25);
    assert.equal(got.how, "private temporary file");
  });

  it("lists the tensors of the frame", async () => {
    const list = must(await reader.listTensors(client, client.frameId, options()));
    const names = list.map((entry) => entry.expression);
    for (const name of ["f4", "t_bf16", "layer", "nested_deep", "masked", "doubles"])
      assert.ok(names.includes(name), `${name} is missing`);
    for (const name of ["objects", "t_sparse", "word", "number", "Speaks", "np", "stop"])
      assert.ok(!names.includes(name), `${name} is listed`);
    const image = list.find((entry) => entry.expression === "image")?.description;
    assert.deepEqual(image?.shape, [2, 3, 4, 5]);
    assert.equal(image?.dtype, "float32");
  });

  it("finds the parts of a backward that autograd has run", async () => {
    const list = must(await reader.listTensors(client, client.frameId, options()));
    const own = list.filter(({ expression }) => expression.startsWith("own["));
    const frame = { session: client, frameId: client.frameId };
    const marked = await markExplaining(reader, frame, own, options());
    assert.equal(marked.find(({ expression }) => expression === "own['x']")?.explains, "own['out']");
    const parts = namesOf(matchByName(withGradients(marked)));
    assert.deepEqual(parts, {
      x: "own['x']",
      gamma: "own['gamma']",
      dout: "(own['out']).grad",
      "candidate.dx": "(own['x']).grad",
      "candidate.dgamma": "(own['gamma']).grad",
    });
    for (const expression of Object.values(parts)) must(await read(expression));
  });

  it("leaves nothing behind", async () => {
    const state = (): Promise<string> =>
      client.value(`__import__("json").dumps({
        "locals": sorted((k, id(v)) for k, v in locals().items() if k != "globals"),
        "globals": sorted(globals()),
        "modules": sorted(__import__("sys").modules),
        "random": hash(random.getstate()),
        "numpy": str(rng.bit_generator.state) + str(np.random.get_state()[1:3]),
        "torch": int(torch.get_rng_state().sum()),
        "graph": [type(t_inner.grad_fn).__name__, t_leaf.grad._version, t_leaf._version, str(t_grad.grad), layer.training],
        "enabled": torch.is_grad_enabled(),
        "files": len(__import__("os").listdir("/proc/self/fd")),
        "threads": len(__import__("threading").enumerate()),
        "warned": sorted(getattr(torch._tensor, "__warningregistry__", {})),
      })`);
    const before = await state();
    assert.match(before, /^\{"locals"/);
    const events = client.events.length;
    for (const [expression] of [...cases, ...refusals]) await read(expression);
    await read("t_large", { transfer: "protocolOnly" });
    const list = must(await reader.listTensors(client, client.frameId, options()));
    const names = list.map(({ expression }) => expression);
    must(await reader.readBeginnings?.({ session: client, frameId: client.frameId }, names, 2 ** 16, options()));
    assert.deepEqual(JSON.parse(await state()), JSON.parse(before));
    const output = client.events.slice(events).filter((event) => event.event === "output");
    assert.deepEqual(output, [], "the debug console");
  });
});
