import assert from "node:assert/strict";
import { createDisk } from "../../src/debug/readers/private-folder";
import { createPythonReader } from "../../src/debug/readers/python/python-reader";
import { DapClient, PYTHON, waitingProgram } from "../debug/dap-client";
import { lineOf, must, options, sameValues } from "../debug/support";

const path = `${process.cwd()}/test/stack/fixtures/current_torch.py`;
const reader = createPythonReader(createDisk());
const VALUES = Array.from({ length: 12 }, (_, i) => i);

describe("PyTorch of today", () => {
  let client: DapClient;
  const target = (expression: string) => ({ session: client, frameId: client.frameId, expression });
  const read = async (expression: string) => must(await reader.read(target(expression), options()));
  const refusal = async (expression: string): Promise<string> => {
    const got = await reader.read(target(expression), options());
    return got.ok ? "it was read" : got.fault.text;
  };
  const listed = async (): Promise<string[]> =>
    must(await reader.listTensors(client, client.frameId, options())).map(({ expression }) => expression);
  const goTo = (marker: string): Promise<void> => client.continueTo(path, lineOf(path, marker));

  before(async function () {
    this.timeout(300_000); // PyTorch takes long to load where everything else runs too
    client = await DapClient.start(waitingProgram(PYTHON, [path]));
    await client.launchTo(path, lineOf(path, "# stop with dtypes"), { request: "attach" });
  });
  after(() => client.stop());

  it("is of version 2", async () => {
    assert.match(await client.value("torch.__version__"), /^2\./);
  });

  it("has its dtypes read, the newest too, and neither RNG nor autograd sees it", async () => {
    const state = (): Promise<string> =>
      client.value("[torch.random.initial_seed(), hash(bytes(torch.get_rng_state())), x._version, str(x.grad_fn)]");
    const before = await state();
    for (const name of ["x", "bf16", "half", "double", "u16"])
      sameValues((await read(name)).tensor.values, VALUES, name);
    const rounded = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
    sameValues((await read("e4m3")).tensor.values, rounded, "e4m3");
    sameValues((await read("e5m2")).tensor.values, [0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 10, 12], "e5m2");
    const across = await read("across");
    assert.deepEqual([across.shape, across.strides], [[3, 4], [1, 3]]); // prettier-ignore
    assert.match(await refusal("fp4"), /numbers of 4 bits, packed in pairs \(float4_e2m1fn_x2\)/);
    assert.equal((await read("x")).extras.grad, "x.grad");
    assert.ok((await listed()).includes("layer.running_var"));
    assert.equal(await state(), before);
  });

  it("is read unseen by modes, autocast and a profiler, numbers of 8 bits bit by bit", async () => {
    await goTo("# stop under all that watches");
    const read8 = [];
    for (const name of ["e4m3", "e5m2", "e8m0", "e4m3z", "e5m2z"]) read8.push((await read(name)).tensor.values);
    for (const name of ["x", "bf16", "[x, x]"]) await read(name);
    assert.ok((await listed()).includes("e4m3"));
    await goTo("# stop after all that watched");
    // The modes are on again, and saw what the program did itself.
    assert.equal(await client.value('" ".join(seen)'), "own add aten.add.Tensor");
    assert.equal(await client.value('" ".join(events)'), "PythonDispatchMode aten::add");
    for (const [at, values] of read8.entries())
      sameValues(values, (await read(`expected[${at}]`)).tensor.values, `format ${at}`);
  });

  it("is read within grad, and named within vmap and functionalize", async () => {
    await goTo("# stop in grad");
    sameValues((await read("x")).tensor.values, VALUES, "within grad");
    assert.ok((await listed()).includes("x"));
    await goTo("# stop in vmap");
    assert.match(await refusal("x"), /a tensor within torch\.vmap, where it stands for every sample at once/);
    await goTo("# stop in functionalize");
    assert.match(await refusal("x"), /a tensor that stands for another \(functionalize\)/);
  });

  it("is read behind a compiled function", async () => {
    await goTo("# stop behind what is compiled");
    const means = [4.5, 5.5, 6.5];
    const expected = VALUES.map((value, at) => value - (means[at % 3] ?? 0));
    sameValues((await read("result")).tensor.values, expected, "result");
  });

  it("names what is distributed, and reads what wrappers hold here", async () => {
    await goTo("# stop with wrappers");
    assert.match(await refusal("spread"), /a distributed tensor: .* read x\.to_local\(\)/);
    sameValues((await read("spread.to_local()")).tensor.values, VALUES, "its own part");
    assert.match(await refusal("sharded.weight"), /a distributed tensor/);
    const names = await listed();
    for (const name of ["batch", "parallel.module"]) assert.ok(names.includes(name), `${name} of ${names.join()}`);
    for (const name of ["spread", "sharded.weight"]) assert.ok(!names.includes(name), `${name} is listed`);
    sameValues((await read("batch")).tensor.values, [0, 1, 2, 3, 4, 5], "of a worker");
    sameValues((await read("flat._fsdp_wrapped_module._flat_param")).tensor.values, [1, 1, 1, 0, 0, 0], "flat");
    const layer = must(await reader.describe(target("parallel.module"), options()));
    assert.equal(layer.extras.module?.gammaGrad, "parallel.module.weight.grad");
    const { module } = must(await reader.describe(target("rms"), options())).extras;
    assert.deepEqual([module?.says.norm, module?.says.normalizedShape, module?.eps], ["rms", [3], null]);
  });
});
