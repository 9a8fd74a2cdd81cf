import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { joinPython } from "../../../../src/debug/readers/agent/joined-modules";
import { PYTHON_AGENT } from "../../../../src/debug/readers/python/python-expression";
import { PYTHON } from "../../dap-client";

const SOURCES = "src/debug/readers/python/agent";
const TESTS = "test/debug/readers/python/agent";

/** Runs a file by the system's Python and gives what it says. */
function python(args: readonly string[], input = ""): { readonly status: number | null; readonly said: string } {
  const env = { ...process.env, PYTHONPATH: "src/debug/readers/python", PYTHONDONTWRITEBYTECODE: "1" };
  const { status, stdout, stderr } = spawnSync(PYTHON, args, { env, input, encoding: "utf8" });
  return { status, said: stdout + stderr };
}

function passes(args: readonly string[], input = ""): void {
  const { status, said } = python(args, input);
  assert.equal(status, 0, said);
}

describe("The agent for Python", () => {
  const files = globSync(`${SOURCES}/*.py`).sort();

  it("passes its tests in its own language", () => {
    passes([`${TESTS}/test_plans.py`]);
  });
  it("passes its tests as one text", () => {
    passes([`${TESTS}/test_joined.py`], PYTHON_AGENT);
  });
  it("has no undefined name, nothing unused and no syntax that is newer than Python 3.7", () => {
    assert.ok(files.length > 5, files.join());
    passes([`${TESTS}/check_names.py`, ...files, ...globSync(`${TESTS}/*.py`)]);
  });

  it("a lint that finds what is wrong", () => {
    const folder = mkdtempSync(join(tmpdir(), "gradient-lens-test-"));
    const wrong: [string, RegExp][] = [
      ["def f():\n    return nowhere\n", /line 1: nowhere is not defined/],
      ["import sys\n", /sys is imported for nothing/],
      ["def f():\n    value = 3\n", /line 1: value is assigned for nothing/],
      ["print((y := 3))\n", /3\.8/],
      ["x = '\\d'\n", /invalid escape sequence/],
      ["def f(:\n", /invalid syntax/],
    ];
    try {
      for (const [text, complaint] of wrong) {
        writeFileSync(join(folder, "wrong.py"), text);
        const { status, said } = python([`${TESTS}/check_names.py`, join(folder, "wrong.py")]);
        assert.equal(status, 1, text);
        assert.match(said, complaint);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is every file, joined: each name once, no import from each other, no comment", () => {
    const names = PYTHON_AGENT.split("\n").flatMap((line) => /^(?:def )?(\w+)(?:\(| = )/.exec(line)?.[1] ?? []);
    assert.deepEqual(
      names.filter((name, n) => names.indexOf(name) !== n),
      [],
    );
    for (const file of files) {
      const text = readFileSync(file, "utf8");
      assert.ok(PYTHON_AGENT.includes(joinPython([text])), `${file} is left out`);
      for (const [, name] of text.matchAll(/^def (\w+)/gm)) assert.ok(name && names.includes(name), name);
    }
    assert.doesNotMatch(PYTHON_AGENT, /^\s*(from \.|import \.|#)/m);
  });
});
