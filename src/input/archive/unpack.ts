import { Inflate } from "fflate";
import { crc32 } from "../../encoding/loops/crc32";
import { InputError } from "../place";
import { damaged, type ArchiveEntry } from "./directory";

/** Packed bytes that are unpacked at a time: what they give stands beside the result, and is never more than 64 MiB. */
const PIECE = 65536;

/** The bytes of a file in an archive, as long and with the checksum that the directory says. Throws InputError. */
export function unpack(entry: ArchiveEntry): Uint8Array {
  const bytes = entry.method === "stored" ? entry.packed : inflate(entry);
  if (crc32(bytes) !== entry.crc) damaged(entry.at, `the checksum of ${entry.name} is not that of its bytes`);
  return bytes;
}

function inflate({ name, packed, size, at }: ArchiveEntry): Uint8Array {
  const bytes = new Uint8Array(size);
  let length = 0;
  let ended = false;
  const stream = new Inflate((piece, final) => {
    if (length + piece.length > size) damaged(at, `${name} unpacks to more than the ${size} bytes that it claims`);
    bytes.set(piece, length);
    length += piece.length;
    ended ||= final;
  });
  try {
    for (let from = 0; from < packed.length; from += PIECE) {
      stream.push(packed.subarray(from, from + PIECE), from + PIECE >= packed.length);
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    damaged(at, `${name} cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!ended || length !== size) damaged(at, `${name} unpacks to ${length} bytes, and claims ${size}`);
  return bytes;
}
