import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { Linter, type ESLint } from "eslint";
import tseslint from "typescript-eslint";
import { forbiddenIn, forbidImports, ROOMS, wordsOf } from "../../scripts/lib/rooms.mjs";

const NAMES = Object.keys(ROOMS);
/** A file of each room, and how it reaches the folder around src/ and webview/. */
const FILES: Readonly<Record<string, { readonly file: string; readonly up: string }>> = {
  ...Object.fromEntries(NAMES.map((name) => [name, { file: `src/${name}/deep/file.ts`, up: "../../../" }])),
  exports: { file: "src/exports.ts", up: "../" },
  webview: { file: "webview/deep/file.ts", up: "../../" },
};

/** Whether the rule of a room lets such an import pass. */
function passes(room: string, statement: string): boolean {
  const { file } = FILES[room] ?? { file: "" };
  const rule = forbidImports(["**/*.ts"], forbiddenIn(room));
  const config = {
    ...rule,
    plugins: { "@typescript-eslint": tseslint.plugin as ESLint.Plugin },
    languageOptions: { parser: tseslint.parser as Linter.Parser },
  };
  const messages = new Linter({ cwd: process.cwd() }).verify(statement, [config], { filename: file });
  for (const { fatal, message } of messages) assert.ok(!fatal, message);
  return messages.length === 0;
}

describe("What each room may import", () => {
  for (const room of NAMES) {
    const { may = [], runs } = ROOMS[room] ?? {};
    it(`is what the rule lets pass, and no more: ${room}`, () => {
      const { up = "" } = FILES[room] ?? {};
      for (const other of NAMES.filter((name) => name !== room)) {
        const path = other === "webview" ? `${up}webview/store` : `${up}src/${other}`;
        const values = may.includes(other) || may.includes(`${other} but its numerics`);
        const types = values || may.includes(`types of ${other}`);
        assert.equal(passes(room, `import { a } from "${path}";`), values, `values of ${other}`);
        assert.equal(passes(room, `import type { A } from "${path}";`), types, `types of ${other}`);
        if (other !== "webview" && room !== "webview" && values) {
          assert.ok(passes(room, `export { a } from "${path}/deep/file";`), `${other}, passed on`);
        }
      }
      assert.ok(!passes(room, `import { activate } from "${up}src/extension.web";`));
      assert.equal(passes(room, 'import * as vscode from "vscode";'), runs === "vscode");
      assert.equal(passes(room, 'import { join } from "node:path";'), runs !== "everywhere");
      assert.equal(passes(room, `import * as kernel from "${up}build/kernel/reduce";`), may.includes("kernel"));
    });
  }

  it("is of core, in the page, all but its numerics", () => {
    assert.ok(passes("webview", 'import { itemAt } from "../../src/core/item-at";'));
    for (const folder of ["arithmetic", "batchnorm", "diagnosis", "gradcheck"]) {
      assert.ok(!passes("webview", `import { a } from "../../src/core/${folder}/file";`), folder);
    }
  });

  it("is said in CONTRIBUTING.md", () => {
    const rows = new Map(
      readFileSync("CONTRIBUTING.md", "utf8")
        .split("\n")
        .filter((line) => /^\| `(?:src|webview)/.test(line))
        .map((line) => line.split("|").map((cell) => cell.trim()))
        .map(([, folders = "", , imports = ""]) => [folders, imports]),
    );
    const said = NAMES.map((room) => {
      const found = [...rows].find(([folders]) => folders.includes(`\`${room === "webview" ? "" : "src/"}${room}`));
      return [room, found?.[1]];
    });
    assert.deepEqual(said, NAMES.map((room) => [room, wordsOf(room)])); // prettier-ignore
    assert.equal(rows.size, NAMES.length + 1, "and what wires the rest");
  });

  it("is said of every folder and file of src", () => {
    const rooms = globSync("src/*/").map((folder) => basename(folder));
    const files = globSync("src/*.ts").map((file) => basename(file, ".ts"));
    const entries = ["activate", "extension", "extension.web"];
    assert.deepEqual([...new Set([...rooms, ...files])].sort(), [...NAMES.filter((name) => name !== "webview"), ...entries].sort()); // prettier-ignore
  });

  it("is nothing in the kernels, which another compiler reads and no lint", () => {
    const imported = globSync("src/kernel/assembly/*.ts").flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/ from "([^"]+)"/g)].map(([, path]) => dirname(path ?? "")),
    );
    assert.ok(imported.length > 5);
    assert.deepEqual([...new Set(imported)], ["."]);
  });
});
