// A lock between processes: a folder that only one of them can make, holding the id of its owner.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** True when the owner of the lock is gone, or died between making the folder and writing its id. */
async function isAbandoned(folder) {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      return !isAlive(Number(readFileSync(join(folder, "pid"), "utf8")));
    } catch {
      await sleep(100);
    }
  }
  return true;
}

/** Runs `work` while no other process holds the lock at `folder`. */
export async function withLock(folder, work) {
  mkdirSync(dirname(folder), { recursive: true });
  for (;;) {
    try {
      mkdirSync(folder);
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      if (await isAbandoned(folder)) rmSync(folder, { recursive: true, force: true });
      else await sleep(500);
    }
  }
  try {
    writeFileSync(join(folder, "pid"), String(process.pid));
    return await work();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
