/** A pinned environment: the libraries of today, those and PyTorch, or a few for a newer Python. */
export type Environment = "today" | "stack" | "newer";
export const PYTHON: string;
export function findPython(name: Environment): string | undefined;
export function installPython(name: Environment): Promise<string>;
