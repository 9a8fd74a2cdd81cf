// Runs bench files and sees to it that each gives what it says it gives.
import { chosen } from "./names.mjs";

/**
 * Runs those of the benches `{ file, NAMES, run }` that `only` asks for, all of them without it. Gives the rows, and what
 * is wrong as sentences: a bench that throws, that gives no row of one of its names or one of another, and a figure that
 * is no finite number.
 */
export async function runBenches(benches, { quick = false, only = [] } = {}) {
  if (benches.length === 0) return { rows: [], failures: ["expected bench files, found none"] };
  const unknown = unknownNames(benches, only);
  if (unknown.length > 0) return { rows: [], failures: unknown };
  const rows = [];
  const failures = [];
  for (const bench of benches) {
    const found = await runBench(bench, quick, only);
    rows.push(...found.rows);
    failures.push(...found.failures.map((failure) => `${bench.file}: ${failure}`));
  }
  return { rows, failures };
}

/** What is wrong with the names asked for, as sentences. */
export function unknownNames(benches, only = []) {
  const isKnown = (asked) => benches.some(({ NAMES = [] }) => chosen(NAMES, [asked]).length > 0);
  return only.filter((asked) => !isKnown(asked)).map((asked) => `no bench is called ${asked}`);
}

async function runBench({ NAMES, run }, quick, only) {
  if (!Array.isArray(NAMES) || NAMES.length === 0 || typeof run !== "function")
    return { rows: [], failures: ["expected the exports NAMES, a list of what it measures, and run()"] };
  const wanted = chosen(NAMES, only);
  if (wanted.length === 0) return { rows: [], failures: [] };
  const rows = [];
  const failures = [];
  try {
    await run({ quick, only: wanted, report: (row) => rows.push(row) });
  } catch (error) {
    failures.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  for (const name of wanted) {
    if (!rows.some((row) => row.name === name)) failures.push(`gave no row of ${name}`);
  }
  for (const { name, size, contestant, value } of rows) {
    if (!NAMES.includes(name)) failures.push(`gave a row of ${name}, which its NAMES lack`);
    if (!Number.isFinite(value)) failures.push(`${name} ${size} ${contestant}: expected a finite figure, got ${value}`);
  }
  return { rows: rows.filter(({ name }) => wanted.includes(name)), failures };
}
