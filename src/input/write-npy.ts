import type { Tensor } from "../core/tensor";
import { numberToFloat16 } from "../encoding/half";

/**
 * Writes a tensor as a .npy file, format version 1.0, C order, little-endian: float64 as <f8, float16 as <f2, the other
 * dtypes as <f4, which holds them exactly.
 */
export function writeNpy(tensor: Tensor): Uint8Array {
  const { shape, values, dtype } = tensor;
  const kind = values instanceof Float64Array ? "f8" : dtype === "float16" ? "f2" : "f4";
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  return npyFile(`<${kind}`, axes, bytesOf(tensor, kind));
}

export const NPY_MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** A file of these bytes: `descr` is NumPy's word for the dtype, `axes` what stands in the shape's parentheses. */
export function npyFile(descr: string, axes: string, data: Uint8Array): Uint8Array {
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${axes}), }`;
  // The data start at a multiple of 64 bytes; the header is padded with spaces and ends with a line feed.
  const header = `${dictionary.padEnd(Math.ceil((dictionary.length + 11) / 64) * 64 - 11)}\n`;
  const file = new Uint8Array(10 + header.length + data.length);
  file.set([...NPY_MAGIC, 1, 0, header.length & 0xff, header.length >> 8]);
  for (let i = 0; i < header.length; i++) file[10 + i] = header.charCodeAt(i);
  file.set(data, 10 + header.length);
  return file;
}

function bytesOf({ values }: Tensor, kind: string): Uint8Array {
  if (kind !== "f2") return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return new Uint8Array(Uint16Array.from(values, numberToFloat16).buffer);
}
