/** The reader's private folder, as the program sees it. */
import { sizeOf } from "./elements.agent.mjs";
import { bytesOf, crc32 } from "./payload.agent.mjs";

/** Bytes that are copied at a time. */
const PIECE = 4194304;

/** Writes into the reader's private folder when this program sees the same one: the nonce in it says so. */
export function writePrivateFile(plan, folder, nonce) {
  const fs = fileSystem();
  try {
    if (fs.readFileSync(`${folder}/probe`, "latin1") !== nonce) return { file: "another disk" };
  } catch {
    return { file: "another disk" };
  }
  try {
    return { file: "written", crc: writeElements(fs, plan, `${folder}/data`) };
  } catch (error) {
    if (error instanceof TypeError) throw error; // of the program's values, not of the disk
    return { file: "not written", why: String(error && error.message) };
  }
}

/** Node's file system where there is one; loads no module. */
function fileSystem() {
  const builtin = globalThis.process && process.getBuiltinModule;
  return builtin ? builtin("fs") : typeof require === "function" ? require("fs") : undefined;
}

/** Gives the checksum of what it has written. */
function writeElements(fs, plan, path) {
  let crc = 0;
  const out = fs.openSync(path, "wx", 0o600);
  try {
    const size = sizeOf(plan.shape);
    const step = Math.ceil(PIECE / plan.item);
    for (let i = 0; i < size; i += step) {
      const bytes = bytesOf(plan.pieces(i, Math.min(size, i + step)));
      for (let done = 0; done < bytes.length;) done += fs.writeSync(out, bytes, done, bytes.length - done);
      crc = crc32(bytes, crc);
    }
  } finally {
    fs.closeSync(out);
  }
  return crc;
}
