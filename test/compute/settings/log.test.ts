import assert from "node:assert/strict";
import { layoutOn } from "../../../src/core/layout";
import { SettingsLog } from "../../../src/compute/settings/log";
import type { SettingsAction } from "../../../src/compute/settings/reduce-settings";
import { DEFAULT_SETTINGS } from "../../../src/compute/settings/settings";

const X = layoutOn(1, [3, 2]);
const value = { shape: [2], values: new Float64Array(2), dtype: "float64" as const };
const picked: SettingsAction = { do: "pick", role: "gamma", title: "gamma.npy", value };
const typed: SettingsAction = { do: "type", name: "gamma", text: "2" };
const MISFIT = { code: "gamma-length", text: "gamma has 2 values, expected 3." };

describe("settings as a list of what was said", () => {
  it("counts a thing that is judged late at its own place", () => {
    const log = new SettingsLog(DEFAULT_SETTINGS);
    const decide = log.takeUnjudged(picked, X);
    assert.deepEqual(log.settings, DEFAULT_SETTINGS, "until then it changes nothing");
    log.take(typed, X, null);
    log.take({ do: "setPrecision", precision: "exact" }, X, null);
    assert.equal(decide(null), null);
    assert.deepEqual(log.settings.parameters, { gamma: { from: "typed", text: "2" } }, "the newer word stays newer");
    assert.equal(log.settings.precision, "exact");
  });

  it("takes it in where nothing newer stands there", () => {
    const log = new SettingsLog(DEFAULT_SETTINGS);
    log.take(typed, X, null);
    const decide = log.takeUnjudged(picked, X);
    log.take({ do: "setPrecision", precision: "exact" }, X, null);
    decide(null);
    assert.deepEqual(log.settings.parameters.gamma, { from: "picked", title: "gamma.npy", value });
  });

  it("is not changed by one that does not fit, and says so", () => {
    const log = new SettingsLog(DEFAULT_SETTINGS, { gamma: "old.npy" });
    const decide = log.takeUnjudged(picked, X);
    assert.deepEqual(decide(MISFIT), MISFIT);
    assert.deepEqual([log.settings, log.lost], [DEFAULT_SETTINGS, { gamma: "old.npy" }]);
  });

  it("stays the very same settings when nothing comes of a thing that was judged late", () => {
    const log = new SettingsLog(DEFAULT_SETTINGS, { dout: "old.npy" });
    const decide = log.takeUnjudged(picked, X);
    log.take(typed, X, null);
    const { settings, lost } = log;
    const decideOther = log.takeUnjudged({ ...picked, role: "beta" }, X);
    assert.equal(log.settings, settings, "while it is pending");
    decideOther(MISFIT);
    decide(MISFIT);
    assert.equal(log.settings, settings);
    assert.equal(log.lost, lost);
  });

  it("forgets what was lost when something else takes its place", () => {
    const log = new SettingsLog(DEFAULT_SETTINGS, { gamma: "a.npy", dout: "b.npy", candidate: "c.npy" });
    log.take(typed, X, null);
    log.take({ do: "type", name: "seed", text: "3" }, X, null);
    assert.deepEqual(log.lost, { candidate: "c.npy" });
    log.take({ do: "useProbe" }, X, null);
    assert.deepEqual(log.lost, {});
  });

  describe("before the first x is there", () => {
    const LONG = { kind: "text" as const, content: "[1, 2]", name: "beta.json" };
    const later: SettingsAction = { do: "pick", role: "beta", title: "beta.json", value: LONG };

    it("counts what is said, and stays the very same settings where all of it fits", () => {
      const log = new SettingsLog(DEFAULT_SETTINGS);
      log.take(picked, null, null);
      log.take({ do: "type", name: "eps", text: "-1" }, null, { code: "eps", text: "eps is -1." });
      log.take(later, null, null);
      const { settings } = log;
      const [unjudged, ...others] = log.know(X);
      assert.deepEqual([unjudged?.action, unjudged?.x, others], [later, X, []], "a text is judged elsewhere");
      unjudged?.decide(null);
      assert.equal(log.settings, settings);
      assert.deepEqual(log.misfits, {});
    });

    it("goes back to the word before a thing that does not fit, and says so until there is a newer one", () => {
      const log = new SettingsLog(DEFAULT_SETTINGS);
      for (const name of ["gamma", "beta"] as const) log.take({ do: "type", name, text: "2" }, null, null);
      const { settings } = log;
      log.take({ ...picked, value: { ...value, shape: [3], values: new Float64Array(3) } }, null, null);
      log.take(later, null, null);
      for (const { decide } of log.know(X)) decide(MISFIT);
      assert.deepEqual(log.settings, settings);
      assert.match(
        log.misfits.gamma ?? "",
        /^The gamma picked from gamma\.npy is not used: gamma has 3 values, expected 2/,
      );
      assert.equal(log.misfits.beta, `The beta picked from beta.json is not used: ${MISFIT.text}`);
      log.take(typed, X, null);
      assert.deepEqual(Object.keys(log.misfits), ["beta"]);
    });

    it("keeps a pick that does not fit where nothing was said before it: no default takes its place", () => {
      const log = new SettingsLog(DEFAULT_SETTINGS, { beta: "old.npy" });
      log.take(later, null, null);
      for (const { decide } of log.know(X)) decide(MISFIT);
      assert.equal(log.settings.parameters.beta?.from, "picked");
      assert.deepEqual([log.misfits, log.lost], [{}, {}]);
    });

    it("judges by the axis that was said last", () => {
      const log = new SettingsLog(DEFAULT_SETTINGS);
      log.take({ do: "type", name: "gamma", text: "[1, 2, 3]" }, null, null);
      log.take({ do: "type", name: "axis", text: "0" }, null, null);
      log.know(X);
      assert.deepEqual([Object.keys(log.settings.parameters), log.settings.refused], [["gamma", "axis"], {}]);
    });
  });
});
