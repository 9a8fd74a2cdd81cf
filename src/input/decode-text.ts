import { itemAt } from "../core/item-at";
import { nameOfForeign } from "./foreign-files";
import { FORMATS } from "./formats/index";
import { listed } from "./listed";
import { fail, placeOfByte } from "./place";

/** The part of the Encoding standard that is used here; every place where this runs has it. */
declare const TextDecoder: new (label: string, options: { fatal: boolean }) => { decode(bytes: Uint8Array): string };

/** Decodes a text file: UTF-8, or UTF-16 with its byte order mark (PowerShell writes it). Throws InputError for binary data. */
export function decodeText(bytes: Uint8Array): string {
  const foreign = nameOfForeign(bytes);
  if (foreign !== undefined) return refuse(0, `${foreign}`);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le", { fatal: false }).decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be", { fatal: false }).decode(bytes);
  const control = findControl(bytes);
  if (control >= 0) return refuse(control, `binary data (byte 0x${hex(itemAt(bytes, control))} at offset ${control})`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const bad = findMalformed(bytes);
    return refuse(bad, `binary data (byte 0x${hex(itemAt(bytes, bad))} at offset ${bad} is no UTF-8 text)`);
  }
}

function refuse(offset: number, got: string): never {
  const expected = listed(
    FORMATS.map(({ label }) => label),
    "or",
  );
  return fail({ code: "binary", text: `Expected ${expected}, got ${got}.`, place: placeOfByte(offset) });
}

const hex = (byte: number): string => byte.toString(16).padStart(2, "0");

/** Offset of the first byte that no text holds, or -1. Reading the head is enough: numbers follow in kind. */
function findControl(bytes: Uint8Array): number {
  const head = bytes.subarray(0, 4096);
  return head.findIndex((byte) => byte < 9 || (byte > 13 && byte < 27) || byte === 127);
}

/** Offset of the first byte at which a text stops being UTF-8. */
function findMalformed(bytes: Uint8Array): number {
  let i = 0;
  while (i < bytes.length) {
    const byte = itemAt(bytes, i);
    const more =
      byte < 0x80
        ? 0
        : byte >= 0xc2 && byte < 0xe0
          ? 1
          : byte >= 0xe0 && byte < 0xf0
            ? 2
            : byte >= 0xf0 && byte < 0xf5
              ? 3
              : -1;
    if (more < 0) return i;
    const rest = bytes.subarray(i + 1, i + 1 + more);
    if (rest.length < more || rest.some((next) => (next & 0xc0) !== 0x80)) return i;
    i += more + 1;
  }
  return bytes.length - 1;
}
