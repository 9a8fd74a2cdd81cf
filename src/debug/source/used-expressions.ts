import type { DebugRole } from "./debug-problem";

/** What an expression can be used as; a layer gives several roles at once. */
export type UsedRole = DebugRole | "layer";

/** The expressions of the program that the user has given to x. What stands in a role wins over the layer's. */
export interface UsedExpressions {
  readonly roles: Readonly<Partial<Record<DebugRole, string>>>;
  readonly layer?: string;
}

export function withRoles(used: UsedExpressions, roles: UsedExpressions["roles"]): UsedExpressions {
  return { ...used, roles: { ...used.roles, ...roles } };
}

export function withLayer(used: UsedExpressions, layer: string): UsedExpressions {
  return { ...used, layer };
}

export function without(used: UsedExpressions, taken: readonly UsedRole[]): UsedExpressions {
  const roles = Object.fromEntries(Object.entries(used.roles).filter(([role]) => !taken.includes(role as DebugRole)));
  return { roles, ...(used.layer !== undefined && !taken.includes("layer") && { layer: used.layer }) };
}

/** Every expression in use, with what it is used as. */
export function listUsed({ roles, layer }: UsedExpressions): readonly { role: UsedRole; expression: string }[] {
  const inRoles = (Object.entries(roles) as [DebugRole, string][]).map(([role, expression]) => ({ role, expression }));
  return layer === undefined ? inRoles : [{ role: "layer", expression: layer }, ...inRoles];
}

/** Roles of gradients that are compared with ours. */
export function isCandidate(role: UsedRole): boolean {
  return role.startsWith("candidate.");
}
