import { failure, success, type Result } from "../../core/fault";
import { cancelled } from "../session/ask";

/**
 * Bytes in one message. As base64 in JSON that is 1.4 million characters: far from the 12 MB that a message never passes
 * (debugpy is dead after 16.7 million), and the size with the best speed.
 */
export const CHUNK = 2 ** 20;
/** Requests under way at a time. With eighty at once debugpy was ten times slower than with two. */
const LANES = 2;

/**
 * Collects `total` bytes from `fetch(start, stop)`, in chunks of whole items, two under way. The first fault ends it.
 */
export async function collect(
  total: number,
  itemBytes: number,
  fetch: (start: number, stop: number) => Promise<Result<Uint8Array>>,
  signal: AbortSignal,
  progress?: (done: number, total: number) => void,
  chunk = CHUNK,
): Promise<Result<{ bytes: Uint8Array; chunks: number }>> {
  const step = Math.max(itemBytes, Math.floor(chunk / itemBytes) * itemBytes);
  const bytes = new Uint8Array(total);
  let next = 0;
  let done = 0;
  let chunks = 0;
  let fault: Result<never> | undefined;
  const lane = async (): Promise<void> => {
    while (!fault && next < total) {
      if (signal.aborted) fault = cancelled();
      const start = next;
      const stop = Math.min(total, start + step);
      next = stop;
      const piece = await fetch(start, stop);
      if (fault) return;
      if (!piece.ok) fault = piece;
      else if (piece.value.length !== stop - start) {
        const text = `Expected ${stop - start} bytes from byte ${start} on, got ${piece.value.length}: the tensor changed while it was read.`;
        fault = failure("damaged", text);
      } else {
        bytes.set(piece.value, start);
        done += stop - start;
        chunks++;
        progress?.(done, total);
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return fault ?? success({ bytes, chunks });
}
