import { layByPrecedence } from "../../compute/settings/precedence";
import { failure, success, type Result } from "../../core/fault";
import type { KeptName } from "../../core/kept/kept";
import type { Part, ProblemInput } from "../../core/problem";
import { sizeOf, type Tensor } from "../../core/tensor";
import type { NormalizationModule } from "../readers/reader";
import { layerBySizes } from "./channel-axis";

/** What an expression can be to x. "layer": a normalization layer, which gives several at once. */
const ROLES = [
  "gamma",
  "beta",
  "dout",
  "eps",
  "runningMean",
  "runningVar",
  "rstd",
  "mask",
  "candidate.dx",
  "candidate.dgamma",
  "candidate.dbeta",
] as const;
export type DebugRole = (typeof ROLES)[number];

export function isDebugRole(role: string): role is DebugRole {
  return (ROLES as readonly string[]).includes(role);
}

/** What has been read for one x. */
interface Pieces {
  readonly x: Tensor;
  readonly roles: Readonly<Partial<Record<DebugRole, Tensor | number>>>;
  readonly layer?: NormalizationModule;
  readonly parts?: readonly Part[];
  /** Set where it was said that x is no x. */
  readonly xKept?: KeptName;
  /** The expressions that were read for the roles. */
  readonly from?: Readonly<Partial<Record<DebugRole, string>>>;
}

/** Roles that a normalization layer gives. */
export const ROLES_OF_LAYER: readonly DebugRole[] = ["gamma", "beta", "eps", "runningMean", "runningVar"];

/** The expressions that a normalization layer stands for. */
export function rolesOfLayer(layer: NormalizationModule): Partial<Record<DebugRole, string>> {
  const given: Partial<Record<DebugRole, string | null>> = {
    gamma: layer.gamma,
    beta: layer.beta,
    runningMean: layer.runningMean,
    runningVar: layer.runningVar,
  };
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** Puts a problem together; a role wins over the layer's. Shapes are checked by the analysis, which names them. */
export function toProblemInput({ x, roles, layer, parts, from = {}, xKept }: Pieces): ProblemInput {
  const tensor = (value: Tensor | number | undefined): Tensor | undefined =>
    typeof value === "number" ? undefined : value;
  const candidate = {
    ...optional("dx", tensor(roles["candidate.dx"])),
    ...optional("dgamma", tensor(roles["candidate.dgamma"])),
    ...optional("dbeta", tensor(roles["candidate.dbeta"])),
  };
  const said = layByPrecedence<ProblemInput>({
    picked: optional("eps", scalar(roles.eps)),
    layer: layer && saidByLayer(layer, x),
  });
  const bySizes = layer ? undefined : layerBySizes(x.shape, roles);
  const changing = CHANGED_BY_A_STEP.filter((role) => roles[role] !== undefined);
  return {
    x,
    ...(bySizes && { ...bySizes.keys, notes: [bySizes.text] }),
    ...said,
    ...optional("gamma", roles.gamma),
    ...optional("beta", roles.beta),
    ...optional("dout", tensor(roles.dout)),
    ...optional("runningMean", tensor(roles.runningMean)),
    ...optional("runningVar", tensor(roles.runningVar)),
    // Beside rstd the tensor is what a backward pass keeps in the place of x: the analysis refuses what is no xhat.
    ...optional("xKept", roles.rstd === undefined ? xKept : "xhat"),
    ...optional("rstd", roles.rstd),
    ...optional("mask", tensor(roles.mask)),
    ...(Object.keys(candidate).length ? { candidate, candidateFrom: gradientsFrom(from) } : {}),
    ...optional("parts", parts),
    ...(changing.length > 0 ? { readAtStop: changing } : {}),
  };
}

function gradientsFrom(from: NonNullable<Pieces["from"]>): NonNullable<ProblemInput["candidateFrom"]> {
  return {
    ...optional("dx", from["candidate.dx"]),
    ...optional("dgamma", from["candidate.dgamma"]),
    ...optional("dbeta", from["candidate.dbeta"]),
  };
}

/** What a layer gives beside its tensors. Without weight it multiplies by nothing. */
function saidByLayer({ says, eps, training, gamma }: NormalizationModule, x: Tensor): Partial<ProblemInput> {
  return {
    ...says,
    eps: eps ?? (x.dtype === "float64" ? 2 ** -52 : 2 ** -23), // torch computes smaller types in single precision
    ...optional("mode", training === null ? undefined : training ? ("train" as const) : ("eval" as const)),
    ...optional("gamma", gamma === null ? 1 : undefined),
  };
}

/** What an optimizer or another forward pass may have changed between the candidate and the stop. */
const CHANGED_BY_A_STEP = ["gamma", "beta", "runningMean", "runningVar"] as const;

function scalar(value: Tensor | number | undefined): number | undefined {
  return typeof value === "number" ? value : value?.values.length === 1 ? value.values[0] : undefined;
}

function optional<K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, T>);
}

/** Gives away what only the problem holds. */
export function buffersOf(input: ProblemInput): ArrayBuffer[] {
  const { x, gamma, beta, dout, runningMean, runningVar, rstd, mask, candidate } = input;
  const { dx, dgamma, dbeta } = candidate ?? {};
  const tensors = [x, gamma, beta, dout, runningMean, runningVar, rstd, mask, dx, dgamma, dbeta];
  const buffers = tensors.flatMap((tensor) =>
    tensor && typeof tensor !== "number" ? [tensor.values.buffer as ArrayBuffer] : [],
  );
  return [...new Set(buffers)];
}

/** Joins tensors of several sessions along the batch. Faults name the session whose shape or type differs. */
export function joinAlongBatch(
  name: string,
  pieces: readonly { readonly from: string; readonly tensor: Tensor }[],
): Result<Tensor> {
  const [first] = pieces;
  if (!first) throw new Error(`expected pieces of ${name}, got none`);
  const rest = (shape: readonly number[]): string => shape.slice(1).join(" x ");
  for (const { from, tensor } of pieces) {
    const { shape } = tensor;
    if (shape.length === 0 || rest(shape) !== rest(first.tensor.shape)) {
      const text = `${name} is ${shape.join(" x ")} in ${from} and ${first.tensor.shape.join(" x ")} in ${first.from}: only the batch may differ.`;
      return failure("parts-shape", text);
    }
    if (tensor.dtype !== first.tensor.dtype) {
      return failure(
        "parts-dtype",
        `${name} is ${tensor.dtype} in ${from} and ${first.tensor.dtype} in ${first.from}.`,
      );
    }
  }
  const outer = pieces.reduce((sum, { tensor }) => sum + (tensor.shape[0] ?? 0), 0);
  const shape = [outer, ...first.tensor.shape.slice(1)];
  const Kind = first.tensor.values instanceof Float64Array ? Float64Array : Float32Array;
  const values = new Kind(sizeOf(shape));
  let at = 0;
  for (const { tensor } of pieces) {
    values.set(tensor.values, at);
    at += tensor.values.length;
  }
  return success({ shape, values, dtype: first.tensor.dtype });
}
