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
/** A reader may take so much of what is read, unpacked, and the engine so much for itself. Texts count as doubles. */
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

/** Elements of a kind of NumPy's, in a file of 32 MiB. */
function narrow(descr: string, bytes: number, fortran = "False"): Uint8Array {
  const rows = (32 * MIB) / (COLUMNS * bytes);
  const header = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${rows}, ${COLUMNS}), }`.padEnd(117);
  const lead = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0);
  return Buffer.concat([lead, Buffer.from(`${header}\n`), new Uint8Array(32 * MIB).fill(1)]);
}

/** Binary files of elements that are shorter than doubles. */
const NARROW: Readonly<Record<string, () => Uint8Array>> = {
  "float32.npy": () => narrow("<f4", 4),
  "float16.npy": () => narrow("<f2", 2),
  "int16.npy": () => narrow("<i2", 2),
  "float16.npz": () => zipSync({ "x.npy": narrow("<f2", 2) }, { level: 1 }),
  "int8.npy": () => narrow("|i1", 1),
  "int8-fortran.npy": () => narrow("|i1", 1, "True"),
  "bool.npy": () => narrow("|b1", 1),
  "bool.npz": () => zipSync({ "x.npy": narrow("|b1", 1) }, { level: 0 }), // as long as what it unpacks to
};

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

  const check = (name: string, source: string | Uint8Array, unpacked: number): number => {
    const file = join(folder, name);
    writeFileSync(file, source);
    const { stdout, stderr } = spawnSync(process.execPath, ["--expose-gc", join(folder, "measure.cjs"), file], {
      encoding: "utf8",
    });
    const { read, bytes } = JSON.parse(stdout || `"${stderr}"`) as { read: number; bytes: number };
    const most = MOST_TIMES * unpacked + MOST_BESIDE;
    const mebibytes = (size: number): string => `${Math.round(size / MIB)} MiB`;
    assert.ok(bytes <= most, `${mebibytes(bytes)} for ${mebibytes(unpacked)}, at most ${mebibytes(most)}`);
    return read;
  };

  for (const [name, make] of Object.entries(LONG)) {
    it(`of ${name} is at most ${MOST_TIMES} times what is read`, () => {
      const source = make();
      assert.equal(check(name, source, Math.max(source.length, 8 * NUMBERS)), NUMBERS);
    });
  }

  for (const [name, make] of Object.entries(NARROW)) {
    it(`of ${name} is at most ${MOST_TIMES} times its elements, as the file has them`, () => {
      assert.ok(check(name, make(), 32 * MIB) >= 8 * MIB);
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
