// Builds everything that runs into dist/: the kernels (AssemblyScript -> WASM), one bundle for each process, and the
// notices of the packages in them.
//   node scripts/build.mjs [--production] [--watch]
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { context, build } from "esbuild";
import { writeKernelBindings } from "./kernel-bindings.mjs";
import { chunkNames, commonParts } from "./lib/common-parts.mjs";
import { thirdPartyNotices } from "./lib/notices.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const production = process.argv.includes("--production");

/** Options that all bundles share. Kernels become texts in base64; what runs inside a stopped program becomes texts. */
export const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: production,
  sourcemap: production ? false : "linked",
  target: "es2023",
  loader: { ".wasm": "base64", ".py": "text", ".agent.mjs": "text" },
  logLevel: "warning",
};

export const bundles = [
  // The extension host and the compute worker, on the desktop and in a browser, the server for agents, and the host of a saved
  // report: what they share stands once, in parts. The browser's host.js and worker.web.js are put together from them when they are run.
  {
    entryPoints: {
      extension: "src/extension.ts",
      host: "src/activate.ts",
      worker: "src/compute/worker/node/worker-thread.ts",
      "worker.web": "src/compute/worker/web/web-worker.ts",
      mcp: "src/cli/mcp-server.ts",
      report: "src/panel/report/report-host.ts",
    },
    outdir: "dist",
    platform: "browser",
    format: "esm",
    splitting: true,
    chunkNames,
    external: ["vscode", "node:*"],
    write: false,
    plugins: [commonParts],
  },
  // What a VS Code in the browser loads: it gathers the parts.
  {
    entryPoints: ["src/extension.web.ts"],
    outfile: "dist/extension.web.js",
    platform: "browser",
    format: "cjs",
    external: ["vscode"],
  },
  // The page: main.js, chunk.js with what its parts share, and a file for each part that loads when it is first opened.
  {
    entryPoints: ["webview/main.ts"],
    outdir: "dist/webview",
    platform: "browser",
    format: "esm",
    splitting: true,
    chunkNames: "[name]",
  },
  // The terminal.
  {
    entryPoints: ["src/cli.ts"],
    outfile: "dist/cli.js",
    platform: "node",
    format: "cjs",
    banner: { js: "#!/usr/bin/env node" },
  },
];

/** Whether a compiled kernel or its bindings are missing or older than what they are made of. */
export function kernelsAreStale() {
  const folder = `${root}/src/kernel/assembly`;
  const names = readdirSync(folder);
  const sources = names.map((name) => `src/kernel/assembly/${name}`);
  const makers = ["src/kernel/asconfig.json", "scripts/lib/kernel-bindings.mjs"];
  const newest = Math.max(...[...sources, ...makers].map((file) => statSync(`${root}/${file}`).mtimeMs));
  return names
    .filter((name) => name.endsWith(".ts") && !name.startsWith("_"))
    .flatMap((name) => [name.replace(/\.ts$/, ".wasm"), ...(name.endsWith(".relaxed.ts") ? [] : [name])])
    .map((name) => `${root}/build/kernel/${name}`)
    .some((file) => !existsSync(file) || statSync(file).mtimeMs < newest);
}

/** Compiles src/kernel/assembly/*.ts entry points (those without a leading underscore) to build/kernel/*.wasm, with bindings. */
export function buildKernels() {
  const folder = `${root}/src/kernel/assembly`;
  writeKernelBindings();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".ts") && !name.startsWith("_"))) {
    const target = `build/kernel/${file.replace(/\.ts$/, ".wasm")}`;
    const unfinished = `${target}.${process.pid}`; // renamed when whole: others may be reading the old one
    const run = spawnSync(
      process.execPath,
      [
        "node_modules/assemblyscript/bin/asc.js",
        `src/kernel/assembly/${file}`,
        "--config",
        "src/kernel/asconfig.json",
        "--outFile",
        unfinished,
        ...(file.endsWith(".relaxed.ts") ? ["--enable", "relaxed-simd"] : []),
      ],
      { cwd: root, stdio: "inherit" },
    );
    if (run.status !== 0) throw new Error(`asc failed on ${file}`);
    renameSync(`${root}/${unfinished}`, `${root}/${target}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  buildKernels();
  mkdirSync(`${root}/dist/webview`, { recursive: true });
  if (process.argv.includes("--watch")) {
    for (const bundle of bundles) await (await context({ ...shared, ...bundle })).watch();
  } else {
    // Each bundle on its own, so that one broken entry point does not hide the others.
    const results = await Promise.allSettled(bundles.map((bundle) => build({ ...shared, ...bundle, metafile: true })));
    const failed = results.filter((result) => result.status === "rejected");
    for (const result of failed) console.error(String(result.reason.message ?? result.reason));
    if (failed.length) process.exit(1);
    if (production) await (await import("./lib/minified-again.mjs")).minifyAgain(`${root}/dist`);
    const metafiles = results.map((result) => result.value.metafile);
    writeFileSync(`${root}/dist/third-party-notices.txt`, thirdPartyNotices(root, metafiles));
  }
}
