import { partOf } from "../named-arrays";
import { doesMore, holdsArrays } from "./in-front";
import { holdsNames, lineFrom } from "./tokens";

/** gdb's, lldb's and Delve's commands for octal, hexadecimal, binary and other forms of bits. */
const FORMAT = /(?:p|print|output|call|display)(?:\/[0-9bhwg]{0,6}[acostxz]|\s{1,9}%[boqxX])\b/y;

/** An expression that gives a value to a name, as far as it goes. */
interface Expression {
  readonly name: string;
  readonly at: number;
  readonly calls: number; // parentheses that are open around it
}

/** The calls and the expression that are open where a scan has come to: of an array in them they make another one. */
export class Surroundings {
  /** Parentheses that are open: the call whose arguments stand in them, if it is one and gives no names to them. */
  private readonly calls: (string | undefined)[] = [];
  private expression: Expression | undefined;

  private format: string | undefined; // of the command at the last prompt: "p/t"

  constructor(private readonly text: string) {}

  /** Whether the arguments of a call stand here: words in them are that call's own. */
  get isCall(): boolean {
    return this.calls.some((call) => call !== undefined);
  }

  openParenthesis(at: number, isCall: boolean): void {
    const { text } = this;
    this.calls.push(isCall && !holdsNames(text, at) ? calledAt(text, at) : undefined);
  }

  closeParenthesis(): void {
    this.calls.pop();
  }

  /** A command begins at `pos`; a debugger that is asked for bits prints other digits than those of the numbers. */
  prompt(pos: number): void {
    FORMAT.lastIndex = pos;
    this.format = FORMAT.exec(this.text)?.[0];
  }

  begin(name: string, at: number): void {
    this.expression = { name, at, calls: this.calls.length };
  }

  end(): void {
    this.expression = undefined;
  }

  /** A line ends before `pos`: an expression goes on where a parenthesis is open, and behind an operator. */
  endLine(pos: number): void {
    const { expression, text, calls } = this;
    if (!expression || calls.length > expression.calls) return;
    const line = text.slice(Math.max(expression.at, pos - 40), pos);
    if (!/[-+*/@%&|^\\,=(?:]\s*$/.test(line)) this.end();
  }

  /** What makes another array of the one at `start`; undefined for nothing. `own`: the name that is given to it alone. */
  around(start: number, own: string | undefined): string | undefined {
    const { text, calls, expression, format } = this;
    if (format !== undefined) return format;
    const isOfPart = expression !== undefined && partOf(expression.name) !== undefined;
    if (own !== undefined && (!isOfPart || partOf(own))) return undefined;
    const call = calls.findLast((name) => name !== undefined && !holdsArrays(name));
    if (call !== undefined) return `${call.slice(-30)}(`;
    if (!expression) return undefined;
    const before = text.slice(expression.at, Math.min(start, expression.at + 400));
    return doesMore(before) ? lineFrom(text, expression.at) : undefined;
  }
}

/** What is called by the parenthesis that opens here: "np.log". */
function calledAt(text: string, open: number): string {
  return /[A-Za-z_][\w.:]*!?$/.exec(text.slice(Math.max(0, open - 60), open))?.[0] ?? "";
}
