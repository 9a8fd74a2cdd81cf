import { roleWord } from "../../protocol/role-word";
import { layByPrecedence } from "../../compute/settings/precedence";
import { failure, success, type Fault, type Result } from "../../core/fault";
import { DEFAULT_AXIS } from "../../core/layout";
import { sizeOf, type Tensor } from "../../core/tensor";
import { rolesOfLayer, type DebugRole } from "./debug-problem";
import type { FramesOfRoles } from "./frames-of-roles";
import { isCandidate, type UsedExpressions, type UsedRole } from "./used-expressions";
import type { Target } from "../session/dap-session";
import type { NormalizationModule, Reader, ReadOptions } from "../readers/reader";

/** What the expressions in use hold at this stop. */
export interface ReadUsed {
  readonly values: Partial<Record<DebugRole, Tensor | number>>;
  readonly layer: NormalizationModule | undefined;
  /** "layer = bn", "gamma = bn.weight". */
  readonly lines: readonly string[];
  readonly notes: readonly string[];
}

/** An expression in use cannot be read at this stop. */
export interface UnreadableRole extends Fault {
  readonly role: UsedRole;
}

export function isUnreadableRole(fault: Fault): fault is UnreadableRole {
  return fault.code === "unreadable-role";
}

/** The title of the command that takes expressions back. */
export const TAKE_BACK = "Take Back What Was Used";

/**
 * Reads the expressions in use; what stands in a role wins over the layer's. A candidate that is not there at this stop
 * is left out and named in the notes (a backward defines it late). Anything else that cannot be read is a fault, since
 * the problem would be another without it.
 */
export async function readUsed(
  reader: Reader,
  target: Target,
  used: UsedExpressions,
  x: readonly number[],
  options: ReadOptions,
  frames: FramesOfRoles = {},
): Promise<Result<ReadUsed>> {
  const here = success(target.frameId);
  const ofLayer = frames.layer ?? here;
  const described =
    used.layer === undefined ? success(undefined) : await readLayer(reader, target, used.layer, options, ofLayer);
  if (!described.ok) return described;
  const layer = described.value?.module;
  const wanted = layByPrecedence<UsedExpressions["roles"]>({
    picked: used.roles,
    layer: layer && rolesOfLayer(layer),
  });
  const values: Partial<Record<DebugRole, Tensor | number>> = {};
  const lines = used.layer === undefined ? [] : [lineOf(used, "layer", used.layer)];
  const notes = [...(described.value?.notes ?? [])];
  for (const [role, expression] of Object.entries(wanted) as [DebugRole, string][]) {
    const isLayers = used.roles[role] === undefined;
    const frame = isLayers ? ofLayer : (frames[role] ?? here);
    const read = frame.ok
      ? await readRole(reader, { ...target, frameId: frame.value, expression }, role, x, options)
      : frame;
    lines.push(lineOf(used, role, expression, isLayers ? "layer" : role));
    if (read.ok) values[role] = read.value;
    else if (endsReading(read.fault)) return read;
    else if (isCandidate(role)) notes.push(`${roleWord(role)} is missing: ${read.fault.text}`);
    else return unreadableRole(isLayers ? "layer" : role, role, expression, read.fault.text);
  }
  return success({ values, layer, lines, notes });
}

/** "gamma = bn.weight", "x = x in step". */
function lineOf({ elsewhere }: UsedExpressions, role: UsedRole, expression: string, of: UsedRole = role): string {
  const place = elsewhere?.[of];
  return `${roleWord(role)} = ${expression}${place ? ` in ${place.name}` : ""}`;
}

async function readLayer(
  reader: Reader,
  target: Target,
  expression: string,
  options: ReadOptions,
  frame: Result<number>,
): Promise<Result<{ readonly module: NormalizationModule; readonly notes: readonly string[] }>> {
  const described = frame.ok ? await reader.describe({ ...target, frameId: frame.value, expression }, options) : frame;
  if (!described.ok) {
    return endsReading(described.fault)
      ? described
      : unreadableRole("layer", "layer", expression, described.fault.text);
  }
  const { kind, extras, typeName, obstacle, notes } = described.value;
  if (extras.module) return success({ module: extras.module, notes });
  const found = kind === "module" ? obstacle : `${typeName || obstacle}, no normalization layer`;
  return unreadableRole("layer", "layer", expression, `it is ${found}`);
}

/** A tensor, or a plain number where one can stand in the role. A pointer gets its sizes from x. */
export async function readRole(
  reader: Reader,
  target: Target,
  role: DebugRole,
  x: readonly number[],
  options: ReadOptions,
): Promise<Result<Tensor | number>> {
  const sizes = sizesIn(role, x);
  const read = await readValue(reader, target, sizes, options);
  return read.ok ? asRole(role, read.value, sizes) : read;
}

async function readValue(
  reader: Reader,
  target: Target,
  sizes: readonly number[] | undefined,
  options: ReadOptions,
): Promise<Result<Tensor | number>> {
  const read = await reader.read(target, options);
  if (read.ok) return success(read.value.tensor);
  if (read.fault.code === "sizes-asked" && sizes) {
    const sized = await reader.read(target, { ...options, shape: sizes });
    return sized.ok ? success(sized.value.tensor) : sized;
  }
  if (read.fault.code !== "no-tensor") return read;
  const described = await reader.describe(target, options);
  return described.ok && described.value.number !== null ? success(described.value.number) : read;
}

/** A value that cannot stand in a role is a fault: without it the role's default would count, which nobody gave. */
function asRole(
  role: DebugRole,
  value: Tensor | number,
  sizes: readonly number[] | undefined,
): Result<Tensor | number> {
  if (typeof value !== "number") {
    const { length } = value.values;
    if (role === "eps" && length !== 1) return failure("shape", `Expected one value, got ${length}.`);
    // Values in a row are laid out as x is, whose sizes were asked for.
    const isFlat = value.shape.length === 1 && sizes !== undefined && sizeOf(sizes) === length;
    return success(isFlat ? { ...value, shape: sizes } : value);
  }
  if (role === "eps" || role === "gamma" || role === "beta" || !sizes?.length) return success(value);
  const isForAll = role === "dout" || role.startsWith("running");
  if (!isForAll && sizeOf(sizes) !== 1) {
    return failure("shape", `Expected ${sizes.join(" x ")} values, got one number, ${value}.`);
  }
  return success({ shape: sizes, values: new Float64Array(sizeOf(sizes)).fill(value), dtype: "float64" });
}

/** Sizes that a role's tensor must have beside x; undefined for a single number. */
function sizesIn(role: DebugRole, x: readonly number[]): readonly number[] | undefined {
  if (role === "dout" || role === "candidate.dx") return x;
  if (role === "mask") return x.filter((_, axis) => axis !== DEFAULT_AXIS);
  return role === "eps" ? undefined : x.slice(DEFAULT_AXIS, DEFAULT_AXIS + 1);
}

/** Nothing more is asked of the program after these. */
export function endsReading({ code }: Fault): boolean {
  return code === "cancelled" || code === "time-out";
}

/** `taken` is what the user can take back: the role, or the layer that gives it. */
export function unreadableRole(taken: UsedRole, role: UsedRole, expression: string, reason: string): Result<never> {
  const why = reason.replace(/\.$/, "");
  const text =
    `${roleWord(role)} = ${expression} cannot be read at this stop (${why}): ` +
    `go on to a stop where it can be, or take ${roleWord(taken)} back by the command "Gradient Lens: ${TAKE_BACK}".`;
  const fault: UnreadableRole = { code: "unreadable-role", text, role: taken };
  return { ok: false, fault };
}
