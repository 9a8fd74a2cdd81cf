/** Whether each number is one more than the one before, as names of columns and of rows are that count them. */
export function isRun(tokens: readonly string[]): boolean {
  const first = Number(tokens[0]);
  return Number.isFinite(first) && tokens.every((token, k) => token === String(first + k));
}
