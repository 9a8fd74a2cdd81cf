// The machine that figures come from.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, freemem, loadavg, release, totalmem, type } from "node:os";
import { root } from "../../scripts/lib/paths.mjs";
import { findPython, KEEP_PAGES } from "../speed/peers.mjs";

const ASK = `import sys, numpy
try:
    import torch
    name = torch.__version__
except ImportError:
    name = "none"
print(f"Python {sys.version.split()[0]}, NumPy {numpy.__version__}, torch {name}")`;

function versionOf(name) {
  return JSON.parse(readFileSync(`${root}/node_modules/${name}/package.json`, "utf8")).version;
}

/** Lines of a label and a text each. */
export function describeMachine() {
  const giga = (bytes) => `${(bytes / 2 ** 30).toFixed(1)} GB`;
  const python = findPython();
  const versions = python
    ? execFileSync(python, ["-c", ASK], { encoding: "utf8" }).trim()
    : "no Python with NumPy: its peers are left out";
  const kept = Object.entries(KEEP_PAGES).map(([name, value]) => `${name}=${value}`);
  return [
    `machine   ${cpus().length} x ${cpus()[0].model}, ${giga(totalmem())} (${giga(freemem())} free), load ${loadavg()[0].toFixed(1)}`,
    `system    ${type()} ${release()}, Node ${process.versions.node}, V8 ${process.versions.v8}`,
    `peers     ${versions}, tfjs ${versionOf("@tensorflow/tfjs-core")}`,
    `malloc    "pages kept": ${kept.join(" ")}; "default malloc": glibc's own settings`,
  ];
}
