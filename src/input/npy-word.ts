/** A word in a .npy file: NumPy's arrays of text, of which one without an extent holds a single word. */
import { startsWith } from "./magic";
import { npyFile, NPY_MAGIC } from "./write-npy";

/** Writes a word of ASCII as NumPy keeps it: <U, four bytes a letter. */
export function writeNpyWord(word: string): Uint8Array {
  const letters = Uint32Array.from(word, (letter) => letter.charCodeAt(0));
  return npyFile(`<U${word.length}`, "", new Uint8Array(letters.buffer));
}

/** The word of a file that holds a single one; undefined of any other. */
export function readNpyWord(bytes: Uint8Array): string | undefined {
  if (!startsWith(bytes, NPY_MAGIC)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lead = bytes[6] === 1 ? 10 : 12;
  if (bytes.length < lead) return undefined;
  const start = lead + (lead === 10 ? view.getUint16(8, true) : view.getUint32(8, true));
  const header = String.fromCharCode(...bytes.subarray(lead, Math.min(start, lead + 1024)));
  const kind = /['"]descr['"]\s*:\s*['"]([<|])([US])(\d{1,3})['"]/.exec(header);
  if (!kind || !/['"]shape['"]\s*:\s*\(1?,?\)/.test(header)) return undefined;
  const width = kind[2] === "U" ? 4 : 1;
  const count = Number(kind[3]);
  if (start + width * count > bytes.length) return undefined;
  const codes = Array.from({ length: count }, (_, i) =>
    width === 1 ? view.getUint8(start + i) : view.getUint32(start + 4 * i, true),
  );
  return codes.every((code) => code < 128) ? String.fromCharCode(...codes).replace(/\0+$/, "") : undefined;
}
