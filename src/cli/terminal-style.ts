/** Puts colour and weight on words, or leaves them plain. */
export interface TerminalStyle {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly correct: (text: string) => string;
  readonly wrong: (text: string) => string;
  readonly doubtful: (text: string) => string;
}

/** The terminal's own sixteen colours, so that its theme decides how they look. */
export function terminalStyle(color: boolean): TerminalStyle {
  const style = (start: number, end: number) => (text: string) =>
    color ? text.replace(/[^\n]+/g, (line) => `\u001b[${start}m${line}\u001b[${end}m`) : text;
  return {
    bold: style(1, 22),
    dim: style(2, 22),
    correct: style(32, 39),
    wrong: style(31, 39),
    doubtful: style(33, 39),
  };
}
