import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { failure, sentenceOf, success, type Result } from "../core/fault";
import { formatOfName } from "../input/formats/index";
import { BINARY_LIMIT, sizeRefusal } from "../input/size-limits";

/** The bytes of a file or of standard input ("-"). What is larger than the limits is refused before it is read. */
export function readBytes(file: string): Result<Uint8Array> {
  try {
    if (file === "-" || file === "/dev/stdin") return readStandardInput();
    // Opened without waiting: a named pipe that nobody writes to would hold the process for ever.
    const handle = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const status = fstatSync(handle);
      if (status.isDirectory()) return failure("file", `${file} is a folder, expected a file.`);
      if (!status.isFile()) {
        return failure("file", `${file} is no regular file, expected one (a pipe is read from standard input: -).`);
      }
      const refusal = sizeRefusal(status.size, formatOfName(file)?.kind);
      if (refusal !== undefined) return failure("memory-limit", refusal);
      return readAll(handle, status.size, file);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return failure("file", `${file} does not exist, expected a file to read.`);
    if (code === "EACCES") return failure("file", `${file} may not be read, expected a readable file.`);
    return failure("file", `${file} cannot be read: ${sentenceOf(message)}`);
  }
}

/** Reads as much as the file had when its size was asked, whatever is added meanwhile. */
function readAll(handle: number, size: number, file: string): Result<Uint8Array> {
  const bytes = new Uint8Array(size);
  for (let done = 0; done < size;) {
    const count = readSync(handle, bytes, done, Math.min(size - done, 2 ** 30), done);
    if (count === 0) return failure("file", `${file} became shorter while it was read, expected one that stays.`);
    done += count;
  }
  return success(bytes);
}

function readStandardInput(): Result<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const piece = new Uint8Array(65536);
    const count = readPiece(piece);
    if (count === 0) break;
    total += count;
    if (total > BINARY_LIMIT) return failure("memory-limit", sizeRefusal(total, "binary") ?? "The input is too large.");
    pieces.push(piece.subarray(0, count));
  }
  return success(Buffer.concat(pieces));
}

/** Bytes read from standard input; 0 at its end. */
function readPiece(piece: Uint8Array): number {
  for (;;) {
    try {
      return readSync(0, piece);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EOF") return 0; // a closed pipe on Windows
      if (code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10); // a terminal has nothing typed yet
    }
  }
}
