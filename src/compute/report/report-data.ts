import { fromBase64, toBase64 } from "../../encoding/base64";
import type { Candidate, Problem, ProblemInput } from "../../core/problem";
import type { Dtype, Tensor, Values } from "../../core/tensor";
import { GRADIENTS } from "../settings/fit";
import { rstdBySets } from "../../core/kept/kept";
import { affineShapeOf } from "../../core/layout";
import { own } from "../../core/own";

/** Settings of a problem that are no tensors. */
const SETTINGS = [
  "norm",
  "groups",
  "gammaOffset",
  "eps",
  "mode",
  "axis",
  "variance",
  "epsPlacement",
  "split",
  "activation",
  "slope",
  "tolerance",
] as const;

/**
 * What a report carries: the problem's tensors as base64, and what cannot be seen from them. What the source has not
 * stated is left out: there it is a default, too, and open.
 */
export interface ReportData {
  readonly title: string;
  readonly created: string; // ISO date
  readonly settings: Pick<ProblemInput, (typeof SETTINGS)[number] | "xKept" | "axes"> & {
    readonly gamma?: number;
    readonly beta?: number;
  };
  readonly doutSeed: number | null;
  readonly parts: Problem["parts"];
  readonly readAtStop: readonly string[];
  readonly tensors: Readonly<Record<string, PackedTensor>>;
}
interface PackedTensor {
  readonly shape: readonly number[];
  readonly dtype: Dtype;
  readonly bits: 32 | 64;
  readonly base64: string; // little-endian, row-major
}

export function toReportData(problem: Problem, title: string, created: Date): ReportData {
  const { layout, stated, asOneNumber, parts, readAtStop } = problem;
  const isGiven = (key: string): boolean => stated.includes(key) || readAtStop.includes(key);
  const channels = affineShapeOf(layout);
  const { kept } = problem;
  // Of a gamma that is stored as gamma - 1 nothing is lost: taking 1 off is exact where 1 was added.
  const given = (key: "gamma" | "beta"): Float64Array =>
    key === "gamma" && problem.gammaOffset === 1 ? problem.gamma.map((value) => value - 1) : problem[key];
  const tensors: Record<string, PackedTensor> = { x: pack(kept?.values ?? problem.x, layout.shape, problem.dtype) };
  if (kept?.rstd === "given") tensors.rstd = pack(rstdBySets(problem, kept), [problem.sets.length, layout.channels]);
  for (const key of ["gamma", "beta"] as const) {
    if (isGiven(key) && !asOneNumber.includes(key)) tensors[key] = pack(given(key), channels);
  }
  // A drawn dout is drawn again from its seed.
  if (problem.doutSeed === undefined) tensors.dout = pack(problem.dout, layout.shape);
  if (problem.running && kept?.rstd !== "given") {
    tensors.runningMean = pack(problem.running.mean, channels);
    tensors.runningVar = pack(problem.running.variance, channels);
  }
  const mask = problem.mask ?? problem.setMask?.rows;
  if (mask) tensors.mask = pack(Float64Array.from(mask), [mask.length]);
  for (const which of ["candidate", "candidate2"] as const) {
    for (const [name, tensor] of Object.entries(problem[which] ?? {}) as [string, Tensor | undefined][]) {
      if (tensor) tensors[`${which}.${name}`] = pack(tensor.values, tensor.shape, tensor.dtype);
    }
  }
  const all = { ...problem, axis: layout.axis };
  const settings: ReportData["settings"] = {
    ...(kept && { xKept: kept.what }),
    ...(problem.normalizedAxes.length > 0 && { axes: problem.normalizedAxes }),
    ...(Object.fromEntries(SETTINGS.flatMap((key) => (isGiven(key) ? [[key, all[key]]] : []))) as object),
    ...(Object.fromEntries(asOneNumber.flatMap((key) => (isGiven(key) ? [[key, given(key)[0]]] : []))) as object),
  };
  const doutSeed = isGiven("doutSeed") ? (problem.doutSeed ?? null) : null;
  return { title, created: created.toISOString(), settings, doutSeed, parts, readAtStop, tensors };
}

export function fromReportData(data: ReportData): ProblemInput {
  const tensor = (name: string): Tensor | undefined => {
    const packed = own(data.tensors, name);
    return packed && unpack(packed);
  };
  const x = tensor("x");
  if (!x) throw new Error("expected x in the report's data");
  const gradientsOf = (which: "candidate" | "candidate2"): Candidate =>
    Object.fromEntries(
      GRADIENTS.flatMap((name) => {
        const given = tensor(`${which}.${name}`);
        return given ? [[name, given]] : [];
      }),
    );
  const [candidate, candidate2] = [gradientsOf("candidate"), gradientsOf("candidate2")];
  const { settings, doutSeed, parts, readAtStop } = data;
  return {
    x,
    gamma: tensor("gamma"),
    beta: tensor("beta"),
    dout: tensor("dout"),
    runningMean: tensor("runningMean"),
    runningVar: tensor("runningVar"),
    rstd: tensor("rstd"),
    mask: tensor("mask"),
    ...settings,
    ...(parts.length > 0 && { parts }),
    ...(doutSeed !== null && { doutSeed }),
    ...(Object.keys(candidate).length > 0 && { candidate }),
    ...(Object.keys(candidate2).length > 0 && { candidate2 }),
    ...(readAtStop.length > 0 && { readAtStop }),
  };
}

function pack(values: Values, shape: readonly number[], dtype: Dtype = "float64"): PackedTensor {
  return { shape, dtype, bits: values instanceof Float64Array ? 64 : 32, base64: toBase64(values) };
}

function unpack({ shape, dtype, bits, base64 }: PackedTensor): Tensor {
  const bytes = fromBase64(base64);
  return { shape, dtype, values: bits === 64 ? new Float64Array(bytes.buffer) : new Float32Array(bytes.buffer) };
}
