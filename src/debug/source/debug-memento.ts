import { isDebugRole, type DebugRole } from "./debug-problem";
import type { UsedExpressions } from "./used-expressions";
import type { FramePlace } from "../session/stack-frames";

/** What a panel on a tensor of a stopped program is found by, also after the window was loaded again. */
export interface DebugMemento {
  readonly kind: "debug";
  /** The session's name and type: its id is another one each time. */
  readonly session: string;
  readonly type: string;
  readonly frame: FramePlace;
  readonly expression: string;
  readonly shape?: readonly number[];
  readonly roles: Readonly<Partial<Record<DebugRole, string>>>;
  readonly layer?: string;
  readonly xKept?: UsedExpressions["xKept"];
  readonly elsewhere?: UsedExpressions["elsewhere"];
}

/** Checks what the page has kept, which is not trusted. */
export function isDebugMemento(value: unknown): value is DebugMemento {
  if (typeof value !== "object" || value === null) return false;
  const { kind, session, type, frame, expression, shape, roles, layer, xKept, elsewhere } = value as Readonly<
    Record<string, unknown>
  >;
  const isText = (text: unknown): text is string => typeof text === "string";
  return (
    kind === "debug" &&
    [session, type, expression].every(isText) &&
    isFrame(frame) &&
    (shape === undefined || (Array.isArray(shape) && shape.every((extent) => Number.isInteger(extent)))) &&
    typeof roles === "object" &&
    roles !== null &&
    Object.entries(roles).every(([role, text]) => isDebugRole(role) && isText(text)) &&
    (layer === undefined || isText(layer)) &&
    (xKept === undefined || xKept === "xhat") &&
    (elsewhere === undefined || isElsewhere(elsewhere))
  );
}

function isElsewhere(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).every(([role, place]: [string, unknown]) => {
    if ((role !== "layer" && !isDebugRole(role)) || typeof place !== "object" || place === null) return false;
    const { name, file } = place as Readonly<Record<string, unknown>>;
    return typeof name === "string" && typeof file === "string";
  });
}

function isFrame(value: unknown): value is FramePlace {
  if (typeof value !== "object" || value === null) return false;
  const { threadId, frameId, name, file, line } = value as Readonly<Record<string, unknown>>;
  return (
    [threadId, frameId, line].every((number) => typeof number === "number") &&
    [name, file].every((text) => typeof text === "string")
  );
}
