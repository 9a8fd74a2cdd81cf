import { visibleJson } from "../encoding/visible";

/** JSON for programs and terminals, in which a number that is not finite is a string. */
export function jsonText(value: unknown): string {
  return visibleJson(
    JSON.stringify(value, (_key, item: unknown) =>
      typeof item === "number" && !Number.isFinite(item) ? String(item) : item,
    ),
  );
}
