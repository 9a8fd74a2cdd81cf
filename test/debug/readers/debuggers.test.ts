import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createReaders, DEBUGGERS } from "../../../src/debug/readers/debuggers";

describe("The table of debuggers", () => {
  const languageOf = (type: string): string => createReaders(null)(type).language;

  it("chooses the reader of a debug type; what no row knows is read through its variables", () => {
    const types = ["debugpy", "python", "pwa-node", "pwa-chrome", "lldb-dap", "cppdbg", "lldb", "go", "java", "Python"];
    const languages = ["Python", "Python", "JavaScript", "JavaScript", "C++", "C++", "C++", "Any", "Any", "Any"];
    assert.deepEqual(types.map(languageOf), languages);
  });

  it("has each type once, and one reader for each language", () => {
    const types = DEBUGGERS.flatMap((row) => row.types);
    assert.equal(new Set(types).size, types.length);
    const readerFor = createReaders(null);
    assert.equal(readerFor("gdb"), readerFor("cppdbg"));
  });

  it("names tests that exist and read through the debugger", () => {
    for (const { name, tests, testedWith } of DEBUGGERS) {
      if (tests.length === 0) assert.match(testedWith, /^never run here/, name);
      for (const test of tests) assert.ok(existsSync(test), `${name}: ${test} does not exist`);
    }
  });

  it("is what the menus of package.json and docs/debugging.md say", () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/debuggers.mjs", "--check"], {
      encoding: "utf8",
    });
    assert.equal(status, 0, stdout + stderr);
    const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
      contributes: { menus: Record<string, { when?: string; command?: string }[]> };
    };
    const { menus } = manifest.contributes;
    for (const view of ["debug/variables/context", "debug/watch/context"]) {
      const entries = menus[view];
      assert.ok(entries, `expected the menu ${view}`);
      for (const { when = "", command } of entries) {
        const types = /debugType =~ \/(.*?)\/(?= |$)/.exec(when)?.[1];
        assert.ok(types !== undefined, `${view}: ${command} is shown for any debugger`);
        const shown = (type: string): boolean => new RegExp(types).test(type);
        for (const type of DEBUGGERS.flatMap((row) => row.types)) {
          const asConfigured = type.replace("*", "node");
          assert.ok(shown(asConfigured), `${view}: ${command} is not shown for ${asConfigured}`);
        }
        assert.ok(!shown("unknown") && !shown("mypython"));
      }
    }
  });
});
