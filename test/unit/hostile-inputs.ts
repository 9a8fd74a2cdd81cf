import { deflateRawSync } from "node:zlib";
import { zipSync } from "fflate";
import { writeNpy } from "../../src/input/write-npy";
import { countsOfZip64, matrix } from "../input/support";

/** A file that is made to hang, crash or deceive its reader. */
export interface HostileInput {
  /** The kind, as the list of hostile inputs has it. */
  readonly kind: string;
  readonly name: string; // of the file
  readonly make: () => string | Uint8Array;
  /** What must be said: of a refusal; of one that is read, in its notes. */
  readonly says: RegExp;
  readonly isRead?: true;
}

const X = writeNpy(matrix([1, 2, 3, 5, 4, 4], 2));
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Where the fields of a directory's record stand. */
const [FLAGS, METHOD, CRC, PACKED, SIZE, HEADER] = [8, 10, 16, 20, 24, 42];

function archive(files: Record<string, Uint8Array>): { bytes: Uint8Array; view: DataView; records: number[] } {
  const bytes = zipSync(files, { level: 0 });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: number[] = [];
  for (let i = 0; i + 4 <= bytes.length; i++) if (view.getUint32(i, true) === 0x02014b50) records.push(i);
  return { bytes, view, records };
}

function npyOf(descr: string): Uint8Array {
  const header = encode(`{'descr': '${descr}', 'fortran_order': False, 'shape': (3, 2), }\n`);
  return Buffer.concat([
    Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0),
    header,
    new Uint8Array(48),
  ]);
}

function safetensorsOf(header: string): Uint8Array {
  const lead = new Uint8Array(8);
  new DataView(lead.buffer).setBigUint64(0, BigInt(header.length), true);
  return Buffer.concat([lead, encode(header), new Uint8Array(Float64Array.of(1, 2, 3, 5, 4, 4).buffer)]);
}

/** A megabyte that deflate makes a gigabyte of zeros of. */
function zeros(): Uint8Array {
  const piece = deflateRawSync(new Uint8Array(2 ** 26), { finishFlush: 2 }); // flushed, not ended
  const packed = Buffer.concat([...new Array<Uint8Array>(17).fill(piece), Uint8Array.of(3, 0)]);
  const { bytes, view, records } = archive({ "x.npy": packed });
  const [record = 0] = records;
  view.setUint16(record + METHOD, 8, true);
  view.setUint32(record + SIZE, 17 * 2 ** 26, true);
  return bytes;
}

/** Many entries, the bytes of each those of the first. */
function overlapping(): Uint8Array {
  const files = Object.fromEntries(
    Array.from({ length: 200 }, (_, i) => [`x${i}.npy`, i === 0 ? X : new Uint8Array(0)]),
  );
  const { bytes, view, records } = archive(files);
  const [first = 0] = records;
  for (const record of records) {
    for (const field of [CRC, PACKED, SIZE]) view.setUint32(record + field, view.getUint32(first + field, true), true);
    view.setUint32(record + HEADER, 0, true);
  }
  return bytes;
}

function changed(field: number, value: number): Uint8Array {
  const { bytes, view, records } = archive({ "x.npy": X });
  const [record = 0] = records;
  if (field === FLAGS) view.setUint16(record + field, value, true);
  else view.setUint32(record + field, value, true);
  return bytes;
}

function records(length: number): string {
  const one = (i: number): string => `{"id": ${i}, "name": "record ${i}", "tags": ["a", "b"], "pos": [1.5, ${i}]}`;
  return `[${Array.from({ length: Math.ceil(length / 66) }, (_, i) => one(i)).join(",\n")}]`;
}

const ESCAPE = "\u001b]0;owned\u0007\u001b[31mred";

/** The rows of the list in which something is read; those of pipes, disks and devices are tested where they stand. */
export const HOSTILE_INPUTS: readonly HostileInput[] = [
  ...[0.5, 1, 2].map((megabytes) => ({
    kind: "a JSON array of records",
    name: `records-${megabytes}.json`,
    make: () => records(megabytes * 1e6),
    says: /^Expected a number, got .*"name" of row 1/,
  })),
  {
    kind: "zip64-count.npz",
    name: "zip64-count.npz",
    make: countsOfZip64,
    says: /claims 4294967295 files in a directory of 0 bytes, which do not fit/,
  },
  {
    kind: "a 1 MB .npz of 1 GB of zeros",
    name: "zeros.npz",
    make: zeros,
    says: /^The archive unpacks to 1088 MiB, more than the limit of 1024 MiB/,
  },
  {
    kind: "an archive of overlapping entries",
    name: "overlapping.npz",
    make: overlapping,
    says: /stands in the bytes of another file/,
  },
  {
    kind: "descr-constructor.npy",
    name: "descr-constructor.npy",
    make: () => npyOf("constructor"),
    says: /holds dtype constructor, expected floats, integers or booleans/,
  },
  {
    kind: "eps-constructor.json",
    name: "eps-constructor.json",
    make: () => '{"x": [[1, 2], [3, 5], [4, 4]], "eps": "constructor", "gamma": "valueOf"}\n',
    says: /^Expected a number.*got the string "(?:constructor|valueOf)"/,
  },
  {
    kind: "dtype-object.safetensors",
    name: "dtype-object.safetensors",
    make: () => safetensorsOf('{"x":{"dtype":{"toString":1},"shape":[3,2],"data_offsets":[0,48]}}'),
    says: /^Tensor x has no dtype, expected floats, integers or BOOL/,
  },
  {
    kind: "a CSV whose first row has 100,000 columns, then 100,000 rows of one",
    name: "wide-then-long.csv",
    make: () => `${new Array<string>(100_000).fill("1").join(",")}\n${new Array<string>(100_000).fill("2").join("\n")}`,
    says: /^Row 2 has 1 value, expected 100000/,
  },
  {
    kind: 'words-are-nan.json: strings "constructor", "toString"',
    name: "words-are-nan.json",
    make: () => '[[1, "constructor"], [3, 5], ["toString", 2]]',
    says: /^Expected a number, got the string "constructor"/,
  },
  {
    kind: 'words-are-nan.json: strings "valueOf", "__proto__"',
    name: "words-are-nan-2.json",
    make: () => '[[1, 2], ["valueOf", 5], ["__proto__", 2]]',
    says: /^Expected a number, got the string "valueOf"/,
  },
  {
    kind: "crc-wrong.npz",
    name: "crc-wrong.npz",
    make: () => changed(CRC, 1),
    says: /the checksum of x\.npy is not that of its bytes/,
  },
  {
    kind: "encrypted-flag.npz",
    name: "encrypted-flag.npz",
    make: () => changed(FLAGS, 1),
    says: /x\.npy in the archive is encrypted, expected files without a password/,
  },
  {
    kind: "digits-60kB.csv",
    name: "digits-60kB.csv",
    make: () => `${"9".repeat(60_000)}x,2\n3,4\n`,
    says: /got "?9{10}/,
  },
  {
    kind: "`[/* ` repeated to 320 kB",
    name: "comments.json",
    make: () => "[/* ".repeat(80_000),
    says: /comment is opened here and never closed/,
  },
  {
    kind: "ansi.json",
    name: "ansi.json",
    make: () => `[[1,"${ESCAPE}"],[3,5]]`,
    says: /got (?:the string "\\u001b\]0;owned\\u0007 red"|binary data \(byte 0x07)/, // as a file
  },
  {
    kind: "ansi-name.safetensors",
    name: "ansi-name.safetensors",
    make: () => {
      const name = JSON.stringify(ESCAPE);
      const entry = (shape: string, from: number, to: number): string =>
        `{"dtype":"F64","shape":${shape},"data_offsets":[${from},${to}]}`;
      return safetensorsOf(`{${name}:${entry("[2]", 0, 16)},"x":${entry("[2,2]", 16, 48)}}`);
    },
    says: /^Arrays not read: \\u001b\]0;owned\\u0007\\u001b\[31mred\.$/,
    isRead: true,
  },
  {
    kind: "a file named [Click to repair](command:workbench.action.files.newUntitledFile).txt without a matrix",
    name: "[Click to repair](command:workbench.action.files.newUntitledFile).txt",
    make: () => "nothing here\n",
    says: /^Expected lines of numbers, got only "nothing here"/,
  },
];
