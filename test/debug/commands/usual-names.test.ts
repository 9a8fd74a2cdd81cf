import assert from "node:assert/strict";
import { fits, matchByName, roleOfAnswer, sizeWanted, withPart } from "../../../src/debug/commands/usual-names";
import { leafOf } from "../../../src/debug/commands/leaf-of";
import { withGradients } from "../../../src/debug/commands/autograd-gradients";
import { NO_EXTRAS, type Description, type NamedDescription } from "../../../src/debug/readers/reader";
import { toLayerLayout } from "../../../src/core/normalization-layer";
import { must } from "../support";
import { described, namesOf } from "./described";

const description = (shape: readonly number[]): Description => described("float32", ...shape);
const named = (expression: string, ...shape: number[]): NamedDescription => ({
  expression,
  description: description(shape),
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
    const found = namesOf(
      matchByName(list.map(([expression, shape]) => ({ expression, description: description(shape) }))),
    );
    assert.deepEqual(found, {
      x: "inputs",
      gamma: "weight",
      beta: "bias",
      dout: "dy",
      "candidate.dx": "dx",
      "candidate.dbeta": "db",
    });
  });
  it("are not taken for x where other tensors have them as often, nor where the numbers are integers", () => {
    const frame = (...tensors: [string, string, ...number[]][]): NamedDescription[] =>
      tensors.map(([expression, dtype, ...shape]) => ({ expression, description: described(dtype, ...shape) }));
    const weak = frame(["h", "float64", 8, 4], ["a", "float64", 8, 4], ["dout", "float64", 8, 4]);
    assert.deepEqual(namesOf(matchByName(weak)), { dout: "dout" });
    for (const dtype of ["int64", "uint8", "bool", "<i4", "i32", "Uint8Array", "long"]) {
      assert.deepEqual(namesOf(matchByName(frame(["x", dtype, 8, 4]))), {}, dtype);
    }
    for (const dtype of ["float16", "double", "long double", "torch.bfloat16", "<f4", "f64", "number", ""]) {
      assert.deepEqual(namesOf(matchByName(frame(["x", dtype, 8, 4]))), { x: "x" }, dtype);
    }
  });
  it("of one value a channel are found along the last axis where they have its extent", () => {
    const list = Object.entries({ x: [2, 4, 5, 3], gamma: [3], dout: [2, 4, 5, 3], dgamma: [3], dbeta: [4] });
    const named = list.map(([expression, shape]) => ({ expression, description: description(shape) }));
    assert.deepEqual(namesOf(matchByName(named)), {
      x: "x",
      gamma: "gamma",
      dout: "dout",
      "candidate.dgamma": "dgamma",
    });
    const second = [...named, { expression: "beta", description: description([4]) }];
    assert.equal(
      namesOf(matchByName(second, { "candidate.dgamma": { expression: "other", description: description([4]) } }))[
        "candidate.dbeta"
      ],
      "dbeta",
    );
    assert.equal(sizeWanted("gamma", { shape: [2, 4, 5, 3] }), "4 or 3 values");
  });
  it("are found of one row, as course solutions write gamma, and not of a linear layer", () => {
    const list = [named("hprebn", 8, 4), named("bngain", 1, 4), named("bnbias", 1, 4), named("dhprebn", 8, 4)];
    const found = namesOf(matchByName([...list, named("dbngain", 1, 4), named("weight", 1, 4), named("bias", 1, 4)]));
    assert.deepEqual(found, {
      x: "hprebn",
      gamma: "bngain",
      beta: "bnbias",
      "candidate.dx": "dhprebn",
      "candidate.dgamma": "dbngain",
    });
  });
  it("are found of the last axes of x, as layer norm has them", () => {
    const list = [named("x", 2, 5, 3), named("gamma", 5, 3), named("dgamma", 5, 3), named("beta", 2, 5)];
    assert.deepEqual(namesOf(matchByName(list)), { x: "x", gamma: "gamma", "candidate.dgamma": "dgamma" });
    const layer = must(toLayerLayout([2, 5, 3], { norm: "layer", normalizedShape: [5, 3] }));
    for (const [shape, isRight] of [
      [[5, 3], true],
      [[15], true],
      [[3], false],
      [[5], false],
    ] as const)
      // prettier-ignore
      assert.equal(fits("gamma", shape, layer), isRight, shape.join());
    assert.ok(fits("rstd", [2], layer));
    assert.equal(sizeWanted("gamma", layer), "15 values");
  });
  it("of gradients may be autograd's: of what was found, and of the output", () => {
    const withGrad = (expression: string, ...shape: number[]): NamedDescription => {
      const extras = { ...NO_EXTRAS, grad: `${expression}.grad` };
      return { expression, description: { ...description(shape), extras } };
    };
    const parts = [withGrad("x", 8, 4), withGrad("bn.weight", 4), withGrad("bn.bias", 4)];
    const found = {
      x: "x",
      gamma: "bn.weight",
      beta: "bn.bias",
      "candidate.dx": "x.grad",
      "candidate.dgamma": "bn.weight.grad",
      "candidate.dbeta": "bn.bias.grad",
    };
    assert.deepEqual(namesOf(matchByName(withGradients(parts))), found);
    assert.deepEqual(namesOf(matchByName(withGradients([...parts, withGrad("out", 8, 4)]))), {
      ...found,
      dout: "out.grad",
    });
    assert.equal(namesOf(matchByName(withGradients([...parts, withGrad("out", 8, 2)]))).dout, undefined);
    assert.equal(
      namesOf(matchByName(withGradients([...parts, withGrad("out", 8, 4), withGrad("y", 8, 4)]))).dout,
      undefined,
    );
    const own = { expression: "dx", description: description([8, 4]) };
    assert.equal(namesOf(matchByName(withGradients([...parts, own])))["candidate.dx"], "dx");
    assert.deepEqual(
      withGradients(parts).map(({ expression }) => expression),
      ["x", "x.grad", "bn.weight", "bn.weight.grad", "bn.bias", "bn.bias.grad"],
    );
  });
  it("are those of what holds the numbers: x of x.data, with x.grad beside it", () => {
    const own = [
      named("x.data", 8, 4),
      named("x.grad", 8, 4),
      named("self.gamma._data", 4),
      named("self.gamma.grad", 4),
    ];
    const found = {
      x: "x.data",
      gamma: "self.gamma._data",
      "candidate.dx": "x.grad",
      "candidate.dgamma": "self.gamma.grad",
    };
    assert.deepEqual(namesOf(matchByName(own)), found);
    const out = [named("out.data", 8, 4), named("out.grad", 8, 4)];
    assert.deepEqual(namesOf(matchByName([...own, ...out])), { ...found, dout: "out.grad" });
    const gonum = [named("x.mat.Data", 18), named("dout->data", 18)];
    assert.deepEqual(namesOf(matchByName(gonum)), { x: "x.mat.Data", dout: "dout->data" });
    assert.deepEqual([leafOf("data"), leafOf("cache['x'].data"), leafOf("self.metadata")], ["data", "x", "metadata"]);
  });
  it("are found for values in a row, and behind pointers, whose sizes are asked for later", () => {
    const list = Object.entries({ x: [18], dout: [18], gamma: [3], rows: [5], dx: [18], dgamma: [18], dbeta: [3] });
    const named = list.map(([expression, shape]) => ({ expression, description: description(shape) }));
    const found = { x: "x", gamma: "gamma", dout: "dout", "candidate.dx": "dx", "candidate.dbeta": "dbeta" };
    assert.deepEqual(namesOf(matchByName(named)), found);
    assert.equal(namesOf(matchByName(named.filter(({ expression }) => expression !== "dout"))).x, undefined);
    const pointer = (expression: string, dtype: string): NamedDescription => {
      const sizes = { shape: null, strides: null, sizesAsked: true };
      return { expression, description: { ...described(dtype), ...sizes } };
    };
    const pointers = [pointer("x", "double"), pointer("dout", "double"), pointer("gamma", "int")];
    assert.deepEqual(namesOf(matchByName(pointers)), { x: "x", dout: "dout" });
  });
  it("are xhat and rstd where no x is there, and the others take their sizes from xhat", () => {
    const of = (tensors: Record<string, number[]>, explains?: string): NamedDescription[] =>
      Object.entries(tensors).map(([expression, shape]) => ({
        expression,
        description: description(shape),
        ...(expression === explains && { explains: "xhat" }),
      }));
    const rest = { dout: [8, 4], dx: [8, 4], dgamma: [4] };
    const found = { dout: "dout", "candidate.dx": "dx", "candidate.dgamma": "dgamma" };
    for (const xhat of ["xhat", "x_hat", "x_norm", "xn", "normalized", "cache['xhat']", "self.x_normalized"]) {
      for (const rstd of ["rstd", "inv_std", "invstd", "ivar", "istd", "cache['ivar']"]) {
        const named = of({ ...rest, [xhat]: [8, 4], [rstd]: [1, 4] });
        assert.deepEqual(namesOf(matchByName(named)), { ...found, xhat, rstd });
      }
    }
    const kept = { ...rest, xhat: [8, 4], ivar: [4] };
    assert.deepEqual(namesOf(matchByName(of({ ...kept, x: [8, 4] }))), { ...found, x: "x" }, "x counts, where it is");
    assert.equal(matchByName(of({ ...kept, h: [8, 4] }, "h")).xhat, undefined, "h is x by its numbers");
    assert.equal(matchByName(of({ ...kept, ivar: [8] })).xhat, undefined, "no rstd fits");
    assert.equal(matchByName(of({ ...kept, ivar: [8] })).x, undefined, "an xhat is no x");
    const last = of({ xhat: [2, 4, 5, 3], ivar: [3], gamma: [3], dout: [2, 4, 5, 3] });
    assert.deepEqual(namesOf(matchByName(last)), { xhat: "xhat", rstd: "ivar", gamma: "gamma", dout: "dout" });
    const frame = { threadId: 1, frameId: 2, name: "step", file: "train.py", line: 1 };
    const [xhat, ...others] = of({ xhat: [8, 4], ivar: [4], ...rest });
    assert.ok(xhat);
    assert.equal(matchByName([{ ...xhat, frame }, ...others]).xhat, undefined, "rstd of another frame");
  });
  it("that the user chooses are x or xhat: the newest word counts, and what is called xhat is no x", () => {
    const entry = (expression: string): NamedDescription => ({ expression, description: description([8, 4]) });
    const [x, xhat, rstd, dout] = ["a", "b", "c", "d"].map(entry);
    assert.ok(x && xhat && rstd && dout);
    assert.deepEqual(withPart({ xhat, rstd, dout }, "x", x), { x, dout });
    assert.deepEqual(withPart({ x, dout }, "xhat", xhat), { xhat, dout });
    assert.deepEqual(withPart({ xhat, rstd }, "dout", dout), { xhat, rstd, dout });
    assert.deepEqual(namesOf(matchByName([entry("x"), entry("dout")], { xhat })), { xhat: "b", dout: "dout" });
    assert.equal(roleOfAnswer("x", "cache['x_hat']"), "xhat");
    assert.equal(roleOfAnswer("x", "cache['inp']"), "x");
    assert.equal(roleOfAnswer("dout", "xhat"), "dout");
  });
  it("of a linear layer's matrix and bias are none of a batch norm", () => {
    const list = Object.entries({ x: [8, 4], weight: [1, 4], dweight: [1, 4], db: [1, 4], gamma: [1, 4], dgamma: [4] });
    const found = namesOf(
      matchByName(list.map(([expression, shape]) => ({ expression, description: description(shape) }))),
    );
    assert.deepEqual(found, { x: "x", gamma: "gamma", "candidate.dgamma": "dgamma" });
  });
  it("are matched beside the x that the user has chosen", () => {
    const list = Object.entries({ emb: [8, 4], x: [8, 3], gamma: [4], dout: [8, 4], dx: [8, 4] });
    const named = list.map(([expression, shape]) => ({ expression, description: description(shape) }));
    assert.deepEqual(namesOf(matchByName(named)), { x: "x" });
    const found = { x: "emb", gamma: "gamma", dout: "dout", "candidate.dx": "dx" };
    assert.deepEqual(namesOf(matchByName(named, { x: named[0] })), found);
  });
  it("are looked for in what variables hold: the only one of its name, none of the module's", () => {
    const frame = [
      named("self.x", 8, 4),
      named("cache['dout']", 8, 4),
      named("first.gamma", 4),
      named("second.gamma", 4),
      named("self.beta", 4),
      { ...named("dx", 8, 4), isOfModule: true as const },
    ];
    assert.deepEqual(namesOf(matchByName(frame)), { x: "self.x", beta: "self.beta", dout: "cache['dout']" });
    assert.equal(namesOf(matchByName([...frame, named("x", 8, 4)])).x, "x");
  });
  it("are taken from a caller where the frame has none, but for gradients of the program's own", () => {
    const at = (name: string, frameId: number) => ({ threadId: 1, frameId, name, file: "train.py", line: 1 });
    const of = (
      frame: ReturnType<typeof at> | undefined,
      expression: string,
      ...shape: number[]
    ): NamedDescription => ({
      expression,
      description: description(shape),
      ...(frame && { frame }),
    });
    const [train, main] = [at("train", 1), at("main", 2)];
    const list = [
      of(undefined, "dout", 8, 4),
      of(undefined, "self.gamma", 4),
      of(train, "x", 8, 4),
      of(train, "dout", 8, 4),
      of(train, "dx", 8, 4),
      of(main, "x", 8, 4),
      of(main, "layer.beta", 4),
    ];
    const found = { x: "x in train", gamma: "self.gamma", beta: "layer.beta in main", dout: "dout" };
    assert.deepEqual(namesOf(matchByName(list)), found);
  });
  it("fit x: any rank from 2 to 5; dout: the shape of x; gamma: one value a channel", () => {
    assert.ok(
      fits("x", [2, 3, 4], undefined) &&
        !fits("x", [3], undefined) &&
        !fits("x", [0, 3], undefined) &&
        !fits("x", null, undefined),
    );
    const x = { shape: [2, 3] };
    assert.ok(fits("dout", [2, 3], x) && !fits("dout", [3, 2], x));
    assert.ok(fits("gamma", [1, 3, 1, 1], { shape: [2, 3, 5, 5] }) && !fits("gamma", [2], x));
    assert.ok(fits("eps", [], x) && fits("eps", [1], x) && !fits("eps", [3], x));
  });
  it("fit gamma and a mask by the axis that holds the channels", () => {
    const x = { shape: [2, 3, 5], axis: 2 };
    assert.ok(fits("gamma", [5], x) && !fits("gamma", [3], x));
    assert.ok(fits("mask", [2, 3], x) && fits("mask", [6], x) && !fits("mask", [2, 5], x));
    assert.deepEqual(
      [sizeWanted("mask", x), sizeWanted("gamma", x), sizeWanted("dout", x)],
      ["6 values", "5 values", "2 x 3 x 5"],
    );
  });
});
