// The memory that reading a file takes at its peak, as JSON: { read, bytes }. In a process of its own, for nobody else's
// memory counts.
//   node --expose-gc measure.cjs FILE
import { readFileSync } from "node:fs";
import { readProblem } from "../../../src/input/read";

const [, , file = ""] = process.argv;
const source = new Uint8Array(readFileSync(file));
globalThis.gc?.();
const before = process.memoryUsage().rss;
const result = readProblem(source, { name: file });
const peak = 1024 * mostResident();
const read = result.ok ? result.value.x.values.length : result.fault.text;
console.log(JSON.stringify({ read, bytes: peak - before }));

/** In KiB. Linux keeps maxRSS across exec, so it is at least what the parent had; VmHWM begins anew with the program. */
function mostResident(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS;
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  if (kibibytes === undefined) throw new Error("expected VmHWM in /proc/self/status");
  return Number(kibibytes);
}
