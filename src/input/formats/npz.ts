import { unzipSync } from "fflate";
import type { Assumption } from "../../core/problem";
import { startsWith } from "../magic";
import { problemOfArrays, type NamedArray } from "../named-arrays";
import { BINARY_LIMIT } from "../size-limits";
import { failAtByte, InputError } from "../place";
import type { BinaryFormat, Reading } from "./format";
import { readNpy } from "./npy";

/** NumPy's archive of named arrays. */
export const npz: BinaryFormat<"npz"> = {
  kind: "binary",
  name: "npz",
  label: ".npz",
  endings: ["npz"],
  plain: false,
  summary:
    "arrays by name: `x` (or `input`), `gamma` (`weight`), `beta` (`bias`), `dout`, `eps`, `running_mean`, `running_var`, " +
    "`dx`, `dgamma`, `dbeta`. A single array is x whatever its name.",
  startsLike: (head) => startsWith(head, [0x50, 0x4b, 0x03, 0x04]) || startsWith(head, [0x50, 0x4b, 0x05, 0x06]),
  read: readNpz,
  examples: [
    {
      what: "arrays by name",
      source: {
        base64:
          "UEsDBBQAAAAIAAAAIQACuF/zSgAAAE4AAAAFAAAAeC5ucHmb7BfqGxDJyGDDUK2eklqcXKRupaBuk2akrqOgnpZfVFKUmBef" +
          "X5SSChJ3S8wpTgWKF2ckFqQC+RpGOgpGmjoKtVxA7Q4MTgyuAFBLAwQUAAAACAAAACEA4jzgTkgAAABUAAAACgAAAHdlaWdo" +
          "dC5ucHmb7BfqGxDJyGDFUK2eklqcXKRupaBuk2ahrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RpGOpo6CrVcDBDg" +
          "AKE4HABQSwMEFAAAAAgAAAAhALdtoDtDAAAASgAAAAgAAABzdGVwLm5weZvsF+obEMnIYMFQrZ6SWpxcpG6loG6TaaGuo6Ce" +
          "ll9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5Gpo6CrVc7AwQAABQSwECFAMUAAAACAAAACEAArhf80oAAABOAAAABQAAAAAA" +
          "AAAAAAAAgAEAAAAAeC5ucHlQSwECFAMUAAAACAAAACEA4jzgTkgAAABUAAAACgAAAAAAAAAAAAAAgAFtAAAAd2VpZ2h0Lm5w" +
          "eVBLAQIUAxQAAAAIAAAAIQC3baA7QwAAAEoAAAAIAAAAAAAAAAAAAACAAd0AAABzdGVwLm5weVBLBQYAAAAAAwADAKEAAABG" +
          "AQAAAAA=",
      },
      x: { shape: [2, 2], values: [1, 2, 3, 5], dtype: "float16" },
      assumed: ["not-read"],
    },
  ],
};

/** Reads a .npz file: a ZIP archive of .npy files, stored or deflated. */
function readNpz(bytes: Uint8Array): Reading {
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
  const assumed: Assumption[] = [];
  const arrays = Object.entries(files).map(([file, content]): NamedArray => {
    const name = file.replace(/\.npy$/, "");
    const read = readNpy(content, `Array ${name} of the archive`);
    assumed.push(...read.assumed);
    return { name, tensor: read.tensor, at: 0 };
  });
  if (arrays.length === 0) failAtByte(0, "empty", "Expected .npy arrays in the archive, got none");
  return problemOfArrays(arrays, assumed);
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
