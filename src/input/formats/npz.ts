import { failure, type Result } from "../../core/fault";
import type { Assumption } from "../../core/problem";
import { readDirectory, type ArchiveEntry } from "../archive/directory";
import { unpack } from "../archive/unpack";
import { startsWith } from "../magic";
import { wordKey, type NamedWord } from "../archive-words";
import { notRead, partOf, problemOfArrays, type NamedArray } from "../named-arrays";
import { readNpyWord } from "../npy-word";
import { BINARY_LIMIT } from "../size-limits";
import { attempt, fail, failAtByte, placeOfByte } from "../place";
import type { BinaryFormat, Reading } from "./format";
import { readNpy, type BinaryArray } from "./npy";

/** NumPy's archive of named arrays. */
export const npz: BinaryFormat<"npz"> = {
  kind: "binary",
  name: "npz",
  label: ".npz",
  endings: ["npz"],
  plain: false,
  summary:
    "arrays by name: `x` (or `input`), `gamma` (`weight`), `beta` (`bias`), `dout` (`grad_output`), `eps`, `running_mean`, " +
    "`running_var`, `dx` (`grad_input`), `dgamma` (`grad_weight`, `weight.grad`), `dbeta` (`grad_bias`, `bias.grad`), behind a " +
    "path too; beside them the words `norm`, `mode`, `variance`, `eps_placement` and `activation`, and with `norm` its numbers " +
    "`groups`, `normalized_shape`, `axes` and `gamma_offset`. A single array is x whatever its name; two of a name are refused.",
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
      assumed: ["names", "not-read"],
    },
  ],
};

/** Reads a .npz file: a ZIP archive of .npy files, stored or deflated. */
function readNpz(bytes: Uint8Array, wanted?: string): Reading {
  const directory = readDirectory(bytes);
  if (directory.some(({ name }) => name.endsWith("data.pkl"))) {
    failAtByte(
      0,
      "binary",
      "Expected .npz, got a PyTorch checkpoint, which is a pickle (save tensors with numpy.save or safetensors)",
    );
  }
  const files = directory.filter(({ name }) => name.endsWith(".npy"));
  refuseLarge(files);
  const seen = new Set<string>();
  const assumed: Assumption[] = [];
  const arrays: NamedArray[] = [];
  const others: string[] = []; // labels, dates and the like, which are nobody's
  const words: NamedWord[] = [];
  for (const file of files) {
    const name = file.name.replace(/\.npy$/, "");
    if (seen.has(name)) failAtByte(file.at, "archive", `The archive holds two arrays named ${name}, expected one`);
    seen.add(name);
    const word = wordKey(name) && readNpyWord(unpack(file));
    if (word !== undefined) {
      words.push({ name, word, at: file.at });
      continue;
    }
    const read = readWithin(file, `Array ${name} of the archive`);
    if (read.ok) {
      assumed.push(...read.value.assumed);
      arrays.push({ name, tensor: read.value.tensor, at: file.at });
    } else if (read.fault.code === "npy-dtype" && files.length > 1 && !partOf(name)) others.push(name);
    else fail(read.fault);
  }
  if (arrays.length === 0) failAtByte(0, "empty", "Expected .npy arrays of numbers in the archive, got none");
  return problemOfArrays(arrays, [...assumed, ...notRead(others)], { words, asked: wanted });
}

/** Reads an array. Where it is at fault, that stands where the archive has it: its own bytes are not those of the file. */
function readWithin(file: ArchiveEntry, name: string): Result<BinaryArray> {
  const bytes = unpack(file);
  const read = attempt(() => readNpy(bytes, name));
  return read.ok ? read : failure(read.fault.code, read.fault.text, placeOfByte(file.at));
}

/** Asked before anything is unpacked: a small archive may hold gigabytes. */
function refuseLarge(files: readonly ArchiveEntry[]): void {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  if (total <= BINARY_LIMIT) return;
  const [needs, limit] = [total, BINARY_LIMIT].map((size) => Math.ceil(size / 2 ** 20));
  failAtByte(0, "memory-limit", `The archive unpacks to ${needs} MiB, more than the limit of ${limit} MiB`);
}
