import type { Gradients } from "../../../core/batchnorm/gradients";
import type { Result } from "../../../core/fault";
import type { Problem } from "../../../core/problem";
import type { ExportsBy } from "../../../exports";
import type { ShownTensor } from "../../picture/shown-tensors";
import { csv } from "./csv";
import { npy } from "./npy";
import { npz } from "./npz-archive";
import { numpyCode } from "./numpy-code";
import { pytorchCode } from "./pytorch-code";
import { report } from "./report";
import type { Writer } from "./writer";

/** Who writes each export of the worker's; src/exports.ts says how it is offered. */
const WRITERS: Readonly<Record<ExportsBy<"worker">, Writer>> = {
  npy,
  csv,
  npz,
  "numpy-code": numpyCode,
  "pytorch-code": pytorchCode,
  report,
};

/** The bytes of an exported file. */
export function exportFile(
  format: ExportsBy<"worker">,
  problem: Problem,
  tensor: ShownTensor,
  gradients: Gradients,
): Result<Uint8Array> {
  return WRITERS[format](problem, tensor, gradients);
}
