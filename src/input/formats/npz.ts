import { unzipSync } from "fflate";
import { readBundle, type NamedArray } from "../named-arrays";
import { BINARY_LIMIT } from "../size-limits";
import type { Reading } from "../problem-object";
import { readNpy } from "./npy";
import { failAtByte, InputError } from "../place";

/** Reads a .npz file: a ZIP archive of .npy files, stored or deflated. */
export function readNpz(bytes: Uint8Array): Reading {
  let total = 0;
  const names: string[] = [];
  const files = unzip(bytes, (name, size) => {
    names.push(name);
    if (!name.endsWith(".npy")) return false;
    total += size;
    if (total > BINARY_LIMIT) {
      failAtByte(0, "memory-limit", `The archive unpacks to more than the limit of ${BINARY_LIMIT / 2 ** 20} MiB`);
    }
    return true;
  });
  if (names.some((name) => name.endsWith("data.pkl"))) {
    failAtByte(
      0,
      "binary",
      "Expected .npz, got a PyTorch checkpoint, which is a pickle (save tensors with numpy.save or safetensors)",
    );
  }
  const notes: string[] = [];
  const arrays = Object.entries(files).map(([file, content]): NamedArray => {
    const name = file.replace(/\.npy$/, "");
    const read = readNpy(content, `Array ${name} of the archive`);
    notes.push(...read.notes);
    return { name, tensor: read.tensor, at: 0 };
  });
  if (arrays.length === 0) failAtByte(0, "empty", "Expected .npy arrays in the archive, got none");
  return readBundle(arrays, notes);
}

function unzip(bytes: Uint8Array, wanted: (name: string, size: number) => boolean): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter: (file) => wanted(file.name, file.originalSize) });
  } catch (error) {
    if (error instanceof InputError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return failAtByte(0, "archive", `The archive is damaged (${reason}), expected a whole .npz file`);
  }
}
