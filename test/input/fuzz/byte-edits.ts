import { unzipSync, zipSync } from "fflate";
import { itemAt } from "../../../src/core/item-at";
import { PIECES, type Edit } from "./text-edits";

/** Numbers at which counts, sizes and places go wrong. */
const COUNTS = [
  0n, 1n, 2n, 3n, 7n, 8n, 127n, 128n, 255n, 256n, 65_535n, 65_536n, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn, 0x1_0000_0000n,
  2n ** 53n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n,
]; // prettier-ignore
const DECIMALS = [
  "0",
  "1",
  "2",
  "-1",
  "1.5",
  "4294967295",
  "1000000000000",
  "9007199254740993",
  "99999999999999999999",
  "1e3",
  "",
];
const LONGEST = 65_536; // bytes

/** A file with a change. `others`: what is spliced into it. */
export function editBytes(bytes: Uint8Array, [kind, at, more, which]: Edit, others: readonly Uint8Array[]): Uint8Array {
  const start = at % (bytes.length + 1);
  const end = Math.min(bytes.length, start + (more % 40));
  const around = (middle: Uint8Array, from = start): Uint8Array =>
    Buffer.concat([bytes.subarray(0, start), middle, bytes.subarray(from)]);
  switch (kind % 12) {
    case 0:
      return around(Uint8Array.of(which), start + 1);
    case 1:
      return around(Uint8Array.of((bytes[start] ?? 0) ^ (1 << (which % 8))), start + 1);
    case 2:
      return which % 4 ? bytes.subarray(0, start) : bytes.subarray(start);
    case 3:
      return around(new Uint8Array(0), end);
    case 4: {
      const other = itemAt(others, which % others.length);
      return around(other.subarray(more % (other.length + 1)), bytes.length);
    }
    case 5:
    case 6:
    case 7: {
      const field = new Uint8Array(itemAt([1, 2, 4, 8], more % 4));
      let count = itemAt(COUNTS, which % COUNTS.length);
      for (let i = 0; i < field.length; i++, count >>= 8n) field[i] = Number(count & 255n);
      return around(kind % 2 ? field : field.reverse(), start + field.length);
    }
    case 8:
    case 9:
      return editDecimal(bytes, at, itemAt(DECIMALS, which % DECIMALS.length));
    case 10: {
      const times = Math.min(1 + (which % 300), Math.floor(LONGEST / (bytes.length + 1)));
      return around(Buffer.concat(Array.from({ length: times }, () => bytes.subarray(start, end))), end);
    }
    default:
      return around(new TextEncoder().encode(itemAt(PIECES, which % PIECES.length)));
  }
}

/** One of the numbers of a header that is text. */
function editDecimal(bytes: Uint8Array, nth: number, decimal: string): Uint8Array {
  const text = Buffer.from(bytes).toString("latin1");
  const found = [...text.matchAll(/\d+/g)];
  const match = found[nth % Math.max(found.length, 1)];
  if (!match) return bytes;
  return Buffer.from(text.slice(0, match.index) + decimal + text.slice(match.index + match[0].length), "latin1");
}

/**
 * A change within what a file wraps up, with the wrapping made anew, so that the change is not refused for a checksum or
 * the length of a header: what stands in an archive, and the header of .safetensors.
 */
export function editWithin(bytes: Uint8Array, edit: Edit, others: readonly Uint8Array[]): Uint8Array {
  const within = bytes[0] === 0x50 ? editArchive(bytes, edit, others) : editHeader(bytes, edit, others);
  return within ?? editBytes(bytes, edit, others);
}

function editArchive(bytes: Uint8Array, edit: Edit, others: readonly Uint8Array[]): Uint8Array | undefined {
  try {
    const files = unzipSync(bytes);
    const names = Object.keys(files);
    const [, , more, which] = edit;
    const name = itemAt(names, which % names.length);
    const changed: Record<string, Uint8Array> = {};
    for (const [key, file] of Object.entries(files)) {
      if (key !== name) changed[key] = file;
      else if (more % 5 === 0) changed[`${itemAt(PIECES, more % PIECES.length)}${key}`] = file;
      else changed[key] = editBytes(file, edit, others);
    }
    return zipSync(changed, { level: which % 16 ? 0 : 1 });
  } catch {
    return undefined; // an earlier change has damaged it
  }
}

function editHeader(bytes: Uint8Array, edit: Edit, others: readonly Uint8Array[]): Uint8Array | undefined {
  if (bytes.length < 8) return undefined;
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (8 + length > bytes.length) return undefined;
  // Most other changes leave no JSON, which is refused at once.
  const [kind, at, , which] = edit;
  const own = bytes.subarray(8, 8 + length);
  const header =
    kind % 4 ? editDecimal(own, at, itemAt(DECIMALS, which % DECIMALS.length)) : editBytes(own, edit, others);
  const lead = new Uint8Array(8);
  new DataView(lead.buffer).setBigUint64(0, BigInt(header.length), true);
  return Buffer.concat([lead, header, bytes.subarray(8 + length)]);
}
