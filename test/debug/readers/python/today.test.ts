import assert from "node:assert/strict";
import { findPython } from "../../../../scripts/lib/python-environment.mjs";
import { createDisk } from "../../../../src/debug/readers/private-folder";
import { createPythonReader } from "../../../../src/debug/readers/python/python-reader";
import type { NormalizationModule } from "../../../../src/debug/readers/reader";
import { DapClient, waitingProgram } from "../../dap-client";
import { lineOf, must, options, program, sameValues } from "../../support";

const path = program("today.py");
const reader = createPythonReader(createDisk());

/** How NumPy lists an array's values, from bfloat16 too. */
const listed = (expression: string): string => `np.asarray(${expression}).astype("f8").ravel().tolist()`;

interface Case {
  readonly expression: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values: string; // the program's own list of them
}

interface Layer {
  readonly expression: string;
  readonly said: Partial<NormalizationModule>;
}

interface Library {
  readonly name: string;
  readonly title: string;
  readonly cases: readonly Case[];
  readonly layers?: readonly Layer[];
  readonly refused: readonly (readonly [string, RegExp])[];
  /** What reading must leave as it is. */
  readonly state: string;
  /** Where values stand for others, and one of them. */
  readonly traced?: readonly [string, string];
}

const TEXTBOOK = { variance: "biased", epsPlacement: "inside" } as const;

const LIBRARIES: readonly Library[] = [
  {
    name: "jax",
    title: "JAX",
    cases: [
      { expression: "array", dtype: "float32", shape: [7, 3], values: listed("array") },
      { expression: "array_bf16", dtype: "bfloat16", shape: [7, 3], values: listed("array_bf16") },
      { expression: "array_int", dtype: "int32", shape: [2, 3], values: listed("array_int") },
      { expression: "array_key", dtype: "uint32", shape: [2], values: "[0, 3]" },
    ],
    refused: [
      ["array_int4", /an array of dtype int4, not of numbers that can be read/],
      ["array_complex", /complex numbers; choose a part\./],
      ["array_given", /Array has been deleted/],
    ],
    state: "[array_given.is_deleted(), array_bf16.dtype.name, len(jax.live_arrays())]",
    traced: ["# stop in a traced function", "x"],
  },
  {
    name: "tensorflow",
    title: "TensorFlow and Keras",
    cases: [
      { expression: "tensor", dtype: "float32", shape: [7, 3], values: listed("tensor") },
      { expression: "tensor_bf16", dtype: "bfloat16", shape: [7, 3], values: listed("tensor_bf16") },
      { expression: "variable", dtype: "float32", shape: [7, 3], values: listed("2 * values") },
      { expression: "weight", dtype: "float32", shape: [2, 3], values: listed("values[:2]") },
      { expression: "layer.moving_variance", dtype: "float32", shape: [3], values: "[1, 1, 1]" },
    ],
    layers: [
      {
        expression: "layer",
        said: { says: { norm: "batch", axis: -1, ...TEXTBOOK }, gamma: "layer.gamma", eps: 1e-3, training: null },
      },
      {
        expression: "over_last",
        said: { says: { norm: "layer", axes: [-1], ...TEXTBOOK }, gamma: "over_last.gamma", beta: null, eps: 1e-4 },
      },
      { expression: "in_groups", said: { says: { norm: "group", axis: -1, groups: 2, ...TEXTBOOK } } },
      { expression: "by_rms", said: { says: { norm: "rms", axes: [-1], ...TEXTBOOK }, gamma: "by_rms.scale" } },
    ],
    refused: [
      ["tensor_text", /an array of text\./],
      ["symbol", /a traced value: it has no numbers/],
    ],
    state:
      "[tf.executing_eagerly(), tf.random.get_global_generator is None, layer.built, len(tf.config.list_logical_devices())]",
    traced: ["# stop in a graph", "x"],
  },
  {
    name: "tinygrad",
    title: "tinygrad",
    cases: [
      { expression: "lazy", dtype: "float", shape: [7, 3], values: listed("2 * values") },
      { expression: "lazy_bf16", dtype: "__bf16", shape: [1, 3], values: "[1.5, -2, 3]" },
      { expression: "lazy_half", dtype: "half", shape: [1, 3], values: "[1.5, -2, 3]" },
    ],
    refused: [["Tensor", /no tensor and no list of numbers/]],
    state: "[str(lazy.uop.op), str(lazy_half.uop.op)]",
  },
];

const python = findPython("today");

// Where PyPI did not answer, the last lines of `npm test` say that there is none of these.
for (const { name, title, cases, layers = [], refused, state, traced } of python === undefined ? [] : LIBRARIES)
  describe(`${title} of today, through debugpy`, () => {
    let client: DapClient;
    const target = (expression: string) => ({ session: client, frameId: client.frameId, expression });
    const held = (): Promise<string> => client.value(`[${state}, sorted(__import__("sys").modules)]`);

    before(async function () {
      this.timeout(300_000); // TensorFlow takes 12 s of a free processor to load
      client = await DapClient.start(waitingProgram(python ?? "", [path, name]));
      const line = lineOf(path, `# stop with ${title.split(" ")[0]}`);
      await client.launchTo(path, line, { request: "attach", justMyCode: true });
    });
    after(() => client.stop());

    it("lists and describes them without a copy and without a trace", async () => {
      const before = await held();
      const list = must(await reader.listTensors(client, client.frameId, options()));
      const found = new Map(list.map(({ expression, description }) => [expression, description]));
      for (const { expression, dtype, shape } of cases) {
        const description = found.get(expression) ?? must(await reader.describe(target(expression), options()));
        assert.deepEqual([description.dtype, description.shape], [dtype, shape], expression);
      }
      for (const [expression] of refused) assert.ok(!found.has(expression), `${expression} is listed`);
      assert.equal(await held(), before);
    });

    for (const { expression, shape, values } of cases)
      it(`reads ${expression}`, async () => {
        const got = must(await reader.read(target(expression), options()));
        assert.deepEqual(got.shape, shape);
        sameValues(got.tensor.values, JSON.parse(await client.value(values)) as number[], expression);
      });

    for (const { expression, said } of layers)
      it(`describes the layer ${expression}`, async () => {
        const { module } = must(await reader.describe(target(expression), options())).extras;
        for (const key of Object.keys(said) as (keyof typeof said)[])
          assert.deepEqual(module?.[key], said[key], `${expression} ${key}`);
      });

    for (const [expression, text] of refused)
      it(`says why it does not read ${expression}`, async () => {
        const got = await reader.read(target(expression), options());
        assert.match(got.ok ? "it was read" : got.fault.text, text);
      });

    if (traced)
      it("names a value that stands for another", async () => {
        const [marker, expression] = traced;
        await client.continueTo(path, lineOf(path, marker));
        const got = await reader.read(target(expression), options());
        assert.match(got.ok ? "it was read" : got.fault.text, /a traced value: it has no numbers before/);
      });
  });
