// Child processes for the scripts.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { root } from "./paths.mjs";

/** Runs a program to its end with its output passed through; throws on any exit code but 0. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"], ...options });
    child.on("error", reject);
    child.on("exit", (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args.join(" ")}: ended with ${code ?? signal}`)),
    );
  });
}

/** The first program of these names on the PATH, or null. */
export function which(...names) {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? "").split(delimiter)) {
      if (folder && existsSync(join(folder, name))) return join(folder, name);
    }
  }
  return null;
}

/** Node 24, from the package `node` among our dependencies: the machine's own Node may be older. */
export function node24() {
  const packaged = join(root, "node_modules", "node", "bin", "node");
  return existsSync(packaged) ? packaged : process.execPath;
}

/** The environment with our own programs, Node 24 among them, before the machine's. */
export function toolEnvironment(extra = {}) {
  return { ...process.env, PATH: join(root, "node_modules", ".bin") + delimiter + process.env.PATH, ...extra };
}

/** npm passes its own settings down as variables; those of our own run (its prefix, its project) must not leak. */
export function cleanEnvironment() {
  const env = toolEnvironment();
  for (const name of Object.keys(env)) {
    if (/^npm_(package|lifecycle|command|config_(local_)?prefix|node_execpath|execpath)/i.test(name)) delete env[name];
  }
  delete env.INIT_CWD;
  return env;
}
