import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { FOLDER, readKept } from "./kept";

/** Problem files of 0.1.0 with the exit code and, under the same name, the report that its command line gave. */
const PROBLEMS = [
  ["matrix.json", 3], // holds a NaN: doubtful
  ["lines.jsonl", 0],
  ["whole.gradlens.json", 1], // its candidate is wrong
  ["eval.gradlens.json", 0],
] as const;

/**
 * Sentences for people, numbers of the size of roundings, and how many cells of a candidate agree, which follows from the
 * digits that it is taken to have, and the name of a mistake, which may be a better one: they may become others, but there
 * they stay.
 */
const FREE =
  /^\.notes|\.(reason|method|text|written|code|signature|error|maxRelativeError|worst|blind)\b|\.diagnoses\[[1-9]|^\.comparison\.tensors\.\w+\.(agreeing|wrong)$|\.diagnoses\[0\]\.id$/;
const TOLERANCE = 1e-12;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isNumber = (value: unknown): boolean =>
  typeof value === "number" || value === "NaN" || value === "Infinity" || value === "-Infinity";

/** What of an older report is lost or another thing in a newer one, each with its path. */
function losses(before: unknown, now: unknown, path = ""): string[] {
  const differs = [`${path}: was ${JSON.stringify(before)}, is ${JSON.stringify(now)}`];
  const isFree = FREE.test(path);
  if (now === undefined && path.endsWith(".diagnoses[0].signature")) return [];
  if (isRecord(before)) {
    if (!isRecord(now)) return differs;
    return Object.entries(before).flatMap(([key, value]) => losses(value, now[key], `${path}.${key}`));
  }
  if (Array.isArray(before)) {
    if (!Array.isArray(now) || (!isFree && before.length > now.length)) return differs;
    return isFree ? [] : before.flatMap((item: unknown, i) => losses(item, now[i] as unknown, `${path}[${i}]`));
  }
  if (isFree) return typeof before === typeof now || (isNumber(before) && isNumber(now)) ? [] : differs;
  if (typeof before === "number" && typeof now === "number")
    return Math.abs(before - now) <= TOLERANCE * Math.abs(before) ? [] : differs;
  return before === now ? [] : differs;
}

describe("problem files and reports of 0.1.0", () => {
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "gradient-lens-kept-"));
    await build({
      entryPoints: ["src/cli.ts"],
      outfile: join(folder, "cli.js"),
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "es2023",
      loader: { ".wasm": "base64" },
    });
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  for (const [file, code] of PROBLEMS) {
    it(`${file} is still read, and its report has every key and number`, () => {
      const run = spawnSync(process.execPath, [join(folder, "cli.js"), `${FOLDER}/problems/${file}`, "--json"], {
        encoding: "utf8",
      });
      assert.equal(run.status, code, run.stderr);
      const before = readKept<unknown>(`reports/${file.replace(/\..*$/, "")}.json`);
      assert.deepEqual(losses(before, JSON.parse(run.stdout) as unknown), []);
    });
  }

  it("are told apart from ones that lost something", () => {
    const report = { shape: [3, 2], eps: 1, check: { verdict: "correct", reason: "a" }, notes: ["b"] };
    assert.deepEqual(losses(report, { ...report, check: { ...report.check, reason: "c", more: 1 } }), []);
    for (const now of [
      { ...report, eps: 2 },
      { ...report, shape: [3] },
      { ...report, check: { verdict: "correct" } },
      { ...report, check: { verdict: "wrong", reason: "a" } },
      { ...report, notes: "b" },
    ])
      assert.equal(losses(report, now).length, 1, JSON.stringify(now));
  });
});
