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
const peak = 1024 * process.resourceUsage().maxRSS;
const read = result.ok ? result.value.x.values.length : result.fault.text;
console.log(JSON.stringify({ read, bytes: peak - before }));
