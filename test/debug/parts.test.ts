import assert from "node:assert/strict";
import { createProblem } from "../../src/core/problem";
import { crc32 } from "../../src/encoding/crc32";
import { parseType, templateOf, type CppType } from "../../src/debug/readers/cpp/cpp-types";
import { decode, WIRES, type Wire } from "../../src/debug/readers/wire-types";
import { expressionAtCursor, menuRow } from "../../src/debug/commands/menu-row";
import { fits, matchByName } from "../../src/debug/commands/usual-names";
import { parsePayload } from "../../src/debug/readers/agent/payload";
import { buffersOf, joinAlongBatch, rolesOfLayer, toProblemInput } from "../../src/debug/source/debug-problem";
import { sizeText, type Description, type ReadTensor } from "../../src/debug/readers/reader";
import { collect } from "../../src/debug/readers/transfer";
import { success, failure } from "../../src/core/fault";
import { must, options, sameValues } from "./support";

describe("Decoding", () => {
  it("knows all 65,536 half-precision numbers", () => {
    const bits = Uint16Array.from({ length: 65536 }, (_, i) => i);
    const { values } = decode(new Uint8Array(bits.buffer), "float16", [65536]).tensor;
    for (let i = 0; i < 65536; i++) {
      const sign = i >> 15 ? -1 : 1;
      const exponent = (i >> 10) & 31;
      const fraction = i & 1023;
      const scale = 2 ** (exponent === 0 ? -14 : exponent - 15);
      const expected =
        exponent < 31 ? sign * scale * ((exponent ? 1 : 0) + fraction / 1024) : fraction ? NaN : sign * Infinity;
      assert.ok(Object.is(values[i], expected), `bits ${i}: expected ${expected}, got ${values[i]}`);
    }
  });

  it("keeps every bit of bfloat16", () => {
    const { values } = decode(Uint8Array.of(0x80, 0x3f, 0x00, 0x80, 0x80, 0xff, 0x01, 0x00), "bfloat16", [4]).tensor;
    sameValues(values, [1, -0, -Infinity, 2 ** -133], "bfloat16");
  });

  it("refuses a number of bytes that is not the shape's, and copies bytes that are not aligned", () => {
    for (const wire of Object.keys(WIRES) as Wire[]) {
      assert.throws(() => decode(new Uint8Array(6 * WIRES[wire] + 1), wire, [2, 3]), /expected \d+ bytes/);
      const shifted = new Uint8Array(6 * WIRES[wire] + 1).subarray(1);
      assert.equal(decode(shifted, wire, [2, 3]).tensor.values.length, 6);
    }
  });
});

describe("Payloads", () => {
  const body = Uint8Array.of(1, 2, 250);
  const make = (head: unknown): string => {
    const text = JSON.stringify(head);
    return `gradient-lens/1 ${crc32(body).toString(16).padStart(8, "0")} ${text.length} ${text}${Buffer.from(body).toString("base64")}`;
  };
  it("are read bare, in Python's quotes and in JSON's, whatever the head holds", () => {
    const head = { type: `it's "quoted" \\ and é\n`, shape: [1, 3] };
    const text = make(head);
    const python = `'${text.replace(/[\\']/g, "\\$&")}'`;
    for (const form of [text, python, JSON.stringify(text)]) {
      const read = must(parsePayload(form));
      assert.deepEqual(read.head, head);
      assert.deepEqual([...read.body], [...body]);
    }
  });
  it("report the program's own errors", () => {
    const read = parsePayload(make({ error: "ValueError", text: "no" }));
    assert.deepEqual(read.ok || read.fault, { code: "program-error", text: "ValueError: no" });
  });
  it("are never found in another text", () => {
    for (const text of [
      "",
      "''",
      "NameError(\"name 'x' is not defined\")",
      `>>> ${make({})}`,
      "gradient-lens/1 ",
      "gradient-lens/2 00000000 2 {}",
    ]) {
      const read = parsePayload(text);
      assert.equal(read.ok ? "ok" : read.fault.code, "unreadable-answer", text);
    }
  });
});

describe("Chunks", () => {
  it("are whole items, cover everything once, and stop at the first fault", async () => {
    const total = 8 * 1000;
    const asked: [number, number][] = [];
    const fetch = (start: number, stop: number): Promise<ReturnType<typeof success<Uint8Array>>> => {
      asked.push([start, stop]);
      return Promise.resolve(success(Uint8Array.from({ length: stop - start }, (_, i) => (start + i) % 251)));
    };
    const got = must(await collect(total, 8, fetch, options().signal, undefined, 100));
    assert.equal(got.chunks, Math.ceil(total / 96));
    assert.ok(asked.every(([start]) => start % 8 === 0));
    assert.ok(got.bytes.every((byte, i) => byte === i % 251));
    let calls = 0;
    const failed = await collect(
      total,
      8,
      () => Promise.resolve(++calls === 5 ? failure("refused", "no") : success(new Uint8Array(96))),
      options().signal,
      undefined,
      100,
    );
    assert.equal(failed.ok, false);
    assert.ok(calls <= 6, `expected at most one call more, got ${calls}`);
  });
});

describe("C++ types", () => {
  const show = (type: CppType): string =>
    type.kind === "array"
      ? `${show(type.of)}[${type.extent}]`
      : type.kind === "vector"
        ? `vector(${show(type.of)})`
        : type.kind === "pointer"
          ? `${show(type.to)}*`
          : type.kind === "scalar"
            ? type.wire
            : `?${type.name}`;
  const cases: [string, string][] = [
    ["double[5][3]", "float64[3][5]"],
    ["double [5][3]", "float64[3][5]"],
    ["const float (&)[2][3][4]", "float32[4][3][2]"],
    ["std::vector<double, std::allocator<> >", "vector(float64)"],
    ["std::__1::vector<std::__1::vector<float, std::__1::allocator<float>>>", "vector(vector(float32))"],
    ["const std::vector<std::array<float, 2>, std::allocator<std::array<float, 2> > > &", "vector(float32[2])"],
    ["std::array<std::array<int, 3ul>, 2ul>", "int32[3][2]"],
    ["unsigned char *", "uint8*"],
    ["std::uint16_t[7]", "uint16[7]"],
    ["std::vector<bool, std::allocator<bool> >", "?std::vector<bool, std::allocator<bool> >"],
    ["double (*)[3]", "?double (*)[3]"],
    ["Layer", "?Layer"],
  ];
  for (const [text, expected] of cases) it(`${text}`, () => assert.equal(show(parseType(text)), expected));
  it("splits templates at their own commas", () => {
    assert.deepEqual(templateOf("a::b<c<d, e>, f(g, h), 3>"), { name: "a::b", args: ["c<d, e>", "f(g, h)", "3"] });
  });
});

const description = (shape: readonly number[]): Description => ({
  kind: "tensor",
  typeName: "",
  dtype: "float32",
  shape,
  sizesAsked: false,
  strides: null,
  device: "cpu",
  bytes: 0,
  obstacle: null,
  number: null,
  notes: [],
  extras: { grad: null, module: null },
});

describe("Names of a backward", () => {
  it("are found where their shapes fit", () => {
    const list = Object.entries({
      inputs: [8, 3],
      weight: [3],
      dy: [8, 3],
      dx: [8, 3],
      dgamma: [4],
      db: [3],
      bias: [3],
    });
    const found = matchByName(list.map(([expression, shape]) => ({ expression, description: description(shape) })));
    assert.deepEqual(found, {
      x: "inputs",
      gamma: "weight",
      beta: "bias",
      dout: "dy",
      "candidate.dx": "dx",
      "candidate.dbeta": "db",
    });
  });
  it("fit x: any rank from 2 to 5; dout: the shape of x; gamma: one value a channel", () => {
    assert.ok(
      fits("x", [2, 3, 4], undefined) &&
        !fits("x", [3], undefined) &&
        !fits("x", [0, 3], undefined) &&
        !fits("x", null, undefined),
    );
    assert.ok(fits("dout", [2, 3], [2, 3]) && !fits("dout", [3, 2], [2, 3]));
    assert.ok(fits("gamma", [1, 3, 1, 1], [2, 3, 5, 5]) && !fits("gamma", [2], [2, 3]));
  });
});

describe("Tensors of several sessions", () => {
  const read = (shape: number[], from: number, dtype: "float32" | "float64" = "float32"): ReadTensor => {
    const length = shape.reduce((a, b) => a * b, 1);
    const list = Array.from({ length }, (_, i) => from + i);
    const tensor = { shape, values: dtype === "float32" ? Float32Array.from(list) : Float64Array.from(list), dtype };
    return {
      tensor,
      sourceDtype: dtype,
      shape,
      strides: null,
      device: "cpu",
      bytes: 0,
      how: "",
      whole: true,
      notes: [],
      extras: { grad: null, module: null },
    };
  };
  it("are joined along the batch", () => {
    const joined = must(
      joinAlongBatch("x", [
        { from: "rank 0", read: read([2, 3], 0) },
        { from: "rank 1", read: read([1, 3], 100) },
      ]),
    );
    assert.deepEqual(joined.shape, [3, 3]);
    sameValues(joined.values, [0, 1, 2, 3, 4, 5, 100, 101, 102], "x");
  });
  it("are refused with the session's name when only the batch does not differ", () => {
    const shape = joinAlongBatch("x", [
      { from: "rank 0", read: read([2, 3], 0) },
      { from: "rank 1", read: read([2, 4], 0) },
    ]);
    assert.equal(
      shape.ok ? "" : shape.fault.text,
      "x is 2 x 4 in rank 1 and 2 x 3 in rank 0: only the batch may differ.",
    );
    const dtype = joinAlongBatch("x", [
      { from: "a", read: read([2, 3], 0) },
      { from: "b", read: read([2, 3], 0, "float64") },
    ]);
    assert.match(dtype.ok ? "" : dtype.fault.text, /float64 in b and float32 in a/);
  });
});

describe("A problem from a layer", () => {
  it("takes gamma, beta, eps, mode and running statistics", () => {
    const layer = {
      gamma: "bn.weight",
      beta: "bn.bias",
      runningMean: "bn.running_mean",
      runningVar: "bn.running_var",
      eps: 2e-5,
      training: false,
      gammaGrad: null,
      betaGrad: null,
    };
    assert.deepEqual(rolesOfLayer(layer), {
      gamma: "bn.weight",
      beta: "bn.bias",
      runningMean: "bn.running_mean",
      runningVar: "bn.running_var",
    });
    const vector = (...values: number[]) => ({
      shape: [values.length],
      values: Float32Array.from(values),
      dtype: "float32" as const,
    });
    const x = { shape: [2, 2], values: Float32Array.of(1, 2, 3, 4), dtype: "float32" as const };
    const input = toProblemInput({
      x,
      layer,
      roles: { gamma: vector(1, 2), beta: 0.5, runningMean: vector(0, 0), runningVar: vector(1, 1), "candidate.dx": x },
    });
    const problem = must(createProblem(input));
    assert.equal(problem.mode, "eval");
    assert.equal(problem.eps, 2e-5);
    assert.deepEqual([...problem.beta], [0.5, 0.5]);
    assert.equal(buffersOf(input).length, 4, "x stands in two roles, but its buffer is given away once");
    assert.equal("dgamma" in (input.candidate ?? {}), false);
  });
});

describe("Menus", () => {
  it("take only the objects that VS Code makes", () => {
    const variable = { name: "m", value: "v", type: "ndarray", evaluateName: "self.m", variablesReference: 4 };
    assert.deepEqual(menuRow({ sessionId: "s", container: {}, variable }), {
      sessionId: "s",
      expression: "self.m",
      name: "m",
      row: { type: "ndarray", value: "v", variablesReference: 4, indexedVariables: 0 },
    });
    assert.equal(menuRow({ sessionId: "s", variable: { ...variable, evaluateName: undefined } })?.expression, null);
    for (const wrong of [undefined, null, 3, "x", {}, { sessionId: 1, variable }, { sessionId: "s" }])
      assert.equal(menuRow(wrong), undefined);
    assert.equal(expressionAtCursor(undefined), undefined);
  });
});

describe("Sizes", () => {
  it("are given in the unit that suits them", () => {
    assert.deepEqual([0, 400, 1024, 1536, 2 ** 31, 3 * 2 ** 40].map(sizeText), [
      "0 bytes",
      "400 bytes",
      "1 KiB",
      "1.5 KiB",
      "2 GiB",
      "3 TiB",
    ]);
  });
});
