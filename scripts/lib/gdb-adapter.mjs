// A debug adapter for GDB: Debian's GDB has none of its own (that came with version 14). Eclipse's, from npm, drives any
// GDB. It is installed once into the cache folder, without its install script: that compiles terminals for Linux, which
// the tests do not use.
import { existsSync, mkdirSync, mkdtempSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withLock } from "./lock.mjs";
import { cacheFolder } from "./paths.mjs";
import { cleanEnvironment, run } from "./run.mjs";

const VERSION = "1.7.0";

/** The adapter's script, installed when it is not there yet. */
export async function installGdbAdapter() {
  const home = join(cacheFolder(), `cdt-gdb-adapter-${VERSION}`);
  const script = join(home, "node_modules", "cdt-gdb-adapter", "dist", "debugAdapter.js");
  if (existsSync(home)) return script;
  mkdirSync(cacheFolder(), { recursive: true });
  return withLock(join(cacheFolder(), "cdt-gdb-adapter.lock"), async () => {
    if (existsSync(home)) return script;
    const fresh = mkdtempSync(join(cacheFolder(), "cdt-gdb-adapter-new-"));
    writeFileSync(join(fresh, "package.json"), JSON.stringify({ private: true }));
    const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    const options = { cwd: fresh, env: cleanEnvironment(), shell: process.platform === "win32" };
    await run("npm", ["install", `cdt-gdb-adapter@${VERSION}`, ...quiet], options);
    if (!existsSync(join(fresh, "node_modules", "cdt-gdb-adapter", "dist", "debugAdapter.js")))
      throw new Error("cdt-gdb-adapter holds no dist/debugAdapter.js");
    renameSync(fresh, home); // whole or not at all
    return script;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await installGdbAdapter());
