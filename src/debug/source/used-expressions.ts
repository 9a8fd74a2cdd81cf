import { isSameFunction, type FramePlace } from "../session/stack-frames";
import { slotOfRole } from "../../compute/settings/reduce-settings";
import type { Slot } from "../../compute/settings/settings";
import type { KeptName } from "../../core/kept/kept";
import type { DebugRole } from "./debug-problem";

/** What an expression can be used as; a layer gives several roles at once. */
export type UsedRole = DebugRole | "layer";

/** The expressions of the program that the user has given to x. What stands in a role wins over the layer's. */
export interface UsedExpressions {
  readonly roles: Readonly<Partial<Record<DebugRole, string>>>;
  readonly layer?: string;
  /** Set where the tensor that is shown is no x, but what a backward pass keeps in its place. */
  readonly xKept?: KeptName;
  /** Functions whose frames hold the expressions that do not stand in the frame of x. */
  readonly elsewhere?: Readonly<Partial<Record<UsedRole, FunctionOfFrame>>>;
}

/** By what a frame is found again at the next stop. */
export type FunctionOfFrame = Pick<FramePlace, "name" | "file">;

/** What an expression of a frame is used as, each with the frame's function where x stands in another. */
export function elsewhereOf(
  roles: readonly UsedRole[],
  frame: FramePlace,
  x: FramePlace,
): NonNullable<UsedExpressions["elsewhere"]> {
  if (isSameFunction(frame, x)) return {};
  return Object.fromEntries(roles.map((role) => [role, { name: frame.name, file: frame.file }]));
}

export function withRoles(
  used: UsedExpressions,
  roles: UsedExpressions["roles"],
  elsewhere: UsedExpressions["elsewhere"] = {},
): UsedExpressions {
  const kept = leaving(used.elsewhere, Object.keys(roles));
  return { ...used, roles: { ...used.roles, ...roles }, elsewhere: { ...kept, ...elsewhere } };
}

export function withLayer(
  used: UsedExpressions,
  layer: string,
  elsewhere: UsedExpressions["elsewhere"] = {},
): UsedExpressions {
  return { ...used, layer, elsewhere: { ...leaving(used.elsewhere, ["layer"]), ...elsewhere } };
}

export function without(used: UsedExpressions, taken: readonly UsedRole[]): UsedExpressions {
  const roles = leaving(used.roles, taken);
  const elsewhere = leaving(used.elsewhere, taken);
  const { layer, xKept } = used;
  return {
    roles,
    elsewhere,
    ...(layer !== undefined && !taken.includes("layer") && { layer }),
    ...(xKept !== undefined && { xKept }),
  };
}

/** With what stood for these slots earlier, whatever has been given for others since; the same where that stands there. */
export function withEarlier(used: UsedExpressions, earlier: UsedExpressions, slots: readonly Slot[]): UsedExpressions {
  const roles = [...listUsed(used), ...listUsed(earlier)].flatMap(({ role }) =>
    role !== "layer" && slots.includes(slotOfRole(role)) ? [role] : [],
  );
  const isSame = roles.every(
    (role) => used.roles[role] === earlier.roles[role] && used.elsewhere?.[role] === earlier.elsewhere?.[role],
  );
  return isSame ? used : withRoles(without(used, roles), only(earlier.roles, roles), only(earlier.elsewhere, roles));
}

/** With the tensor that is shown as x, which has no rstd beside it, or as xhat. */
export function standingAs(used: UsedExpressions, what: "x" | "xhat"): UsedExpressions {
  return what === "x" ? { ...without(used, ["rstd"]), xKept: undefined } : { ...used, xKept: what };
}

function leaving<R extends UsedRole, T>(
  of: Readonly<Partial<Record<R, T>>> | undefined,
  taken: readonly string[],
): Partial<Record<R, T>> {
  return Object.fromEntries(Object.entries(of ?? {}).filter(([role]) => !taken.includes(role))) as Partial<
    Record<R, T>
  >;
}

function only<R extends UsedRole, T>(
  of: Readonly<Partial<Record<R, T>>> | undefined,
  kept: readonly string[],
): Partial<Record<R, T>> {
  return Object.fromEntries(Object.entries(of ?? {}).filter(([role]) => kept.includes(role))) as Partial<Record<R, T>>;
}

/** Every expression in use, with what it is used as. */
export function listUsed({ roles, layer }: UsedExpressions): readonly { role: UsedRole; expression: string }[] {
  const inRoles = (Object.entries(roles) as [DebugRole, string][]).map(([role, expression]) => ({ role, expression }));
  return layer === undefined ? inRoles : [{ role: "layer", expression: layer }, ...inRoles];
}

/** Roles of gradients that are compared with ours. */
export function isCandidate(role: UsedRole | "x" | "xhat"): boolean {
  return role.startsWith("candidate.");
}
