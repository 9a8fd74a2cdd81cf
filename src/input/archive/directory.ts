import { decodeUtf8 } from "../decode-utf8";
import { failAtByte } from "../place";

/** A file in a ZIP archive, as the archive's directory describes it. Nothing of it has been unpacked. */
export interface ArchiveEntry {
  readonly name: string;
  readonly method: "stored" | "deflated";
  readonly packed: Uint8Array; // a view of the archive
  readonly size: number; // bytes once unpacked, as the directory claims
  readonly crc: number; // CRC-32 of the unpacked bytes, as the directory claims
  readonly at: number; // byte of its header in the archive
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const LONGEST_COMMENT = 65535;
const IN_ZIP64 = 0xffffffff; // "see the ZIP64 field"
const METHODS = new Map<number, ArchiveEntry["method"]>([
  [0, "stored"],
  [8, "deflated"],
]);
/** Deflate makes 258 bytes out of 2 bits at best. */
const DEFLATE_RATIO = 1032;

/**
 * Reads the directory of a ZIP archive (PKWARE's APPNOTE.TXT). Counts, sizes and places are believed only after they
 * were held against the bytes that are there: nothing is looped over or set aside by a number that the file claims.
 * Throws InputError with the byte.
 */
export function readDirectory(bytes: Uint8Array): readonly ArchiveEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { start, end, count } = findDirectory(view);
  const entries: ArchiveEntry[] = [];
  let at = start;
  for (; at < end; at += recordLength(view, at)) {
    if (at + CENTRAL_BYTES > end || view.getUint32(at, true) !== CENTRAL || at + recordLength(view, at) > end) {
      damaged(at, "its directory does not hold what it should");
    }
    entries.push(readEntry(bytes, view, at, start));
  }
  if (entries.length !== count) damaged(start, `its directory has ${entries.length} files, and says ${count}`);
  refuseOverlaps(entries, view);
  return entries;
}

interface Directory {
  readonly start: number; // byte of its first record
  readonly end: number; // byte behind its last
  readonly count: number; // records, as the archive claims
}

function findDirectory(view: DataView): Directory {
  const size = view.byteLength;
  let at = size - END_BYTES;
  const first = Math.max(0, at - LONGEST_COMMENT);
  while (at >= first && !(view.getUint32(at, true) === END && at + END_BYTES + view.getUint16(at + 20, true) === size))
    at--;
  if (at < first) damaged(size, "it has no directory at its end, as if it were cut off");
  if (view.getUint16(at + 4, true) !== 0 && view.getUint16(at + 4, true) !== 0xffff)
    damaged(at, "it is one of several parts");
  let count = view.getUint16(at + 10, true);
  let length = view.getUint32(at + 12, true);
  let start = view.getUint32(at + 16, true);
  let limit = at;
  if (at >= 20 && view.getUint32(at - 20, true) === LOCATOR_64) {
    limit = Number(view.getBigUint64(at - 12, true));
    if (limit + 56 > at - 20 || view.getUint32(limit, true) !== END_64)
      damaged(at - 20, "its ZIP64 directory is not where it says");
    count = Number(view.getBigUint64(limit + 32, true));
    length = Number(view.getBigUint64(limit + 40, true));
    start = Number(view.getBigUint64(limit + 48, true));
  }
  if (start + length > limit || count * CENTRAL_BYTES > length) {
    damaged(at, `it claims ${count} files in a directory of ${length} bytes, which do not fit`);
  }
  return { start, end: start + length, count };
}

function recordLength(view: DataView, at: number): number {
  return CENTRAL_BYTES + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
}

function readEntry(bytes: Uint8Array, view: DataView, at: number, directory: number): ArchiveEntry {
  const flags = view.getUint16(at + 8, true);
  const nameLength = view.getUint16(at + 28, true);
  const nameBytes = bytes.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameLength);
  const name = decodeUtf8(nameBytes) || "A file without a name";
  if (flags & 1) failAtByte(at, "archive", `${name} in the archive is encrypted, expected files without a password`);
  const method = METHODS.get(view.getUint16(at + 10, true));
  if (method === undefined) {
    const got = `by method ${view.getUint16(at + 10, true)}`;
    return failAtByte(at, "archive", `${name} in the archive is packed ${got}, expected stored or deflated files`);
  }
  const { size, packedSize, header } = readSizes(view, at);
  if (header + LOCAL_BYTES > directory || view.getUint32(header, true) !== LOCAL) {
    return damaged(at, `${name} is not where its directory says`);
  }
  const start = header + LOCAL_BYTES + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
  if (start + packedSize > directory) return damaged(at, `${name} does not end before the directory`);
  const most = method === "stored" ? packedSize : packedSize * DEFLATE_RATIO;
  if (size > most || (method === "stored" && size !== packedSize)) {
    return damaged(at, `${name} claims ${size} bytes, and ${packedSize} ${method} bytes cannot hold them`);
  }
  const crc = view.getUint32(at + 16, true);
  return { name, method, packed: bytes.subarray(start, start + packedSize), size, crc, at: header };
}

/** Sizes and place of an entry: in its record, or in the ZIP64 field behind the name. */
function readSizes(view: DataView, at: number): { size: number; packedSize: number; header: number } {
  let packedSize = view.getUint32(at + 20, true);
  let size = view.getUint32(at + 24, true);
  let header = view.getUint32(at + 42, true);
  if (size !== IN_ZIP64 && packedSize !== IN_ZIP64 && header !== IN_ZIP64) return { size, packedSize, header };
  let field = at + CENTRAL_BYTES + view.getUint16(at + 28, true);
  const end = field + view.getUint16(at + 30, true);
  while (field + 4 <= end && view.getUint16(field, true) !== 1) field += 4 + view.getUint16(field + 2, true);
  const fieldEnd = Math.min(end, field + 4 + (field + 4 <= end ? view.getUint16(field + 2, true) : 0));
  field += 4;
  const next = (): number => {
    if (field + 8 > fieldEnd) return damaged(at, "a ZIP64 field of its directory is too short");
    field += 8;
    return Number(view.getBigUint64(field - 8, true));
  };
  if (size === IN_ZIP64) size = next();
  if (packedSize === IN_ZIP64) packedSize = next();
  if (header === IN_ZIP64) header = next();
  return { size, packedSize, header };
}

/** Two files out of the same bytes are how small archives unpack to gigabytes. */
function refuseOverlaps(entries: readonly ArchiveEntry[], view: DataView): void {
  let free = 0;
  for (const { name, at, packed } of [...entries].sort((one, other) => one.at - other.at)) {
    if (at < free) damaged(at, `${name} stands in the bytes of another file`);
    free = packed.byteOffset - view.byteOffset + packed.length;
  }
}

/** Fault of an archive that is not as it should be. */
export function damaged(at: number, reason: string): never {
  return failAtByte(at, "archive", `The archive is damaged (${reason}), expected a whole .npz file`);
}
