import { own } from "../core/own";

/** Formats that `readProblem` reads. json includes JSONC; table is CSV, TSV or columns apart by white space. */
export type Format = "json" | "printed" | "table" | "npy" | "npz" | "safetensors";

/** Texts are read whole into a string, binary files need little beside their numbers. Larger ones are refused unread. */
export const TEXT_LIMIT = 256 * 2 ** 20; // bytes
export const BINARY_LIMIT = 1024 * 2 ** 20; // bytes

const BY_EXTENSION: Readonly<Record<string, Format>> = {
  json: "json",
  jsonc: "json",
  jsonl: "json",
  ndjson: "json",
  csv: "table",
  tsv: "table",
  tab: "table",
  dat: "table",
  npy: "npy",
  npz: "npz",
  safetensors: "safetensors",
};

/** The format that a file name promises. */
export function formatOfName(name: string | undefined): Format | undefined {
  const extension = /\.([A-Za-z0-9]+)$/.exec(name ?? "")?.[1];
  return extension === undefined ? undefined : own(BY_EXTENSION, extension.toLowerCase());
}

/** The format that the first bytes of a binary file show. */
export function formatOfBytes(bytes: Uint8Array): Format | undefined {
  if (startsWith(bytes, [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59])) return "npy";
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0x50, 0x4b, 0x05, 0x06])) return "npz";
  if (bytes.length > 9 && bytes[8] === 0x7b && bytes[5] === 0 && bytes[6] === 0 && bytes[7] === 0) return "safetensors";
  return undefined;
}

/** Files that people try and that are not read, by their first bytes, with what to do instead. */
export function nameOfForeign(bytes: Uint8Array): string | undefined {
  const known: readonly [readonly number[], string][] = [
    [[0x89, 0x48, 0x44, 0x46], "an HDF5 file (save the array with numpy.save)"],
    [[0x1f, 0x8b], "a gzip archive (unpack it first)"],
    [[0x80, 0x02], "a Python pickle (save the array with numpy.save)"],
    [[0x80, 0x03], "a Python pickle (save the array with numpy.save)"],
    [[0x80, 0x04], "a Python pickle (save the array with numpy.save)"],
    [[0x80, 0x05], "a Python pickle (save the array with numpy.save)"],
    [[0x89, 0x50, 0x4e, 0x47], "a PNG picture"],
    [[0xff, 0xd8, 0xff], "a JPEG picture"],
    [[0x50, 0x41, 0x52, 0x31], "a Parquet file (save the array with numpy.save)"],
    [[0x4d, 0x41, 0x54, 0x4c, 0x41, 0x42], "a MATLAB file (save the array with numpy.save)"],
    [[0x25, 0x50, 0x44, 0x46], "a PDF document"],
    [[0x7f, 0x45, 0x4c, 0x46], "a program"],
  ];
  return known.find(([magic]) => startsWith(bytes, magic))?.[1];
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return bytes.length >= magic.length && magic.every((byte, i) => bytes[i] === byte);
}

/** Why a source of this size is not read, or undefined when it is. For callers that know the size before the bytes. */
export function sizeRefusal(bytes: number, format: Format | undefined): string | undefined {
  const binary = format === "npy" || format === "npz" || format === "safetensors";
  const limit = binary ? BINARY_LIMIT : TEXT_LIMIT;
  if (bytes <= limit) return undefined;
  const what = binary ? "binary files" : "text";
  const advice = binary ? "select a part of the array" : "save the array as .npy, which may have 1024 MiB";
  return `The input has ${Math.round(bytes / 2 ** 20)} MiB, more than the limit of ${limit / 2 ** 20} MiB for ${what} (${advice}).`;
}
