export function chosen(names: readonly string[], only?: readonly string[]): string[];
