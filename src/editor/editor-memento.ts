/** What a document or file is found by after a reload. */
export type EditorMemento =
  | (ReadAs & { readonly kind: "document"; readonly uri: string; readonly start: number; readonly end?: number })
  | (ReadAs & { readonly kind: "file"; readonly uri: string });

/** The alternative that the user has taken, by its id. */
interface ReadAs {
  readonly wanted?: string;
}

/** Checks what the page has kept, which is not trusted. */
export function isEditorMemento(value: unknown): value is EditorMemento {
  if (typeof value !== "object" || value === null) return false;
  const { kind, uri, start, end, wanted } = value as Partial<Record<string, unknown>>;
  if (typeof uri !== "string" || (wanted !== undefined && typeof wanted !== "string")) return false;
  if (kind === "file") return true;
  return kind === "document" && typeof start === "number" && (end === undefined || typeof end === "number");
}
