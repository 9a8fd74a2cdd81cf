import { createCppReader } from "./cpp/cpp";
import { createGenericReader } from "./generic";
import { createJavaScriptReader } from "./javascript/javascript";
import { createPythonReader } from "./python/python";
import type { Reader } from "./reader";
import type { Disk } from "./transfer";

export type ReaderFor = (debugType: string) => Reader;

/** Chooses the reader of a debug type; any type has one. */
export function createReaders(disk: Disk | null): ReaderFor {
  const readers = [createPythonReader(disk), createJavaScriptReader(disk), createCppReader(disk)];
  const generic = createGenericReader();
  return (debugType) => readers.find((reader) => reader.canRead(debugType)) ?? generic;
}
