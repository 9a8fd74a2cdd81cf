import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { zipSync } from "fflate";
import { FORMATS } from "../../../src/input/formats/index";
import { writeNpy } from "../../../src/input/write-npy";

const MIB = 2 ** 20;
const COLUMNS = 8;
const ROWS = 2 ** 19;
const NUMBERS = ROWS * COLUMNS; // 32 MiB as doubles
/** A reader may take so much of what is read, unpacked and as doubles, and the engine so much for itself. */
const MOST_TIMES = 6;
const MOST_BESIDE = 64 * MIB;

const values = new Float32Array(NUMBERS).fill(1.5);
const npy = (): Uint8Array => writeNpy({ shape: [ROWS, COLUMNS], values, dtype: "float32" });

function rows(open: string, comma: string, close: string, between: string): string {
  const cells = ["1.5", "-0.25", "3.125", "2e-3", "0", "7.75", "-12", "0.1"];
  return new Array<string>(ROWS).fill(`${open}${cells.join(comma)}${close}`).join(between);
}

function safetensors(): Uint8Array {
  const entry = { dtype: "F32", shape: [ROWS, COLUMNS], data_offsets: [0, 4 * NUMBERS] };
  const header = new TextEncoder().encode(JSON.stringify({ x: entry }));
  const lead = new Uint8Array(8);
  new DataView(lead.buffer).setBigUint64(0, BigInt(header.length), true);
  return Buffer.concat([lead, header, new Uint8Array(values.buffer)]);
}

/** Long files of each format, by their names. */
const LONG: Readonly<Record<string, () => string | Uint8Array>> = {
  "a.json": () => `[${rows("[", ",", "]", ",")}]`,
  "a.csv": () => rows("", ",", "", "\n"),
  "columns.txt": () => rows("", "  ", "", "\n"),
  "printed.txt": () => `tensor([${rows("[", ", ", "]", ",\n        ")}])`,
  "a.npy": npy,
  "a.npz": () => zipSync({ "x.npy": npy() }, { level: 1 }), // a hundredth of what it unpacks to
  "a.safetensors": safetensors,
};

describe("the memory that reading takes", () => {
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "gradient-lens-memory-"));
    await build({
      entryPoints: ["test/input/memory/measure.ts"],
      outfile: join(folder, "measure.cjs"),
      bundle: true,
      platform: "node",
      format: "cjs",
      logLevel: "error",
    });
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [name, make] of Object.entries(LONG)) {
    it(`of ${name} is at most ${MOST_TIMES} times what is read`, () => {
      const file = join(folder, name);
      const source = make();
      writeFileSync(file, source);
      const { stdout, stderr } = spawnSync(process.execPath, ["--expose-gc", join(folder, "measure.cjs"), file], {
        encoding: "utf8",
      });
      const { read, bytes } = JSON.parse(stdout || `"${stderr}"`) as { read: number | string; bytes: number };
      assert.equal(read, NUMBERS);
      const unpacked = Math.max(source.length, 8 * NUMBERS);
      const most = MOST_TIMES * unpacked + MOST_BESIDE;
      const mebibytes = (size: number): string => `${Math.round(size / MIB)} MiB`;
      assert.ok(bytes <= most, `${mebibytes(bytes)} for ${mebibytes(unpacked)}, at most ${mebibytes(most)}`);
    });
  }

  it("is measured for every format that there was when this was written", () => {
    const endings = Object.keys(LONG).map((name) => name.split(".")[1] ?? "");
    for (const name of ["json", "table", "npy", "npz", "safetensors"] as const) {
      const format = FORMATS.find((format) => format.name === name);
      assert.ok(
        format?.endings.some((ending) => endings.includes(ending)),
        name,
      );
    }
  });
});
