/** The tokens that a scan over scripts, sessions and logs tells apart. Every pattern looks a bounded way ahead. */

/** A name with its path, and with a key behind it: self.bn.weight.grad, grads["dx"]. */
export const NAME = /[A-Za-z_$][\w$]{0,80}(?:(?:\.|::)[A-Za-z_]\w{0,80}){0,6}(?:\[(["'])(\w{1,40})\1\])?/y;
export const PROMPT =
  /(?:>>>|\.\.\.(?!\.)|In \[\d{1,6}\]:|julia>|octave(?::\d{1,6})?>|\((?:gdb|lldb|dlv|i?[Pp]db)\)|ipdb>|>)(?:[^\S\n]+|(?=\r?\n|$))/y;
/** What debuggers and notebooks print before a value; lldb its name. */
export const RESULT =
  /(?:Out\[\d{1,6}\]:|\$\d{1,6} =|\([\w :<>,*&]{1,200}(?:\(\*\))?(?: ?\[\d{1,9}\]){0,5}\) (?:\$\d{1,6}|([A-Za-z_]\w{0,60})) =)[^\S\n]*/y;
/** A name alone, or shown by a command. */
export const TYPED =
  /(?:frame variable |fr v |print|p |po |pp |pprint|console\.log|display|disp|show)?[ (]{0,3}([A-Za-z_][\w.$]{0,80})\)?;?[^\S\n]{0,80}(?=\r?\n|$)/y;
export const ASSIGN =
  /(?:[^\S\n]{0,9}\[[^\]\n]{0,40}\]){0,5}[^\S\n]{0,40}(:=|=>|<-|(?:\.?(?:\*\*?|\/\/?|<<|>>|[-+@%^|&÷])|\.)=(?!=)|=(?!=)|:(?![:=]))/y;
/** Behind a name alone on its line: "x", "x:" or "x =" over its value. */
export const REST_OF_LABEL = /[^\S\n]{0,40}[:=]?[^\S\n]{0,40}(?=\r?\n|$)/y;
export const NUMBER_START =
  /[-+]?(?:\.?\d|(?:np\.|numpy\.|math\.|torch\.|jnp\.)?(?:nan|inf|infinity)\b|float\(|["'][-+]?(?:nan|inf))|\[\d{1,9}\]\s{0,9}=\s{0,9}(?:[-+.\d(]|nan\b|inf\b)/iy;
export const SCALAR =
  /[-+]?(?:\d[\d_]{0,40}\.?\d{0,40}|\.\d{1,40})(?:[eE][-+]?\d{1,4})?(?=[^\S\n]{0,40}(?:[;,})\]#\n\r]|\/\/|$))/y;
export const WORD_VALUE =
  /(?:(["'])([\w-]{1,40})\1|(?:True|False|true|false|None|null)\b)(?=[^\S\n]{0,40}(?:[;,})\]#\n\r]|$))/y;
export const VALUE_END = /[^\S\n]{0,40}(?:[;,})\]#\n\r]|\/\/|$)/y;
export const SPACES = /[^\S\n]{1,80}/y;
export const DIGITS = /[\w.]{1,80}/y;
export const TIMES = /[^\S\n]{0,9}\*[^\S\n]{0,9}(?=[\w[{(])/y;

export function at(pattern: RegExp, text: string, pos: number): RegExpExecArray | null {
  pattern.lastIndex = pos;
  return pattern.exec(text);
}

/** x in a log that prints "x tensor(...)" or "x [[1. 2.]]": the only word before it on its line. */
export function wordBefore(text: string, lineStart: number, start: number): string | undefined {
  if (start - lineStart > 100) return undefined;
  return /^\s*([A-Za-z_][\w.]*)\s+$/.exec(text.slice(lineStart, start))?.[1];
}

/** What stands on a line from an offset on, short enough for a sentence. */
export function lineFrom(text: string, start: number): string {
  const line =
    text
      .slice(start, start + 40)
      .split("\n")[0]
      ?.trim() ?? "";
  return line.length > 30 ? `${line.slice(0, 27)}...` : line;
}

/** Offset behind white space and the comments that end lines. */
export function behindBlanks(text: string, start: number, end: number): number {
  let pos = start;
  for (;;) {
    while (pos < end && text.charCodeAt(pos) <= 32) pos++;
    if (pos >= end || (text[pos] !== "#" && !text.startsWith("//", pos))) return pos;
    const feed = text.indexOf("\n", pos);
    pos = feed < 0 ? end : feed;
  }
}

/** Whether the call whose parenthesis opens here gives names to its arguments: dict(x=..., eps=...). */
export function holdsNames(text: string, open: number): boolean {
  return /(?:\bdict|\bOrderedDict|\bsavez(?:_compressed)?)$/.test(text.slice(Math.max(0, open - 20), open));
}

/** Whether names with commas stand in front of another one on its line: "gamma, eps = 1, 2" gives eps another value than 1. */
export function endsNames(line: string): boolean {
  return /^\s*(?:[A-Za-z_][\w.]*\s*,\s*)+$/.test(line);
}

/** Whether parentheses hold one number alone: (1.5). */
export function isSingle(text: string, open: number): boolean {
  const inside = text.slice(open + 1, open + 400);
  const close = inside.indexOf(")");
  return close >= 0 && !/[\s,]\S/.test(inside.slice(0, close).trim()) && !inside.slice(0, close).includes(",");
}
