import assert from "node:assert/strict";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { bundles, shared } from "../../../scripts/build.mjs";
import { itemAt } from "../../../src/core/item-at";

/** Bytes that a module and all of ours that it needs add to the page, without the libraries that the page has anyway. */
async function zipped(entry: string): Promise<number> {
  const { outputFiles } = await build({
    absWorkingDir: process.cwd(),
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2023",
    loader: { ".wasm": "base64" },
    tsconfig: "webview/tsconfig.json",
    external: ["lit", "lit/*", "@preact/*", "d3-format"],
    write: false,
    outdir: "build/size",
  });
  return gzipSync(itemAt(outputFiles, 0).contents, { level: 9 }).length;
}

/** Bytes of the page's scripts as they are shipped, by name. Its styles stand in them: it has no file of its own for them. */
async function zippedPage(): Promise<Record<string, number>> {
  const page = bundles.find(({ outdir }) => outdir === "dist/webview");
  assert.ok(page, "expected a bundle of the page");
  const shipped = { ...shared, absWorkingDir: process.cwd(), minify: true, sourcemap: false } as const;
  const { outputFiles } = await build({ ...shipped, ...page, write: false });
  return Object.fromEntries(
    outputFiles.map(({ path, contents }) => [basename(path), gzipSync(contents, { level: 9 }).length]),
  );
}

describe("size", () => {
  let page: Record<string, number>;
  before(async () => {
    page = await zippedPage();
  });

  it("of what the page loads before its first picture stays within 150 kB gzipped", () => {
    assert.deepEqual(Object.keys(page).sort(), ["chunk.js", "explain-part.js", "main.js"]);
    const bytes = (page["main.js"] ?? NaN) + (page["chunk.js"] ?? NaN);
    assert.ok(bytes <= 150_000, `${bytes} bytes`);
  });

  it("of Explain, which loads when it is first opened, stays within 60 kB gzipped", () => {
    const bytes = page["explain-part.js"] ?? NaN;
    assert.ok(bytes <= 60_000, `${bytes} bytes`);
  });

  it("of the engine with everything that one picture needs stays within 20 kB gzipped", async () => {
    const bytes = await zipped("webview/heatmap/heatmap.ts");
    assert.ok(bytes <= 20_000, `${bytes} bytes`);
  });
});
