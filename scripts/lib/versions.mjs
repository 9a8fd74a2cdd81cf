// What the tests ran with, for the last lines of `npm test`: a result on another machine may come from another version.
//   node scripts/lib/versions.mjs
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findChromium } from "./chromium.mjs";
import { findDelve } from "./delve.mjs";
import { findDesktopVSCode } from "./desktop.mjs";
import { findPython, PYTHON } from "./python-environment.mjs";
import { node24, which } from "./run.mjs";
import { serverFolder } from "./vscode-server.mjs";

const MODULES = ["numpy", "torch", "pandas", "debugpy"];
const ASK = `import importlib.metadata, platform, sys
print("python", platform.python_version())
for name in sys.argv[1:]:
    try:
        print(name, __import__(name).__version__)
    except ImportError:
        pass`;
/** Of the pinned environment, whose packages all say their version without being loaded. */
const OF_TODAY = ["numpy", "pandas", "debugpy", "jax", "tensorflow_cpu", "keras", "tinygrad"];
const ASK_TODAY = `import importlib.metadata, sys
print(", ".join(name + " " + importlib.metadata.version(name) for name in sys.argv[1:]))`;

/** What a program says of itself. Undefined where it is not there. */
function said(program, args) {
  const run = program ? spawnSync(program, args, { encoding: "utf8", timeout: 60_000 }) : undefined;
  return run?.status === 0 ? run.stdout : undefined;
}

/** The first number with dots in what a program says of itself. */
function numberFrom(program, ...args) {
  return /\d+(\.\d+)+/.exec(said(program, args) ?? "")?.[0];
}

function pythonVersions() {
  const lines = (said(PYTHON, ["-c", ASK, ...MODULES]) ?? "").trim().split("\n");
  return new Map(lines.map((line) => line.split(" ")));
}

/** Which libraries of today the tests read beside Debian's. */
export function librariesOfToday() {
  const python = findPython("today");
  const names = python && said(python, ["-c", ASK_TODAY, ...OF_TODAY])?.trim();
  return names ?? "none of today, since PyPI did not answer: Debian's packages alone served";
}

function vscodeVersion() {
  const desktop = findDesktopVSCode();
  if (desktop) return `${numberFrom(desktop, "--version") ?? "of unknown version"} (desktop)`;
  const product = join(serverFolder(), "product.json");
  if (!existsSync(product)) return undefined;
  return `${JSON.parse(readFileSync(product, "utf8")).version} (server)`;
}

/** Each part with its version, or "not there". */
export function versions() {
  const python = pythonVersions();
  const go = which("go");
  const goVersion = numberFrom(go, "version");
  return [
    ["Node", numberFrom(node24(), "--version")],
    ["VS Code", vscodeVersion()],
    ["Chromium", numberFrom(findChromium(), "--version")],
    [`Python (${PYTHON})`, python.get("python")],
    ...MODULES.map((name) => [name, python.get(name)]),
    ["lldb", numberFrom(which("lldb", "lldb-14"), "--version")],
    ["gdb", numberFrom(which("gdb"), "--version")],
    ["g++", numberFrom(which("g++"), "-dumpfullversion")],
    ["Go", goVersion],
    ["Delve", goVersion ? numberFrom(findDelve(go), "version") : undefined],
  ].map(([name, version]) => `${name} ${version ?? "is not there"}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(versions().join("\n"));
