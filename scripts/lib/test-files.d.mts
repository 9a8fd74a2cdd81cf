export type Runner = "unit" | "webview" | "vscode" | "vscodeStack" | "e2e" | "stack";
export function testFiles(runner: Runner, parts?: readonly string[]): string[];
export function runnerArguments(
  args: readonly string[],
  mochaDefaults?: readonly string[],
): { parts: string[]; mocha: string[] };
