// A Delve that fits the Go on this machine: a Delve takes programs of a few versions of Go only. Debian's Delve fits
// Debian's Go. Any other Go gets the newest Delve by the Go module proxy, or Debian's where the proxy does not answer.
// The choice is made once for each version of Go and kept in the cache folder.
//   node scripts/lib/delve.mjs      prints its path as the last line
import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPackages } from "./debian.mjs";
import { withLock } from "./lock.mjs";
import { cacheFolder } from "./paths.mjs";
import { which } from "./run.mjs";

const MODULE = "github.com/go-delve/delve/cmd/dlv@latest";
const LIMIT = 240_000; // milliseconds for fetching and compiling Delve: a proxy that does not answer must not hold everything up
const PROGRAM = "dlv";

/** Whether this Go is Debian's: then its Delve is the one to take. */
function isDebians(go) {
  return realpathSync(go).startsWith("/usr/lib/go-");
}

/** Why `delve` cannot debug what `go` compiles, or null when it can: an empty program is compiled and run under it. */
function misfit(delve, go) {
  const folder = mkdtempSync(join(tmpdir(), "gradient-lens-delve-"));
  try {
    writeFileSync(join(folder, "main.go"), "package main\n\nfunc main() {}\n");
    writeFileSync(join(folder, "commands"), "exit\n");
    const options = { cwd: folder, encoding: "utf8", timeout: 60_000 };
    const built = spawnSync(go, ["build", "-o", "empty", "main.go"], options);
    if (built.status !== 0) return `${go} could not compile an empty program: ${lastLine(built)}`;
    const args = ["exec", "./empty", "--init", "commands", "--allow-non-terminal-interactive=true"];
    const run = spawnSync(delve, args, options);
    return run.status === 0 ? null : `${delve}: ${lastLine(run)}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function lastLine({ stderr, error }) {
  return stderr?.trim().split("\n").at(-1) || error?.message || "it ended without a word";
}

/** Compiles the newest Delve into `folder`. Gives what is wrong with it, or null. */
function compileNewest(folder, go) {
  console.error("Installing the newest Delve by the Go module proxy ...");
  const env = { ...process.env, GOBIN: folder };
  const run = spawnSync(go, ["install", MODULE], { env, encoding: "utf8", timeout: LIMIT });
  return run.status === 0 ? misfit(join(folder, PROGRAM), go) : `${MODULE}: ${lastLine(run)}`;
}

/** Links Debian's Delve into `folder`. Gives what is wrong with it, or null. */
function linkDebians(folder, go) {
  const isThere = () => which(PROGRAM) !== null;
  if (!isThere()) installPackages([{ name: "delve", why: "the Go debugger", isThere }]);
  const found = which(PROGRAM);
  const fault = misfit(found, go);
  if (fault === null) symlinkSync(found, join(folder, PROGRAM));
  return fault;
}

/** Such as go1.26.8. */
function versionOf(go) {
  return execFileSync(go, ["env", "GOVERSION"], { encoding: "utf8" }).trim();
}

/** The path that the Delve for this Go has, or will have. */
export function findDelve(go) {
  return join(cacheFolder(), `delve-for-${versionOf(go)}`, PROGRAM);
}

/** The path of a Delve that fits. Throws what was tried where there is none. */
export async function installDelve() {
  const go = which("go");
  if (!go) throw new Error("expected Go on the PATH (apt-get install golang-go), found none");
  const delve = findDelve(go);
  const home = dirname(delve);
  if (existsSync(delve)) return delve;
  mkdirSync(cacheFolder(), { recursive: true });
  return withLock(join(cacheFolder(), "delve.lock"), async () => {
    if (existsSync(delve)) return delve;
    const faults = [];
    for (const take of isDebians(go) ? [linkDebians, compileNewest] : [compileNewest, linkDebians]) {
      const fresh = mkdtempSync(join(cacheFolder(), "delve-new-"));
      try {
        const fault = take(fresh, go);
        if (fault === null) {
          rmSync(home, { recursive: true, force: true });
          renameSync(fresh, home); // whole or not at all
          return delve;
        }
        faults.push(fault);
      } catch (error) {
        faults.push(error.message);
      } finally {
        rmSync(fresh, { recursive: true, force: true });
      }
    }
    throw new Error(`no Delve fits ${versionOf(go)} (${go}). Tried:\n  ${faults.join("\n  ")}`);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await installDelve());
