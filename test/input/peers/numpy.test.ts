import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { tensorOf } from "../../../src/input/dtype";
import { readProblem } from "../../../src/input/read";
import { sameValues } from "../support";

/** Debian's Python, which has NumPy. */
const PYTHON = "/usr/bin/python3";
const SEED = Number(process.env.GRADIENT_LENS_SEED ?? 20261127);
const COUNT = 1500; // files, and as many prints

/** What NumPy has read: the numbers as doubles, in the order of rows; none of a kind that is no number here. */
interface Read {
  readonly shape: readonly number[];
  readonly kind: string; // dtype, as NumPy writes it
  readonly bits: string;
}
interface OfFile {
  readonly file: string; // in base64
  readonly read: Read | null;
}
interface OfPrint {
  readonly print: string;
  readonly shape: readonly number[];
  readonly bits: string;
}

/**
 * Everything that NumPy reads and this does not, or reads as something else: by the code of the fault, and when that may
 * come. What is not in this table is a difference, and fails.
 */
const DIFFERENCES: Readonly<
  Record<string, { readonly why: string; readonly may: (read: Read, file: Buffer) => boolean }>
> = {
  rank: {
    why: "a problem has an x of rank 2 to 5",
    may: ({ shape }) => shape.length < 2 || shape.length > 5,
  },
  archive: {
    why: "an archive is believed only where its directory, sizes and places fit together; Python looks at fewer of them",
    may: (_, file) => file[0] === 0x50,
  },
  "npy-dtype": {
    why: "complex numbers, strings, dates, long doubles and records are no numbers that are shown; no other name of a dtype is read than those that NumPy writes",
    may: ({ kind }, file) => /^[<>|](?:c|U|S|M|V|O)|f16$/.test(kind) || !file.includes(kind),
  },
};

/** What NumPy prints and this refuses, by the code of the fault. */
const PRINTS: Readonly<Record<string, { readonly why: string; readonly may: (made: OfPrint) => boolean }>> = {
  boolean: {
    why: "True and False are no numbers where they are printed",
    may: ({ print }) => /True|False/.test(print),
  },
};

function numbersOf(bits: string): Float64Array {
  const bytes = Uint8Array.from(Buffer.from(bits, "hex"));
  return new Float64Array(bytes.buffer);
}

describe(`beside NumPy (seed ${SEED})`, () => {
  const files: OfFile[] = [];
  const prints: OfPrint[] = [];
  before(() => {
    const args = ["test/input/peers/numpy_files.py", String(SEED), String(COUNT)];
    const { status, stdout, stderr } = spawnSync(PYTHON, args, { encoding: "utf8", maxBuffer: 2 ** 28 });
    assert.equal(status, 0, `${stderr}\nexpected NumPy (apt-get install -y --no-install-recommends python3-numpy)`);
    for (const line of stdout.trim().split("\n")) {
      const made = JSON.parse(line) as OfFile | OfPrint;
      if ("file" in made) files.push(made);
      else prints.push(made);
    }
  });

  it("reads the same in every file that both read, and refuses what the table says", () => {
    let both = 0;
    const met = new Set<string>();
    for (const { file, read } of files) {
      const bytes = Buffer.from(file, "base64");
      const result = readProblem(bytes, { name: "a.npy" });
      if (!read) continue; // NumPy asks more of a header, and refuses what hurts nobody
      if (!result.ok) {
        const { code, text } = result.fault;
        met.add(code);
        assert.ok(
          DIFFERENCES[code]?.may(read, bytes),
          `${text} NumPy reads ${read.shape.join(" x ")} ${read.kind} (${file})`,
        );
        continue;
      }
      both++;
      const { shape, values } = result.value.x;
      assert.deepEqual(shape, read.shape, file);
      sameValues(Float64Array.from(values), numbersOf(read.bits), file);
    }
    assert.ok(both > COUNT / 5, `only ${both} of ${files.length} files were read by both`);
    assert.deepEqual([...met].sort(), Object.keys(DIFFERENCES).sort(), "differences that are named and not met");
  });

  it("reads the numbers of every array that NumPy prints", () => {
    const met = new Set<string>();
    for (const made of prints) {
      const { print, shape, bits } = made;
      const result = readProblem(print);
      if (!result.ok) {
        const { code, text } = result.fault;
        met.add(code);
        assert.ok(PRINTS[code]?.may(made), `${text}\n${print}`);
        continue;
      }
      const { x } = result.value;
      assert.deepEqual(x.shape, shape, print);
      // What is printed as float32 or float16 is the nearest of those to what stands there.
      const expected = tensorOf(shape, numbersOf(bits), x.dtype);
      sameValues(x.values, expected.values, print);
    }
    assert.deepEqual([...met].sort(), Object.keys(PRINTS).sort(), "differences that are named and not met");
    assert.equal(prints.length, COUNT);
  });
});
