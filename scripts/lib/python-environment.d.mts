/** A pinned environment: the libraries of today, or those and PyTorch. */
export type Environment = "today" | "stack";
export const PYTHON: string;
export function findPython(name: Environment): string | undefined;
export function installPython(name: Environment): Promise<string>;
