import assert from "node:assert/strict";
import fc from "fast-check";
import { standardNormal } from "../../../src/core/arithmetic/random";
import type { ProblemInput } from "../../../src/core/problem";
import { apply, type SettingsAction } from "../../../src/compute/settings/reduce-settings";
import { DEFAULT_SETTINGS, type AnalysisSettings } from "../../../src/compute/settings/settings";
import { settle, type Probe, type SettledInput } from "../../../src/compute/settings/settle";

const SHAPE = [3, 2] as const;
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
  return actions.reduce((settings, action) => apply(settings, action, SHAPE).settings, DEFAULT_SETTINGS);
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
    const next = (...roles: Given["roles"]): AnalysisSettings => apply(all, given(...roles), SHAPE).settings;
    assert.deepEqual(apply(all, given("gamma"), SHAPE).fault, null);
    assert.equal(next("gamma").probeSeed, null, "the probe would hide it");
    assert.equal(next("candidate.dx").probeSeed, null);
    assert.deepEqual(next("gamma").parameters, all.parameters);
    assert.equal(next("runningMean").probeSeed, 1, "the probe says nothing of it");
    assert.deepEqual(Object.keys(next("runningMean").parameters), ["eps"]);

    const typed = after(type("gamma", "2"), type("gamma", "[1, 2, 3]"), type("seed", "7"), type("beta", "4"));
    const { parameters, refused } = apply(typed, given("gamma", "dout"), SHAPE).settings;
    assert.deepEqual([Object.keys(parameters), refused], [["beta"], {}]);
    assert.equal(laid(apply(typed, given("gamma"), SHAPE).settings).input.gamma, 5);

    const both = after(pick("candidate.dx", tensor(SHAPE, 8)), pick("candidate.dgamma", tensor([2], 8)));
    const one = apply(both, given("candidate.dx"), SHAPE).settings;
    assert.deepEqual(laid(one).input.candidate?.dx, SOURCE.candidate?.dx);
    assert.deepEqual(laid(one).input.candidate?.dgamma, tensor([2], 8), "a gradient that was picked apart stays");
    assert.equal(apply(both, given("candidate.dx", "candidate.dgamma"), SHAPE).settings.candidate, null);
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

  it("stays in force when something newer does not fit, which stands in its box with its fault", () => {
    for (const bad of ["two", "[1, 2, 3]"]) {
      const applied = apply(after(type("gamma", "2")), type("gamma", bad), SHAPE);
      assert.ok(applied.fault);
      const { input, parameters } = laid(applied.settings);
      assert.equal(input.gamma, 2);
      assert.deepEqual([parameters.gamma.text, parameters.gamma.fault?.code], [bad, applied.fault.code]);
    }
    const seeded = apply(after(type("seed", "7")), type("seed", "1.5"), SHAPE);
    assert.deepEqual([laid(seeded.settings).input.doutSeed, laid(seeded.settings).parameters.dout.text], [7, "1.5"]);
  });

  it("comes into force when a newer x fits what was refused", () => {
    const { settings } = apply(after(type("gamma", "2")), type("gamma", "[1, 2, 3]"), SHAPE);
    const wide = settle({ x: tensor([3, 3]) }, settings, null);
    assert.deepEqual(wide.parameters.gamma, { from: "typed", text: "[1, 2, 3]" });
    const again = apply(settings, type("gamma", "two"), [3, 3]);
    assert.deepEqual(settle({ x: tensor([3, 3]) }, again.settings, null).input.gamma, wide.input.gamma, "and stays so");
    assert.deepEqual([...(wide.input.gamma as ReturnType<typeof tensor>).values], [1, 2, 3]);
  });

  it("refuses another matrix of as many numbers", () => {
    for (const role of ["dout", "candidate.dx"] as const) {
      const { fault, settings } = apply(DEFAULT_SETTINGS, pick(role, tensor([2, 3])), SHAPE);
      assert.match(fault?.text ?? "", /has shape 2 x 3, expected .*3 x 2/);
      assert.equal(settings, DEFAULT_SETTINGS);
      assert.equal(apply(DEFAULT_SETTINGS, pick(role, tensor([6])), SHAPE).fault, null, "a list is taken");
      assert.equal(apply(DEFAULT_SETTINGS, pick(role, tensor([3, 1, 2])), SHAPE).fault, null, "and an axis of 1");
    }
  });

  it("says in a note that a candidate no longer fits", () => {
    const settings = after(pick("candidate.dx", tensor(SHAPE)));
    const { input, notes, faults } = settle({ x: tensor([4, 2]) }, settings, null);
    assert.equal(input.candidate, undefined);
    assert.match(notes.join(), /The picked candidate is left out: The candidate dx has shape 3 x 2, expected 4 x 2/);
    assert.equal(faults.get("candidate")?.code, "candidate-dx-shape");
  });

  it("is never changed in the numbers by what is refused", () => {
    fc.assert(
      fc.property(fc.array(anyAction, { maxLength: 8 }), anyAction, (before, action) => {
        const settings = after(...before);
        const applied = apply(settings, action, SHAPE);
        if (applied.fault) assert.deepEqual(laid(applied.settings).input, laid(settings).input);
        const faulty = laid(settings).faults;
        if (!applied.fault) assert.ok([...laid(applied.settings).faults.keys()].every((name) => faulty.has(name)));
      }),
      { numRuns: 2000 },
    );
  });
});

const anyAction: fc.Arbitrary<SettingsAction> = fc.oneof(
  fc
    .constantFrom(
      ...(["gamma", "beta", "dout", "runningMean", "runningVar", "seed", "eps", "mode", "activation"] as const),
    )
    .chain((name) =>
      fc.constantFrom("2", "[1, 2]", "[1, 2, 3]", "-1", "eval", "relu", "two", "").map((text) => type(name, text)),
    ),
  fc
    .constantFrom(...(["gamma", "beta", "dout", "eps", "candidate", "candidate.dgamma", "runningVar"] as const))
    .chain((role) => fc.constantFrom([2], [3], [...SHAPE], [2, 3], [6]).map((shape) => pick(role, tensor(shape)))),
  fc.constantFrom<SettingsAction>(
    { do: "useProbe" },
    { do: "clearCandidate" },
    { do: "setPrecision", precision: "exact" },
  ),
);
