import { failure, success, type Result } from "../core/fault";
import type { Tensor } from "../core/tensor";
import { crc32 } from "../encoding/loops/crc32";
import { writeNpyWord } from "./npy-word";
import { writeNpy } from "./write-npy";

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const VERSION = 20; // of PKWARE's APPNOTE that is needed to read it: 2.0
const NEW_YEAR_1980 = 0x0021; // a date is asked for, and says nothing
const LIMIT = 2 ** 32 - 1; // of places in an archive without ZIP64

/** Writes tensors and single words by name (of ASCII) as NumPy's archive: .npy files, stored as they are in a ZIP archive. */
export function writeNpz(tensors: Readonly<Record<string, Tensor | string>>): Result<Uint8Array> {
  const files = Object.entries(tensors).map(([name, tensor]) => {
    const bytes = typeof tensor === "string" ? writeNpyWord(tensor) : writeNpy(tensor);
    return { name: Uint8Array.from(`${name}.npy`, (letter) => letter.charCodeAt(0)), bytes, crc: crc32(bytes) };
  });
  const data = files.reduce((sum, { name, bytes }) => sum + LOCAL_BYTES + name.length + bytes.length, 0);
  const records = files.reduce((sum, { name }) => sum + CENTRAL_BYTES + name.length, 0);
  const size = data + records + END_BYTES;
  if (size > LIMIT) {
    const gibibytes = (size / 2 ** 30).toFixed(1);
    return failure("too-many-cells", `All tensors take ${gibibytes} GiB, expected less than 4 GiB; .npy has no limit.`);
  }
  const archive = new Uint8Array(size);
  const view = new DataView(archive.buffer);
  let at = 0;
  let record = data;
  for (const { name, bytes, crc } of files) {
    const facts = [VERSION, 0, 0, 0, NEW_YEAR_1980];
    view.setUint32(at, LOCAL, true);
    writeFacts(view, at + 4, facts, [crc, bytes.length, bytes.length], name.length);
    archive.set(name, at + LOCAL_BYTES);
    archive.set(bytes, at + LOCAL_BYTES + name.length);
    view.setUint32(record, CENTRAL, true);
    writeFacts(view, record + 4, [VERSION, ...facts], [crc, bytes.length, bytes.length], name.length);
    view.setUint32(record + CENTRAL_BYTES - 4, at, true);
    archive.set(name, record + CENTRAL_BYTES);
    at += LOCAL_BYTES + name.length + bytes.length;
    record += CENTRAL_BYTES + name.length;
  }
  view.setUint32(record, END, true);
  view.setUint16(record + 8, files.length, true);
  view.setUint16(record + 10, files.length, true);
  view.setUint32(record + 12, records, true);
  view.setUint32(record + 16, data, true);
  return success(archive);
}

/** What both headers of a file say of it, one after the other: numbers of two bytes, of four, and the name's length. */
function writeFacts(view: DataView, start: number, shorts: number[], longs: number[], nameLength: number): void {
  let at = start;
  for (const short of shorts) {
    view.setUint16(at, short, true);
    at += 2;
  }
  for (const long of longs) {
    view.setUint32(at, long, true);
    at += 4;
  }
  view.setUint16(at, nameLength, true);
}
