export function stageWebExtension(path: string): string;
