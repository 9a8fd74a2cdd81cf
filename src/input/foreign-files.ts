import { startsWith } from "./magic";

/** Files that people try and that are not read, by their first bytes, with what to do instead. */
const FOREIGN: readonly (readonly [magic: readonly number[], what: string])[] = [
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

/** What a file is that is not read, as far as its first bytes tell. */
export function nameOfForeign(bytes: Uint8Array): string | undefined {
  return FOREIGN.find(([magic]) => startsWith(bytes, magic))?.[1];
}
