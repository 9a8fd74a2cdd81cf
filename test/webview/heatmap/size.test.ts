import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

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
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}

describe("size", () => {
  it("of the engine with everything that one picture needs stays within 15 kB gzipped", async () => {
    const bytes = await zipped("webview/heatmap/heatmap.ts");
    assert.ok(bytes <= 15_000, `${bytes} bytes`);
  });
});
