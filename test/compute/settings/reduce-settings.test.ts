import assert from "node:assert/strict";
import fc from "fast-check";
import { standardNormal } from "../../../src/core/arithmetic/random";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { itemAt } from "../../../src/core/item-at";
import { layoutOn } from "../../../src/core/layout";
import { createProblem, type ProblemInput } from "../../../src/core/problem";
import { apply, type SettingsAction } from "../../../src/compute/settings/reduce-settings";
import { PARAMETERS } from "../../../src/protocol/parameters";
import { DEFAULT_SETTINGS, type AnalysisSettings } from "../../../src/compute/settings/settings";
import { settle, type Probe, type SettledInput } from "../../../src/compute/settings/settle";

const SHAPE = [3, 2] as const;
const X = layoutOn(1, SHAPE);
const tensor = (shape: readonly number[], seed = 1) => ({
  shape,
  values: standardNormal(
    shape.reduce((a, b) => a * b),
    seed,
  ),
  dtype: "float64" as const,
});
const SOURCE: ProblemInput = {
  x: tensor(SHAPE),
  gamma: 5,
  eps: 0.5,
  mode: "train",
  candidate: { dx: tensor(SHAPE, 2) },
};
const PROBE: Probe = { gamma: tensor([2], 3), beta: tensor([2], 4), dout: tensor(SHAPE, 5), eps: 0.125 };

const type = (name: Extract<SettingsAction, { do: "type" }>["name"], text: string): SettingsAction => ({
  do: "type",
  name,
  text,
});
const pick = (
  role: Extract<SettingsAction, { do: "pick" }>["role"],
  value: ReturnType<typeof tensor>,
): SettingsAction => ({
  do: "pick",
  role,
  title: "picked.npy",
  value,
});
function after(...actions: readonly SettingsAction[]): AnalysisSettings {
  return actions.reduce((settings, action) => apply(settings, action, X).settings, DEFAULT_SETTINGS);
}
function laid(settings: AnalysisSettings): SettledInput {
  return settle(SOURCE, settings, settings.probeSeed === null ? null : PROBE);
}

describe("what was said of a problem", () => {
  it("is answered for gamma that was typed, then a file picked, then the probe used, then cleared", () => {
    const file = tensor([2], 9);
    const steps = [type("gamma", "2"), pick("gamma", file), { do: "useProbe" as const }, type("gamma", "")];
    const gammas = steps.map((_, last) => laid(after(...steps.slice(0, last + 1))).input.gamma);
    assert.equal(gammas[0], 2, "typed");
    assert.deepEqual(gammas[1], file, "the file is the newer word");
    assert.deepEqual(gammas[2], PROBE.gamma, "the probe takes back what was said of gamma");
    assert.deepEqual(gammas[3], PROBE.gamma, "nothing is left to be taken back, and the probe stands");
    assert.equal(laid(after(type("gamma", "2"), type("gamma", ""))).input.gamma, 5, "cleared, the source's own counts");
    assert.equal(laid(after(...steps, type("gamma", "3"))).input.gamma, 3, "typed wins over the probe");
  });

  it("gives way to what the source is given for the same things later", () => {
    type Given = Extract<SettingsAction, { do: "useFromSource" }>;
    const given = (...roles: Given["roles"]): SettingsAction => ({ do: "useFromSource", roles });
    const all = after(
      type("gamma", "2"),
      type("beta", "[1, 2, 3]"), // refused
      type("seed", "7"),
      type("runningMean", "[1, 2]"),
      pick("candidate.dx", tensor(SHAPE, 8)),
      pick("candidate.dgamma", tensor([2], 8)),
      { do: "useProbe" },
      type("eps", "0.125"),
    );
    const next = (...roles: Given["roles"]): AnalysisSettings => apply(all, given(...roles), X).settings;
    assert.deepEqual(apply(all, given("gamma"), X).fault, null);
    assert.equal(next("gamma").probeSeed, null, "the probe would hide it");
    assert.equal(next("candidate.dx").probeSeed, null);
    assert.deepEqual(next("gamma").parameters, all.parameters);
    assert.equal(next("runningMean").probeSeed, 1, "the probe says nothing of it");
    assert.deepEqual(Object.keys(next("runningMean").parameters), ["eps"]);

    const typed = after(type("gamma", "2"), type("gamma", "[1, 2, 3]"), type("seed", "7"), type("beta", "4"));
    const { parameters, refused } = apply(typed, given("gamma", "dout"), X).settings;
    assert.deepEqual([Object.keys(parameters), refused], [["beta"], {}]);
    assert.equal(laid(apply(typed, given("gamma"), X).settings).input.gamma, 5);

    const both = after(pick("candidate.dx", tensor(SHAPE, 8)), pick("candidate.dgamma", tensor([2], 8)));
    const one = apply(both, given("candidate.dx"), X).settings;
    assert.deepEqual(laid(one).input.candidate?.dx, SOURCE.candidate?.dx);
    assert.deepEqual(laid(one).input.candidate?.dgamma, tensor([2], 8), "a gradient that was picked apart stays");
    assert.equal(apply(both, given("candidate.dx", "candidate.dgamma"), X).settings.candidate, null);
  });

  it("gives dout by a seed or by its numbers, whichever was said last", () => {
    const dout = tensor(SHAPE, 6);
    assert.deepEqual(laid(after(type("seed", "7"), pick("dout", dout))).input.dout, dout);
    const drawn = laid(after(pick("dout", dout), type("seed", "7"))).input;
    assert.deepEqual([drawn.dout, drawn.doutSeed], [undefined, 7]);
    const cleared = laid(after(type("seed", "7"), type("dout", ""))).input;
    assert.deepEqual([cleared.dout, cleared.doutSeed], [undefined, undefined]);
  });

  it("keeps mode, activation and precision when the probe is used, and takes the candidate back", () => {
    const settings = after(
      type("mode", "eval"),
      type("runningMean", "0"),
      type("runningVar", "1"),
      type("activation", "relu"),
      { do: "setPrecision", precision: "exact" },
      pick("candidate.dx", tensor(SHAPE, 8)),
      { do: "useProbe" },
      { do: "useProbe" },
    );
    const { input } = laid(settings);
    assert.deepEqual([input.mode, input.activation, settings.precision], ["eval", "relu", "exact"]);
    assert.deepEqual([settings.probeSeed, settings.candidate, input.candidate], [2, null, undefined]);
  });

  it("puts away the gradients that the source brings along, until they are brought back or given anew", () => {
    const away = after({ do: "clearCandidate" });
    assert.equal(laid(away).input.candidate, undefined);
    const { dgamma } =
      laid(after({ do: "clearCandidate" }, pick("candidate.dgamma", tensor([2], 9)))).input.candidate ?? {};
    assert.deepEqual(dgamma, tensor([2], 9));
    const back = after({ do: "clearCandidate" }, { do: "bringBack", slots: ["candidate"], before: DEFAULT_SETTINGS });
    assert.deepEqual(laid(back).input.candidate, SOURCE.candidate);
    const anew = after({ do: "clearCandidate" }, { do: "useFromSource", roles: ["candidate.dx"] });
    assert.deepEqual(laid(anew).input.candidate, SOURCE.candidate);
  });

  it("tells where each gradient of a candidate is from, once where all are from one thing", () => {
    const from = (role: "candidate.dx" | "candidate.dgamma", title: string): SettingsAction => ({
      do: "pick",
      role,
      title,
      value: tensor(role === "candidate.dx" ? SHAPE : [2], 8),
    });
    const titleOf = (...actions: readonly SettingsAction[]): string => laid(after(...actions)).candidateTitle;
    const dgamma = from("candidate.dgamma", "b.npy");
    assert.equal(titleOf(), "given with x");
    assert.equal(titleOf(dgamma), "dx given with x, dgamma from b.npy");
    assert.equal(titleOf(from("candidate.dx", "a.npy"), dgamma), "dx from a.npy, dgamma from b.npy");
    assert.equal(titleOf(from("candidate.dx", "b.npy"), dgamma), "b.npy");
    const ofProgram = { ...SOURCE, candidateFrom: { dx: "h.grad" } };
    const settings = after(dgamma);
    assert.equal(settle(ofProgram, settings, null).candidateTitle, "dx from h.grad, dgamma from b.npy");
    assert.equal(settle(ofProgram, after(), null).candidateTitle, "h.grad");
  });

  it("stays in force when something newer does not fit, which stands in its box with its fault", () => {
    for (const bad of ["two", "[1, 2, 3]"]) {
      const applied = apply(after(type("gamma", "2")), type("gamma", bad), X);
      assert.ok(applied.fault);
      const { input, parameters } = laid(applied.settings);
      assert.equal(input.gamma, 2);
      assert.deepEqual([parameters.gamma.text, parameters.gamma.fault?.code], [bad, applied.fault.code]);
    }
    const seeded = apply(after(type("seed", "7")), type("seed", "1.5"), X);
    assert.deepEqual([laid(seeded.settings).input.doutSeed, laid(seeded.settings).parameters.dout.text], [7, "1.5"]);
  });

  it("has its conventions from boxes, and refuses those that x cannot have", () => {
    const said = after(
      type("variance", "unbiased"),
      type("epsPlacement", "outside"),
      type("mask", "1, 1, 0"),
      type("activation", "leaky-relu"),
      type("slope", "0.2"),
    );
    const { input } = laid(said);
    assert.deepEqual([input.variance, input.epsPlacement, input.activation], ["unbiased", "outside", "leaky-relu"]);
    assert.deepEqual([...(input.mask?.values ?? []), input.slope], [1, 1, 0, 0.2]);
    assert.deepEqual(laid(after(type("split", "1, 2"))).input.split, [1, 2]);
    const picked = after(pick("mask", { shape: [3, 1], values: Float64Array.of(1, 0, 1), dtype: "float64" }));
    assert.deepEqual([...(laid(picked).input.mask?.values ?? [])], [1, 0, 1]);
    for (const [name, text, sentence] of [
      ["axis", "2", /^axis is 2, expected a whole number from -2 to 1/],
      ["axis", "0.5", /^axis is 0.5, expected a whole number/],
      ["variance", "N", /^The variance is N, expected biased or unbiased\.$/],
      ["epsPlacement", "root", /^The place of eps is root, expected inside or outside\.$/],
      ["mask", "1, 0", /^mask has shape 2, expected that of x without its channels/],
      ["mask", "1, 0, 2", /^mask\[2\] is 2, expected 0 or 1/],
      ["split", "1, 1", /^split adds up to 2, expected 3/],
      ["activation", "mish", /^The activation is mish, expected none, relu, .*, tanh or sigmoid\.$/],
      ["slope", "-1", /^slope is -1, expected/],
    ] as const) {
      const { fault, settings } = apply(DEFAULT_SETTINGS, type(name, text), X);
      assert.match(fault?.text ?? "", sentence);
      const { input: unchanged, parameters } = laid(settings);
      assert.deepEqual([unchanged, parameters[name].fault, parameters[name].text], [laid(DEFAULT_SETTINGS).input, fault, text]); // prettier-ignore
    }
  });

  it("leaves out the newest of what does not go together, and says so at its box", () => {
    const boxOf = (settings: AnalysisSettings) => laid(settings).parameters;
    const masked = after(type("mask", "1, 0, 0"), type("variance", "unbiased"));
    assert.match(boxOf(masked).variance.fault?.text ?? "", /divides by N - 1, and the mask leaves one row/);
    assert.deepEqual([laid(masked).input.variance, boxOf(masked).mask.fault], [undefined, undefined]);
    const unbiased = after(type("variance", "unbiased"), type("mask", "1, 0, 0"));
    assert.deepEqual([laid(unbiased).input.variance, laid(unbiased).input.mask], ["unbiased", undefined]);
    assert.ok(boxOf(unbiased).mask.fault);
    // In evaluation nothing makes the statistics.
    const running = [type("runningMean", "0"), type("runningVar", "1")];
    const evaluated = laid(after(...running, type("split", "1, 2"), type("mode", "eval")));
    assert.deepEqual([evaluated.input.mode, evaluated.input.split], ["train", [1, 2]]);
    assert.match(evaluated.parameters.mode.fault?.text ?? "", /^split says which rows make the statistics/);
  });

  it("judges what is said of columns by the axis that was said", () => {
    const said = after(type("axis", "0"), type("gamma", "1, 2, 3"));
    assert.deepEqual(said.refused, {});
    assert.deepEqual([...(laid(said).input.gamma as ReturnType<typeof tensor>).values], [1, 2, 3]);
    const later = laid(after(type("gamma", "1, 2"), type("axis", "-2")));
    assert.match(later.parameters.gamma.fault?.text ?? "", /^gamma has 2 values, expected 3/);
    assert.deepEqual([later.input.axis, later.input.gamma], [-2, 5]);
    // What the source says stands: an axis that does not fit it is refused.
    const source: ProblemInput = { x: tensor(SHAPE), gamma: tensor([2]) };
    const { input, parameters } = settle(source, after(type("axis", "0")), null);
    assert.match(parameters.axis.fault?.text ?? "", /^gamma has 2 values, expected 3/);
    assert.deepEqual([input.axis, parameters.axis.text], [undefined, "0"]);
    // One that mends the source is taken.
    const mended = settle({ x: tensor(SHAPE), gamma: tensor([3]) }, after(type("axis", "0")), null);
    assert.deepEqual([mended.input.axis, mended.faults.size], [0, 0]);
  });

  it("takes a dout that follows from the forward pass by its name, from what else counts", () => {
    for (const [text, of] of [
      ["2 * out", (out: number) => 2 * out],
      ["-out", (out: number) => -out],
      ["0.5*(out - x)", (out: number, x: number) => 0.5 * (out - x)],
      ["x", (_: number, x: number) => x],
    ] as const) {
      const { input, parameters } = laid(after(type("variance", "unbiased"), type("gamma", "3"), type("dout", text)));
      assert.deepEqual(parameters.dout, { from: "typed", text });
      const created = createProblem(input);
      assert.ok(created.ok);
      const { out } = batchnormGradients(created.value, "standard");
      out.forEach((value, i) => assert.equal(created.value.dout[i], of(value, itemAt(created.value.x, i)), text));
    }
    assert.match(apply(DEFAULT_SETTINGS, type("dout", "out + x"), X).fault?.text ?? "", /^Expected a number, got out/);
  });

  it("comes into force when a newer x fits what was refused", () => {
    const { settings } = apply(after(type("gamma", "2")), type("gamma", "[1, 2, 3]"), X);
    const wide = settle({ x: tensor([3, 3]) }, settings, null);
    assert.deepEqual(wide.parameters.gamma, { from: "typed", text: "[1, 2, 3]" });
    const again = apply(settings, type("gamma", "two"), layoutOn(1, [3, 3]));
    assert.deepEqual(settle({ x: tensor([3, 3]) }, again.settings, null).input.gamma, wide.input.gamma, "and stays so");
    assert.deepEqual([...(wide.input.gamma as ReturnType<typeof tensor>).values], [1, 2, 3]);
  });

  it("refuses another matrix of as many numbers", () => {
    for (const role of ["dout", "candidate.dx"] as const) {
      const { fault, settings } = apply(DEFAULT_SETTINGS, pick(role, tensor([2, 3])), X);
      assert.match(fault?.text ?? "", /has shape 2 x 3, expected .*3 x 2/);
      assert.equal(settings, DEFAULT_SETTINGS);
      assert.equal(apply(DEFAULT_SETTINGS, pick(role, tensor([6])), X).fault, null, "a list is taken");
      assert.equal(apply(DEFAULT_SETTINGS, pick(role, tensor([3, 1, 2])), X).fault, null, "and an axis of 1");
    }
  });

  it("says in a note that a candidate no longer fits", () => {
    const settings = after(pick("candidate.dx", tensor(SHAPE)));
    const { input, notes, faults } = settle({ x: tensor([4, 2]) }, settings, null);
    assert.equal(input.candidate, undefined);
    assert.match(notes.join(), /Your picked gradients are left out: Your dx has shape 3 x 2, expected 4 x 2/);
    assert.equal(faults.get("candidate")?.code, "candidate-dx-shape");
  });

  it("is never changed in the numbers by what is refused, and can always be used", () => {
    fc.assert(
      fc.property(fc.array(anyAction, { maxLength: 8 }), anyAction, (before, action) => {
        const settings = after(...before);
        const applied = apply(settings, action, X);
        if (applied.fault) assert.deepEqual(laid(applied.settings).input, laid(settings).input);
        const created = createProblem(laid(applied.settings).input);
        assert.ok(created.ok, created.ok ? "" : created.fault.text);
      }),
      { numRuns: 2000 },
    );
  });
});

const TEXTS = [
  ...["", "0", "2", "-1", "[1, 2]", "[1, 2, 3]", "1, 1, 0", "1, 0, 0", "two", "2 * out"],
  ...["eval", "relu", "leaky-relu", "unbiased", "outside"],
];
const anyAction: fc.Arbitrary<SettingsAction> = fc.oneof(
  fc
    .constantFrom(...PARAMETERS, "seed" as const)
    .chain((name) => fc.constantFrom(...TEXTS).map((text) => type(name, text))),
  fc
    .constantFrom(
      ...(["gamma", "beta", "dout", "eps", "candidate", "candidate.dgamma", "runningVar", "mask", "axis"] as const),
    )
    .chain((role) => fc.constantFrom([2], [3], [...SHAPE], [2, 3], [6]).map((shape) => pick(role, tensor(shape)))),
  fc.constantFrom<SettingsAction>(
    { do: "useProbe" },
    { do: "bringBack", slots: ["gamma", "candidate"], before: DEFAULT_SETTINGS },
    { do: "clearCandidate" },
    { do: "setPrecision", precision: "exact" },
  ),
);
