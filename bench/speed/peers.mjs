// A Python process that measures torch, NumPy and the memory limit on command, so that its samples can be taken in turn
// with those of this process.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));
const build = fileURLToPath(new URL("../../build/bench", import.meta.url));

/** Settings that keep glibc from giving memory back: without them large results are page faults first of all. */
export const KEEP_PAGES = { MALLOC_MMAP_MAX_: "0", MALLOC_TRIM_THRESHOLD_: "100000000000" };

/** A Python that has NumPy, or null. */
export function findPython() {
  const candidates = [process.env.GRADIENT_LENS_PYTHON, "/usr/bin/python3", "python3"].filter(Boolean);
  return candidates.find((path) => spawnSync(path, ["-c", "import numpy"], { stdio: "ignore" }).status === 0) ?? null;
}

/** Compiles the memory limit. Returns the library's path, or null where there is no C compiler. */
export function compileLimit() {
  mkdirSync(build, { recursive: true });
  const library = `${build}/limit.so`;
  const flags = ["-O3", "-march=native", "-shared", "-fPIC", "-o", library, `${folder}limit.c`];
  return spawnSync("gcc", flags, { stdio: "ignore" }).status === 0 ? library : null;
}

export class Peer {
  constructor(python, library, environment) {
    this.process = spawn(python, [`${folder}peers.py`, library ?? ""], {
      env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", ...environment },
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.waiting = [];
    createInterface({ input: this.process.stdout }).on("line", (line) =>
      this.waiting.shift()?.resolve(JSON.parse(line)),
    );
    this.process.on("exit", (code) => {
      for (const { reject } of this.waiting.splice(0)) reject(new Error(`the Python peer ended with code ${code}`));
    });
  }

  ask(command) {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.process.stdin.write(`${JSON.stringify(command)}\n`);
    });
  }

  versions() {
    return this.ask({ do: "versions" });
  }

  /** x (N, D), or (N, C, H, W) of group norm. */
  setup(shape, dtype, { norm = "batch", groups = 1 } = {}) {
    return this.ask({ do: "setup", shape, dtype, norm, groups });
  }

  /** Samples in microseconds. */
  run(what, milliseconds) {
    return this.ask({ do: "run", what, milliseconds });
  }

  close() {
    this.process.stdin.end();
  }
}
