// Bundles test/e2e and runs it with mocha on Node: clicks through a real workbench with Playwright.
//   node scripts/e2e.mjs [PART ...] [-- mocha options]      PART: a piece of a spec file's name
// GRADIENT_LENS_UPDATE=1 replaces the reference pictures in test/e2e/pictures.
import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { shared } from "./build.mjs";
import { root } from "./lib/paths.mjs";
import { toolEnvironment } from "./lib/run.mjs";

const args = process.argv.slice(2);
const cut = args.indexOf("--");
const parts = cut < 0 ? args : args.slice(0, cut);
const mochaArgs = cut < 0 ? [] : args.slice(cut + 1);
const specs = globSync("test/e2e/**/*.spec.ts", { cwd: root })
  .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)))
  .sort();
if (specs.length === 0) {
  console.error(`No spec matches ${parts.join(" ") || "test/e2e/**"}`);
  process.exit(1);
}

/** The scripts' library finds the clone by its own place, so it stays out of the bundle. */
const keepLibrary = {
  name: "keep-library",
  setup(builder) {
    builder.onResolve({ filter: /scripts\/lib\// }, ({ path, resolveDir }) => ({
      path: pathToFileURL(resolve(resolveDir, path)).href,
      external: true,
    }));
  },
};

mkdirSync(join(root, "build"), { recursive: true });
const out = mkdtempSync(join(root, "build", "e2e-"));
try {
  await build({
    ...shared,
    entryPoints: specs,
    outdir: out,
    outbase: "test/e2e",
    outExtension: { ".js": ".mjs" },
    platform: "node",
    format: "esm",
    minify: false,
    sourcemap: "inline",
    packages: "external",
    plugins: [keepLibrary],
  });
  const run = spawnSync(
    process.execPath,
    [
      ...["--enable-source-maps", "node_modules/mocha/bin/mocha.js", "--timeout", "120000", "--exit"],
      ...["--reporter", "scripts/lib/reporter.cjs", ...mochaArgs, `${out}/**/*.spec.mjs`],
    ],
    { cwd: root, stdio: ["ignore", "inherit", "inherit"], env: toolEnvironment() },
  );
  process.exitCode = run.status ?? 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
