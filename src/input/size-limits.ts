import type { InputFormat } from "./formats/format";

/** Texts are read whole into a string, binary files need little beside their numbers. Larger ones are refused unread. */
const TEXT_LIMIT = 256 * 2 ** 20; // bytes
export const BINARY_LIMIT = 1024 * 2 ** 20; // bytes

/** Why a source of this size is not read, or undefined when it is. For callers that know the size before the bytes. */
export function sizeRefusal(bytes: number, kind: InputFormat["kind"] = "text"): string | undefined {
  const binary = kind === "binary";
  const limit = binary ? BINARY_LIMIT : TEXT_LIMIT;
  if (bytes <= limit) return undefined;
  const what = binary ? "binary files" : "text";
  const advice = binary ? "select a part of the array" : "save the array as .npy, which may have 1024 MiB";
  return `The input has ${Math.round(bytes / 2 ** 20)} MiB, more than the limit of ${limit / 2 ** 20} MiB for ${what} (${advice}).`;
}
