import { fromBase64, toBase64 } from "../../encoding/base64";
import type { Problem, ProblemInput } from "../../core/problem";
import type { Dtype, Tensor, Values } from "../../core/tensor";
import { own } from "../../core/own";

/** What a report carries: the problem's tensors as base64, and what cannot be seen from them. */
export interface ReportData {
  readonly title: string;
  readonly created: string; // ISO date
  readonly eps: number;
  readonly mode: Problem["mode"];
  readonly activation: Problem["activation"];
  readonly doutSeed: number | null;
  readonly parts: Problem["parts"];
  /** What the source gives itself: the rest is a default, which a verdict leaves open. */
  readonly stated: readonly string[];
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
  const { layout, channels } = { layout: problem.layout, channels: [problem.layout.channels] };
  const tensors: Record<string, PackedTensor> = {
    x: pack(problem.x, layout.shape, problem.dtype),
    gamma: pack(problem.gamma, channels),
    beta: pack(problem.beta, channels),
  };
  // A drawn dout is drawn again from its seed.
  if (problem.doutSeed === undefined) tensors.dout = pack(problem.dout, layout.shape);
  if (problem.running) {
    tensors.runningMean = pack(problem.running.mean, channels);
    tensors.runningVar = pack(problem.running.variance, channels);
  }
  for (const [name, tensor] of Object.entries(problem.candidate ?? {}) as [string, Tensor | undefined][]) {
    if (tensor) tensors[`candidate.${name}`] = pack(tensor.values, tensor.shape, tensor.dtype);
  }
  const { eps, mode, activation, doutSeed, parts, stated, readAtStop } = problem;
  const said = { eps, mode, activation, doutSeed: doutSeed ?? null, parts, stated, readAtStop };
  return { title, created: created.toISOString(), ...said, tensors };
}

export function fromReportData(data: ReportData): ProblemInput {
  const tensor = (name: string): Tensor | undefined => {
    const packed = own(data.tensors, name);
    return packed && unpack(packed);
  };
  const x = tensor("x");
  if (!x) throw new Error("expected x in the report's data");
  const candidate = {
    dx: tensor("candidate.dx"),
    dgamma: tensor("candidate.dgamma"),
    dbeta: tensor("candidate.dbeta"),
  };
  const { eps, mode, activation, doutSeed, parts, stated, readAtStop } = data;
  const whole: ProblemInput = {
    x,
    gamma: tensor("gamma"),
    beta: tensor("beta"),
    dout: tensor("dout"),
    runningMean: tensor("runningMean"),
    runningVar: tensor("runningVar"),
    eps,
    mode,
    activation,
    parts,
    ...(doutSeed !== null && { doutSeed }),
    ...(Object.values(candidate).some(Boolean) && { candidate }),
    readAtStop,
  };
  const given = new Set(["x", "parts", "candidate", "readAtStop", ...stated, ...readAtStop]);
  return Object.fromEntries(Object.entries(whole).filter(([key]) => given.has(key))) as unknown as ProblemInput;
}

function pack(values: Values, shape: readonly number[], dtype: Dtype = "float64"): PackedTensor {
  return { shape, dtype, bits: values instanceof Float64Array ? 64 : 32, base64: toBase64(values) };
}

function unpack({ shape, dtype, bits, base64 }: PackedTensor): Tensor {
  const bytes = fromBase64(base64);
  return { shape, dtype, values: bits === 64 ? new Float64Array(bytes.buffer) : new Float32Array(bytes.buffer) };
}
