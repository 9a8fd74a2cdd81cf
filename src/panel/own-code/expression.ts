import { itemAt } from "../../core/item-at";
import { own } from "../../core/own";
import { constant, quantityOf, QUANTITIES, ROWS, sumOfRows, type Cells } from "./quantities";

const TOKEN = /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_]\w*)|(\*\*|[-+*/^()[\]{},.:=]))/y;

/** What an expression on the usual names of a batch norm makes of the batch; undefined where it is anything else. */
export function valueOf(expression: string): Cells | undefined {
  const tokens = tokensOf(expression);
  if (!tokens || tokens.length === 0) return undefined;
  const reader = new Reader(tokens);
  const value = reader.sum();
  return reader.isAtEnd ? value : undefined;
}

function tokensOf(text: string): string[] | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const found = TOKEN.exec(text);
    if (!found) return undefined;
    tokens.push(found[0].trim());
  }
  return tokens;
}

const MODULES = ["np", "numpy", "torch", "math", "Math", "jnp", "F"];
const OWNERS = ["self", "this", "ctx", "cache"];
/** What changes no number of a tensor. */
const PLAIN_METHODS = ["unsqueeze", "float", "double", "contiguous"];
/** Arguments of a sum over the rows: the first axis, and that the axis is kept. */
const OVER_ROWS = /^(?:(?:axis|dim)=)?(?:0|[([]0(?:,[2-9])*,?[)\]])(?:,keepdims?=(?:True|False|true|false))?$/;
const OVER_ALL = /^$/;
const NO_CHOICE = /^(?:None|:|\.|,|newaxis|np|[a-zA-Z_]\w*|\d+|[-+*])*$/;

const SINGLE: Readonly<Record<string, (value: number) => number>> = {
  sqrt: Math.sqrt,
  rsqrt: (value) => 1 / Math.sqrt(value),
  square: (value) => value * value,
};

/** Reads an expression from left to right, and computes it on the way. What it does not know makes it undefined. */
class Reader {
  private at = 0;

  constructor(private readonly tokens: readonly string[]) {}

  get isAtEnd(): boolean {
    return this.at === this.tokens.length;
  }

  sum(): Cells | undefined {
    let value = this.product();
    for (;;) {
      if (this.takes("+")) value = both(value, this.product(), (a, b) => a + b);
      else if (this.takes("-")) value = both(value, this.product(), (a, b) => a - b);
      else return value;
    }
  }

  private product(): Cells | undefined {
    let value = this.signed();
    for (;;) {
      if (this.takes("*")) value = both(value, this.signed(), (a, b) => a * b);
      else if (this.takes("/")) value = both(value, this.signed(), (a, b) => a / b);
      else return value;
    }
  }

  private signed(): Cells | undefined {
    if (this.takes("-")) return this.signed()?.map((value) => -value);
    if (this.takes("+")) return this.signed();
    const base = this.withMethods();
    return this.takes("**") || this.takes("^") ? both(base, this.signed(), (a, b) => a ** b) : base;
  }

  private withMethods(): Cells | undefined {
    let value = this.single();
    while (value) {
      if (this.takes(".")) value = this.method(value, this.next());
      else if (this.peek() === "[") {
        if (!this.skipsIndices()) return undefined;
      } else return value;
    }
    return value;
  }

  private single(): Cells | undefined {
    const token = this.next();
    if (token === "(") {
      const value = this.sum();
      return this.takes(")") ? value : undefined;
    }
    if (/^[\d.]/.test(token)) return constant(Number(token));
    if (!/^[A-Za-z_]/.test(token)) return undefined;
    if (MODULES.includes(token) && this.takes(".")) return this.call(this.next(), OVER_ALL);
    if (OWNERS.includes(token) && this.takes(".")) return this.single();
    if (this.peek() === "(") return this.call(token, undefined);
    return QUANTITIES.get(quantityOf(token) ?? "");
  }

  /** A function of one expression. Where `bare` is given, a sum without arguments is one over everything. */
  private call(name: string, bare: RegExp | undefined): Cells | undefined {
    if (!this.takes("(")) return undefined;
    const value = this.sum();
    const rest = this.takes(",") ? this.argumentsToEnd() : this.takes(")") ? "" : undefined;
    if (!value || rest === undefined) return undefined;
    return name === "sum" || name === "mean" ? reduced(name, value, rest, bare) : mapped(name, value, rest);
  }

  private method(value: Cells, name: string): Cells | undefined {
    if (name === "shape") return this.takes("[") && this.takes("0") && this.takes("]") ? constant(ROWS) : undefined;
    if (!this.takes("(")) return undefined;
    const given = this.argumentsToEnd();
    if (given === undefined) return undefined;
    if (name === "size") return given === "0" ? constant(ROWS) : undefined;
    if (PLAIN_METHODS.includes(name)) return value;
    return name === "sum" || name === "mean" ? reduced(name, value, given, OVER_ALL) : mapped(name, value, given);
  }

  /** The text of arguments up to the closing bracket. */
  private argumentsToEnd(): string | undefined {
    let depth = 1;
    let text = "";
    while (this.at < this.tokens.length) {
      const token = this.next();
      if (token === "(") depth++;
      else if (token === ")" && --depth === 0) return text;
      text += token;
    }
    return undefined;
  }

  /** Indices of one element, and new axes, choose nothing; a stretch of rows does. */
  private skipsIndices(): boolean {
    this.at++;
    let text = "";
    while (this.at < this.tokens.length) {
      const token = this.next();
      if (token === "]") return NO_CHOICE.test(text) && !/\w:|:\w/.test(text);
      text += token;
    }
    return false;
  }

  private peek(): string | undefined {
    return this.tokens[this.at];
  }

  private next(): string {
    const token = this.peek() ?? "";
    this.at++;
    return token;
  }

  private takes(token: string): boolean {
    if (this.peek() !== token) return false;
    this.at++;
    return true;
  }
}

function both(
  one: Cells | undefined,
  other: Cells | undefined,
  f: (a: number, b: number) => number,
): Cells | undefined {
  return one && other && one.map((value, i) => f(value, itemAt(other, i)));
}

function reduced(name: "sum" | "mean", value: Cells, given: string, bare: RegExp | undefined): Cells | undefined {
  const sums = sumOfRows(value);
  if (OVER_ROWS.test(given) || (given === "" && !bare)) return name === "sum" ? sums : sums.map((sum) => sum / ROWS);
  if (!bare?.test(given)) return undefined;
  const all = value.reduce((sum, one) => sum + one, 0);
  return constant(name === "sum" ? all : all / value.length);
}

function mapped(name: string, value: Cells, given: string): Cells | undefined {
  const f = own(SINGLE, name);
  if (f) return given === "" ? value.map(f) : undefined;
  const power = Number(given);
  return (name === "pow" || name === "power") && given !== "" && Number.isFinite(power)
    ? value.map((one) => one ** power)
    : undefined;
}
