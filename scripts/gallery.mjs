// Draws the gallery: pictures that are tests at the same time.
//   node scripts/gallery.mjs [NAME ...] [--update]
// Each picture is compared with the one kept in test/webview/gallery/pictures; --update keeps the new ones. What differs
// goes to build/gallery, the new picture beside the difference.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { keepScripts } from "./lib/keep-scripts.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = `${root}/build/gallery/${process.pid}.mjs`;
mkdirSync(`${root}/build/gallery`, { recursive: true });
try {
  await build({
    absWorkingDir: root,
    entryPoints: ["test/webview/gallery/draw.ts"],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "es2023",
    packages: "external",
    plugins: [keepScripts],
    outfile: out,
    logLevel: "warning",
  });
  const run = spawnSync(process.execPath, ["--enable-source-maps", out, ...process.argv.slice(2)], {
    cwd: root,
    stdio: "inherit",
  });
  process.exitCode = run.status ?? 1;
} finally {
  rmSync(out, { force: true });
}
