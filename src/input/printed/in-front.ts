import { makes } from "./wrappings";

/** What the text in front of an array on its line does with it. */
interface InFront {
  readonly factor: number;
  /** A call or an operator that is not run. */
  readonly before: string | undefined;
}

const FACTOR = /(?:^|[=:,(\s])([-+]?\d+\.?\d*(?:[eE][-+]?\d+)?)\s*\*\s*$/;
const CALL = /([A-Za-z_][\w.:]{0,60})\($/;
/** Calls that hold an array among others, or show it. */
const HOLDS = /^(?:if|while|return|f|assert\w*|dict|OrderedDict|console\.log|(?:np\.|numpy\.)?savez\w*)$/;

/** What shows its arguments, or looks at them. */
const SHOWS =
  /^(?:f?print\w*|pprint|e?println|display|disp|show|debug|info|warn(?:ing)?|error|critical|trace|dbg|expect\w*|assert\w*|(?:All|all)close|write\w*|format|zip|cat|message|fmt)!?$/;
/** What does something between a name and an array: an operator, a choice. */
const OPERATORS = /[-+*/@%^|?!]|&(?!\[)|\b(?:or|and|not|if|else|for|in|lambda)\b/;

/** Whether an array that stands among the arguments of a call is none that the call makes another one of. */
export function holdsArrays(call: string): boolean {
  const last = call.slice(Math.max(call.lastIndexOf("."), call.lastIndexOf(":")) + 1);
  return HOLDS.test(call) || SHOWS.test(last) || makes(last);
}

/** Whether an expression that begins with this text, up to an array, is more than that array with its type and its maker. */
export function doesMore(text: string): boolean {
  return OPERATORS.test(text);
}

export function inFrontOf(text: string, lineStart: number, start: number): InFront {
  const line = text.slice(Math.max(lineStart, start - 80), start);
  const factor = FACTOR.exec(line)?.[1];
  if (factor !== undefined) return { factor: Number(factor), before: undefined };
  const call = CALL.exec(line)?.[1];
  if (call !== undefined && !HOLDS.test(call)) return { factor: 1, before: `${call.slice(-30)}(` };
  if (/(?:\*\/|\/\/)\s*$/.test(line)) return { factor: 1, before: undefined };
  // A bullet of a list does nothing.
  const operator = /[^\s*+<-]\s*(\*\*?|[-+/@])\s*$/.exec(line)?.[1];
  return { factor: 1, before: operator };
}
