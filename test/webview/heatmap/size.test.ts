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

/** Bytes of the page as it is shipped. Its styles stand in its script: it has no file of its own for them. */
async function zippedPage(): Promise<number> {
  const page = bundles.find(({ outfile }) => outfile === "dist/webview/main.js");
  assert.ok(page, "expected a bundle of the page");
  const shipped = { ...shared, absWorkingDir: process.cwd(), minify: true, sourcemap: false } as const;
  const { outputFiles } = await build({ ...shipped, ...page, write: false });
  assert.deepEqual(
    outputFiles.map(({ path }) => basename(path)),
    ["main.js"],
  );
  return gzipSync(itemAt(outputFiles, 0).contents, { level: 9 }).length;
}

describe("size", () => {
  it("of the whole page stays within 150 kB gzipped", async () => {
    const bytes = await zippedPage();
    assert.ok(bytes <= 150_000, `${bytes} bytes`);
  });

  it("of the engine with everything that one picture needs stays within 20 kB gzipped", async () => {
    const bytes = await zipped("webview/heatmap/heatmap.ts");
    assert.ok(bytes <= 20_000, `${bytes} bytes`);
  });
});
