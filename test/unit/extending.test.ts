import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { build } from "esbuild";
import type * as Debuggers from "../../src/debug/readers/debuggers";
import type * as Options from "../../src/cli/options";
import type * as TypescriptEngine from "../../src/compute/engine/typescript-engine";
import type * as WorkerMessages from "../../src/compute/worker/messages";
import type * as WorkerSession from "../../src/compute/worker/session";
import type * as Exports from "../../src/exports";
import type * as Requests from "../../src/panel/requests";
import type * as Views from "../../src/views";

/** Projects of TypeScript that the additions belong to, beside the root. */
const ROOMS = ["src/input", "webview"];

/** A block of a page: a whole file, or what changes in one. */
interface Block {
  readonly file: string;
  readonly code?: string;
  readonly hunks?: readonly { readonly before: string; readonly after: string }[];
}

/** The blocks of the page's sections from `heading` on: files name themselves in their first line, changes after ---. */
function blocksOf(page: string, heading: string): Block[] {
  const from = page.indexOf(`\n## ${heading}\n`);
  assert.ok(from >= 0, `the page has no section "${heading}"`);
  return [...page.slice(from).matchAll(/```(ts|diff)\n(?:\/\/|---) (\S+)\n(.*?)```/gs)].map(
    ([, kind, file = "", code = ""]) => (kind === "ts" ? { file, code } : { file, hunks: hunksOf(code) }),
  );
}

function hunksOf(code: string): { before: string; after: string }[] {
  return code.split(/^@@\n/m).map((hunk) => {
    const lines = hunk.split("\n").slice(0, -1);
    const side = (sign: string): string =>
      lines.flatMap((line) => (line.startsWith(sign) ? [] : [`${line.slice(1)}\n`])).join("");
    return { before: side("+"), after: side("-") };
  });
}

/** Does in a copy of the project what docs/extending.md tells a newcomer to do; mistakes have a test of their own. */
describe("what docs/extending.md adds", function () {
  this.timeout(600_000); // the compiler runs twice over a copy of the project
  const copy = resolve(`build/extending-${process.pid}`);
  const page = readFileSync("docs/extending.md", "utf8");
  const blocks = blocksOf(page, "A debugger");
  const read = (file: string): string => readFileSync(`${copy}/${file}`, "utf8");
  const run = (...args: string[]) =>
    spawnSync(process.execPath, args, {
      cwd: copy,
      encoding: "utf8",
      env: { ...process.env, NODE_V8_COVERAGE: "", GRADIENT_LENS_RUNS: "3000" },
    });
  const succeed = (...args: string[]): string => {
    const { status, stdout, stderr } = run(...args);
    assert.equal(status, 0, stdout + stderr);
    return stdout;
  };
  const apply = ({ file, code, hunks = [] }: Block): void => {
    if (code !== undefined) {
      mkdirSync(dirname(`${copy}/${file}`), { recursive: true });
      writeFileSync(`${copy}/${file}`, code);
      return;
    }
    let text = read(file);
    for (const { before, after } of hunks) {
      assert.equal(text.split(before).length, 2, `these lines stand once in ${file}:\n${before}`);
      text = text.replace(before, () => after);
    }
    writeFileSync(`${copy}/${file}`, text);
  };
  const load = async <T>(...files: string[]): Promise<T> => {
    const outfile = `${copy}/build/${files.join("-").replace(/\W+/g, "-")}.cjs`;
    const contents = files.map((file) => `export * from "./${file}";`).join("\n");
    await build({
      stdin: { contents, resolveDir: copy },
      bundle: true,
      platform: "node",
      format: "cjs",
      loader: { ".wasm": "base64", ".py": "text", ".agent.mjs": "text" },
      outfile,
      logLevel: "silent",
    });
    return createRequire(__filename)(outfile) as T;
  };

  before(() => {
    const parts = ["src", "webview", "scripts", "docs", "test/input", "package.json", "tsconfig.json"];
    parts.push("eslint.config.mjs", ".prettierrc.json");
    for (const part of parts) cpSync(part, `${copy}/${part}`, { recursive: true, preserveTimestamps: true });
    mkdirSync(`${copy}/build`);
    symlinkSync(resolve("node_modules"), `${copy}/node_modules`, "dir");
    symlinkSync(resolve("build/kernel"), `${copy}/build/kernel`, "dir");
    blocks.forEach(apply);
  });
  after(() => {
    rmSync(copy, { recursive: true, force: true });
  });

  it("fits the types of the worker, the panel and the page", () => {
    succeed("scripts/types.mjs", "tsconfig.json", ...ROOMS);
  });

  it("breaks no rule of the house", () => {
    succeed("node_modules/eslint/bin/eslint.js", "--max-warnings", "0", ...blocks.map(({ file }) => file));
    succeed("node_modules/prettier/bin/prettier.cjs", "--check", ...blocks.map(({ file }) => file));
  });

  it("is drawn into the house by a command that the page names", () => {
    if (/\bnode scripts\/house\.mjs\b/.test(page)) succeed("scripts/house.mjs");
    succeed("scripts/house.mjs", "--check");
  });

  it("is missed by the compiler where a row is forgotten", () => {
    const rows = /\/(answers|exports)\/index\.ts$|panel\/requests\.ts$/;
    const forgotten = blocks.filter(({ file }) => rows.test(file));
    const kept = forgotten.map(({ file }) => [file, read(file)] as const);
    assert.equal(forgotten.length, 3);
    try {
      for (const { file } of forgotten) cpSync(file, `${copy}/${file}`);
      const { status, stderr } = run("scripts/types.mjs", "tsconfig.json");
      assert.equal(status, 1);
      const said = stripVTControlCharacters(stderr);
      for (const { file } of forgotten) assert.ok(said.includes(`${file}:`), `${file} in:\n${said}`);
    } finally {
      for (const [file, text] of kept) writeFileSync(`${copy}/${file}`, text);
    }
  });

  describe("as an input format", () => {
    it("is read as its examples say, and its damage gives faults: the tests of formats hold", () => {
      succeed("scripts/formats.mjs");
      const said = succeed("scripts/unit.mjs", "input/formats", "input/fuzz");
      assert.match(said, /matrix-market, whose examples come out to the last bit/);
      assert.match(said, /✔ from the examples of matrix-market: ends, with what fits together or one sentence/);
    });

    it("stands in the menu on files, in the docs and in --help", async () => {
      assert.match(read("package.json"), /resourceExtname =~ [^\n]*\bmtx\b/);
      assert.match(read("docs/problem-file.md"), /\| Matrix Market +\| `matrix-market` +\| `\.mtx` +\| dense arrays/);
      const { USAGE } = await load<typeof Options>("src/cli/options.ts");
      assert.match(USAGE, /FILE is Matrix Market, a Jupyter notebook, /);
      assert.match(USAGE, /--format F +matrix-market, notebook, json, /);
    });
  });

  describe("as a debugger", () => {
    it("stands in the menus of debug views, and is read by its reader", async () => {
      succeed("scripts/debuggers.mjs");
      assert.match(read("package.json"), /debugType =~ [^\n]*\|octave\|/);
      assert.match(read("docs/debugging.md"), /\| Octave \(`octave`\)/);
      const { createReaders } = await load<typeof Debuggers>("src/debug/readers/debuggers.ts");
      const asked: unknown[] = [];
      const session = {
        id: "1",
        type: "octave",
        name: "toy",
        capabilities: undefined,
        // Octave's adapter does not exist: what it would answer to this one expression.
        customRequest: (command: string, args?: unknown) => {
          asked.push([command, args]);
          return Promise.resolve({ result: "[[1,2.5],[3,4]]", variablesReference: 0 });
        },
      };
      const options = { signal: new AbortController().signal, transfer: "auto" } as const;
      const got = await createReaders(null)("octave").read({ session, frameId: 3, expression: "x" }, options);
      assert.ok(got.ok);
      assert.deepEqual(
        [got.value.tensor.shape, [...got.value.tensor.values]],
        [
          [2, 2],
          [1, 2.5, 3, 4],
        ],
      );
      assert.deepEqual(asked, [["evaluate", { expression: "jsonencode(x)", frameId: 3, context: "clipboard" }]]);
    });
  });

  describe("as a view, an export and an analysis", () => {
    type Parts = typeof Views &
      typeof Exports &
      typeof Requests &
      typeof WorkerMessages &
      typeof WorkerSession &
      typeof TypescriptEngine;
    let parts: Parts;
    let session: WorkerSession.Session;
    before(async () => {
      parts = await load<Parts>(
        ...["src/views/index.ts", "src/exports.ts", "src/panel/requests.ts", "src/compute/worker/messages.ts"],
        ...["src/compute/worker/session.ts", "src/compute/engine/typescript-engine.ts"],
      );
      session = new parts.Session(parts.createTypescriptEngine(), () => undefined);
      const x = { shape: [2, 3, 2], values: Float64Array.from([1, 2, 3, 4, 5, 6, 3, 4, 5, 6, 7, 9]), dtype: "float64" };
      const source = { kind: "input", input: { x } } as never;
      const asked = { generation: 1, source, settings: parts.DEFAULT_SETTINGS, memoryLimit: Infinity };
      assert.ok(session.answer("load", 1, asked).ok);
    });
    const answer = (name: string, ask: object): unknown => {
      const reply = session.answer(name as never, 1, ask as never) as { ok: boolean; value: unknown };
      assert.ok(reply.ok, JSON.stringify(reply));
      return reply.value;
    };

    it("is shown: among the switches, listed by the inspector, with its numbers", () => {
      const { PICTURES, viewOf, viewsListed } = parts;
      assert.equal(PICTURES[PICTURES.indexOf("xhat") + 1], "centred");
      assert.equal(viewOf("centred" as never).label, "x − μ");
      assert.ok(viewsListed("forward").includes("centred" as never));
      const all = { plane: { kind: "matrix" }, row0: 0, row1: 4, column0: 0, column1: 3 };
      const { values } = answer("values", { tensor: "centred", ...all }) as { values: Float64Array };
      assert.deepEqual([...values], [-1.5, -1.5, -1.75, -0.5, -0.5, -0.75, 0.5, 0.5, 0.25, 1.5, 1.5, 2.25]);
    });

    it("is exported: in the menu under its name, with the numbers of any view", () => {
      const entry = parts.EXPORT_LIST.find(({ name }) => (name as string) === "tsv");
      assert.deepEqual([entry?.text, entry?.file, entry?.by], ["Save as TSV...", "{0}.tsv", "worker"]);
      const bytes = answer("exportBytes", { format: "tsv", tensor: "centred" }) as Uint8Array;
      const rows = ["-1.5\t-1.5\t-1.75", "-0.5\t-0.5\t-0.75", "0.5\t0.5\t0.25", "1.5\t1.5\t2.25"];
      assert.equal(new TextDecoder().decode(bytes), `${rows.join("\n")}\n`);
    });

    it("is asked: by the page, whose asks are looked at, and answered by the worker", () => {
      const norms = answer("norms", { tensor: "x" }) as Float64Array;
      assert.equal(norms.length, 3);
      // The columns hold 1, 2, 3, 4; 3, 4, 5, 6; 5, 6, 7, 9.
      [30, 86, 191].forEach((square, k) => {
        assert.ok(Math.abs((norms[k] ?? NaN) ** 2 - square) <= 1e-12 * square);
      });
      const message = { id: 1, name: "norms", generation: 1 };
      assert.ok(parts.readRequest({ ...message, ask: { tensor: "x" } }).ok);
      assert.ok(!parts.readRequest({ ...message, ask: { tensor: "no such" } }).ok);
    });
  });
});
