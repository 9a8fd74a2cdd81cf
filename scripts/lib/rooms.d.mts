export interface Room {
  readonly files: readonly string[];
  readonly runs: "everywhere" | "node" | "vscode";
  readonly may: readonly string[];
}
export const ROOMS: Readonly<Record<string, Room>>;
export interface ImportPattern {
  readonly regex: string;
  readonly message: string;
  readonly allowTypeImports?: boolean;
}
export function forbidImports(
  files: readonly string[],
  patterns: readonly ImportPattern[],
): { files: string[]; rules: Record<string, ["error", { patterns: ImportPattern[] }]> };
export function forbiddenIn(room: string): ImportPattern[];
export function wordsOf(room: string): string;
