export interface Stage {
  readonly title: string;
  readonly command: readonly string[];
  readonly tallies?: boolean;
}
export interface StageResult {
  readonly passed: number;
  readonly failed: number;
  readonly failures: readonly { readonly title: string; readonly message: string }[];
}
export function runStage(
  stage: Stage,
  options?: { readonly print?: (line: string) => void; readonly cwd?: string },
): Promise<StageResult>;
