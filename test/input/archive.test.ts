import assert from "node:assert/strict";
import { zipSync } from "fflate";
import { readProblem } from "../../src/input/read";
import { writeNpy } from "../../src/input/write-npy";
import { countsOfZip64, matrix } from "./support";

/** Bytes of records of the archive's directory, from their start. */
const FLAGS = 8;
const METHOD = 10;
const CRC = 16;
const PACKED = 20;
const SIZE = 24;
const HEADER = 42;

const X = writeNpy(matrix([1, 2, 3, 5], 2));
const ZEROS = writeNpy(matrix(new Array<number>(2000).fill(0), 2));

/** An archive, and where the records of its directory stand. */
function archive(
  files: Record<string, Uint8Array>,
  level: 0 | 6 = 6,
): { bytes: Uint8Array; view: DataView; at: number[] } {
  const bytes = zipSync(files, { level });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at: number[] = [];
  for (let i = 0; i + 4 <= bytes.length; i++) if (view.getUint32(i, true) === 0x02014b50) at.push(i);
  return { bytes, view, at };
}

function refusal(bytes: Uint8Array): string {
  const read = readProblem(bytes, { name: "x.npz" });
  assert.ok(!read.ok, "expected a fault, got a problem");
  assert.ok(read.fault.place && read.fault.place.offset <= bytes.length);
  return read.fault.text;
}

describe("An archive of arrays", () => {
  it("is read when it is stored, deflated, has data descriptors or ZIP64 sizes", () => {
    for (const level of [0, 6] as const) {
      const read = readProblem(archive({ "x.npy": X, "gamma.npy": X.slice() }, level).bytes);
      assert.ok(read.ok || read.fault.text.startsWith("gamma"), "x is read");
    }
    // What numpy.savez writes of [[1, 2], [3, 5]]: sizes of the local header in its ZIP64 field.
    const { bytes, view, at } = archive({ "x.npy": X }, 0);
    const [record = 0] = at;
    view.setUint32(18, 0xffffffff, true);
    view.setUint32(22, 0xffffffff, true);
    const read = readProblem(bytes);
    assert.ok(read.ok);
    assert.deepEqual([...read.value.x.values], [1, 2, 3, 5]);
    assert.ok(record > 0);
  });

  const faults: [what: string, damage: (made: ReturnType<typeof archive>) => Uint8Array, said: RegExp][] = [
    ["a checksum of other bytes", (made) => changed(made, CRC, 1), /the checksum of x\.npy is not that of its bytes/],
    ["encryption", (made) => changed(made, FLAGS, 1), /x\.npy in the archive is encrypted, expected files without a password/],
    ["another method", (made) => changed(made, METHOD, 14), /packed by method 14, expected stored or deflated/],
    ["a size that is too small", (made) => changed(made, SIZE, 100), /unpacks to more than the 100 bytes that it claims/],
    ["a size that is too large", (made) => changed(made, SIZE, 20_000), /x\.npy unpacks to \d+ bytes, and claims 20000/],
    ["a size that nothing can hold", (made) => changed(made, SIZE, 2 ** 31), /claims 2147483648 bytes, and \d+ deflated bytes cannot/],
    ["a packed size beyond the file", (made) => changed(made, PACKED, 2 ** 30), /does not end before the directory/],
    ["a place that is no file", (made) => changed(made, HEADER, 7), /x\.npy is not where its directory says/],
    ["a count that does not fit", ({ bytes, view }) => {
      view.setUint16(bytes.length - 12, 3000, true);
      return bytes;
    }, /claims 3000 files in a directory of \d+ bytes, which do not fit/],
    ["a count that is not that of its records", (made) => {
      made.view.setUint16(made.bytes.length - 12, 0, true);
      return made.bytes;
    }, /its directory has 1 files, and says 0/],
    ["a missing end", ({ bytes }) => bytes.subarray(0, bytes.length - 9), /no directory at its end, as if it were cut off/],
  ]; // prettier-ignore
  for (const [what, damage, said] of faults) {
    it(`is refused for ${what}`, () => {
      assert.match(refusal(damage(archive({ "x.npy": ZEROS }))), said);
    });
  }

  it("has its faults where the archive has the array, and a name for a file without one", () => {
    const cut = readProblem(archive({ "x.npy": X.subarray(0, 100) }, 6).bytes);
    assert.ok(!cut.ok);
    assert.match(cut.fault.text, /^Array x of the archive ends inside its header/);
    assert.equal(cut.fault.place?.offset, 0);
    const nameless = archive({ "": X });
    assert.match(refusal(changed(nameless, FLAGS, 1)), /^A file without a name in the archive is encrypted/);
  });

  it("is read beside arrays that hold no numbers, which are named", () => {
    const words = X.slice();
    words.set(
      new TextEncoder().encode("<U2"),
      X.findIndex((_, at) => X[at] === 60 && X[at + 1] === 102),
    ); // for <f8
    const read = readProblem(archive({ "x.npy": X, "labels.npy": words }).bytes);
    assert.ok(read.ok);
    assert.deepEqual(read.value.notes, ["Arrays not read: labels."]);
    assert.match(
      refusal(archive({ "x.npy": words, "labels.npy": words }).bytes),
      /^Array x of the archive holds dtype <U2/,
    );
    assert.match(refusal(archive({ "labels.npy": words }).bytes), /^Array labels of the archive holds dtype <U2/);
  });

  it("is refused where two files share their bytes", () => {
    const made = archive({ "x.npy": ZEROS, "dout.npy": ZEROS });
    made.view.setUint32((made.at[1] ?? 0) + HEADER, 0, true);
    assert.match(refusal(made.bytes), /dout\.npy stands in the bytes of another file/);
  });

  it("is refused where two files have one name", () => {
    const made = archive({ "x.npy": X, "y.npy": X });
    const text = new TextEncoder().encode("x.npy");
    made.bytes.set(text, (made.at[1] ?? 0) + 46);
    assert.match(refusal(made.bytes), /holds two arrays named x, expected one/);
  });

  it("is held against the limit before anything is unpacked", () => {
    // 1.1 MB that claim 1.1 GB, as deflate could have made them; they are noise, which unpacking would say.
    const noise = Uint8Array.from({ length: 1_100_000 }, (_, i) => (i * 2654435761) >>> 13);
    const made = archive({ "x.npy": noise }, 0);
    const [record = 0] = made.at;
    made.view.setUint16(record + METHOD, 8, true);
    made.view.setUint32(record + SIZE, 1_100_000_000, true);
    assert.match(refusal(made.bytes), /^The archive unpacks to 1050 MiB, more than the limit of 1024 MiB/);
  });

  it("of a hundred bytes that claims four billion files is refused at once", () => {
    assert.match(refusal(countsOfZip64()), /claims 4294967295 files in a directory of 0 bytes, which do not fit/);
  });

  it("has names with control characters, which are shown", () => {
    const text = refusal(archive({ "\u001b[31m.npy": X, "b.npy": X }).bytes);
    assert.match(text, /got \\u001b\[31m, b/);
  });
});

function changed({ bytes, view, at }: ReturnType<typeof archive>, field: number, value: number): Uint8Array {
  const [record = 0] = at;
  if (field === FLAGS || field === METHOD) view.setUint16(record + field, value, true);
  else view.setUint32(record + field, value, true);
  return bytes;
}
