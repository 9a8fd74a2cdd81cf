// Debian's packages: installed where this process may, named with the command where it may not.
import { spawnSync } from "node:child_process";
import { which } from "./run.mjs";

/** Installs packages, each `{ name, why, isThere }`. Throws an error that says how to where it cannot. */
export function installPackages(packages) {
  const names = packages.map(({ name }) => name);
  const list = packages.map(({ name, why }) => `${name} (${why})`).join(", ");
  const advice = `Missing on this machine: ${list}. Run: sudo apt-get update && sudo apt-get install -y ${names.join(" ")}`;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !which("apt-get")) throw new Error(advice);

  console.error(`Installing ${list} ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args) =>
    spawnSync("apt-get", ["-q", "-y", ...args], { env, stdio: ["ignore", "ignore", "inherit"] }).status;
  if (apt("update") !== 0) console.error("apt-get update failed; trying with the lists there are.");
  apt("install", "--no-install-recommends", ...names);
  const left = packages.filter(({ isThere }) => !isThere()).map(({ name }) => name);
  if (left.length) throw new Error(`apt-get could not install ${left.join(", ")}. ${advice}`);
}
