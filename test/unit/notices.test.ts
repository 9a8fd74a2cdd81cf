import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build, type Metafile } from "esbuild";
import { bundles, shared } from "../../scripts/build.mjs";
import { bundledPackages, noticeOf, thirdPartyNotices } from "../../scripts/lib/notices.mjs";

/** Name and version of the package that a file belongs to: of the nearest manifest with both above it. */
function packageOf(file: string): string {
  for (let folder = dirname(file); folder !== "."; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (!existsSync(manifest)) continue;
    const { name, version } = JSON.parse(readFileSync(manifest, "utf8")) as { name?: string; version?: string };
    if (name && version) return `${name} ${version}`;
  }
  throw new Error(`expected a package around ${file}`);
}

describe("The third-party notices", function () {
  this.timeout(120_000); // every bundle is put together once
  let metafiles: Metafile[];
  let text: string;
  before(async () => {
    // The parts' plug-in writes files; what they are made of is known without it.
    const options = {
      ...shared,
      absWorkingDir: process.cwd(),
      sourcemap: false,
      metafile: true,
      write: false,
    } as const;
    const built = await Promise.all(bundles.map((bundle) => build({ ...bundle, plugins: [], ...options })));
    metafiles = built.map(({ metafile }) => metafile);
    text = thirdPartyNotices(process.cwd(), metafiles);
  });

  it("have an entry with a licence's text for every package in the bundles", () => {
    const files = metafiles
      .flatMap(({ inputs }) => Object.keys(inputs))
      .filter((path) => path.includes("node_modules"));
    const packages = [...new Set(files.map(packageOf))];
    for (const known of [/^lit /, /^fflate /, /^@preact\/signals-core /, /^@vscode-elements\/elements /, /^d3-format /])
      assert.ok(
        packages.some((name) => known.test(name)),
        `${known} is in no bundle`,
      );
    const entries = Array.from(text.matchAll(/^-{80}\n(\S+ \S+) \([\w.-]+\)\n-{80}\n\n([^]*?)(?=^-{80}$|$(?![^]))/gm));
    const named = new Map(entries.map(([, name = "", body = ""]) => [name, body]));
    for (const name of packages) assert.match(named.get(name) ?? "", /copyright/i, name);
    const others = [...named.keys()].filter((name) => !packages.includes(name));
    assert.equal(others.length, 1, others.join(", "));
    assert.match(named.get(others[0] ?? "") ?? "", /Apache License[^]*AssemblyScript/);
  });

  it("know packages inside of packages, and kernels by their compiler", () => {
    const inputs = { "src/a.ts": 1, "node_modules/a/node_modules/@b/c/d.js": 1, "node_modules/a/e.js": 1 };
    const metafile = { inputs } as unknown as Metafile;
    assert.deepEqual(bundledPackages([metafile]), ["node_modules/a", "node_modules/a/node_modules/@b/c"]);
    const kernel = { inputs: { "build/kernel/paint.wasm": 1 } } as unknown as Metafile;
    assert.deepEqual(bundledPackages([kernel]), ["node_modules/assemblyscript"]);
  });

  it("are refused for a licence that is not allowed, and for one without its text", () => {
    const folder = mkdtempSync(join(tmpdir(), "gradient-lens-notices-"));
    const write = (license: string): void =>
      writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "p", version: "1.0.0", license }));
    try {
      write("GPL-3.0");
      assert.throws(() => noticeOf(folder), /got GPL-3\.0/);
      write("MIT");
      mkdirSync(join(folder, "src"));
      assert.throws(() => noticeOf(folder), /expected a licence text in p 1\.0\.0/);
      writeFileSync(join(folder, "LICENCE.md"), "Copyright (c) P\r\n");
      assert.match(noticeOf(folder), /\np 1\.0\.0 \(MIT\)\n-+\n\nCopyright \(c\) P\n$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
