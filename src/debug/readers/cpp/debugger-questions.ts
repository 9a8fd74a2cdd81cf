import { failure, success, type Result } from "../../../core/fault";
import { evaluate, type Evaluated } from "../../session/ask";
import type { Target } from "../../session/dap-session";

/** What a debugger of C++ can be asked about an expression's parts: their type, address and size. */
export class Questions {
  /** The expression in a form that members and indices can follow. */
  readonly path: string;

  constructor(
    readonly target: Target,
    readonly signal: AbortSignal,
  ) {
    const { expression } = target;
    // A plain path stays one: LLDB then follows it without compiling an expression, which it cannot for every type.
    const [, star, typed] = /^(\*?)([A-Za-z_:][\w.:]*(?:(?:->|\.)\w+|\[\d+\])*)$/.exec(expression) ?? [];
    const plain = typed?.replace(/\.(?=\d)/g, ".__"); // Rust's pair.0 is a member __0 to debuggers
    const isOfLldb = target.session.type.startsWith("lldb");
    this.path = plain === undefined || (star && !isOfLldb) ? `(${expression})` : star ? `${plain}[0]` : plain;
  }

  ask(expression: string): Promise<Result<Evaluated>> {
    const { session, frameId } = this.target;
    return evaluate(session, { expression, frameId, context: "watch" }, this.signal);
  }

  async address(expression: string): Promise<Result<bigint>> {
    const answer = await this.ask(expression);
    if (!answer.ok) return answer;
    const found = addressIn(answer.value);
    if (found !== undefined) return success(found);
    return failure("refused", `The address of ${expression} is "${answer.value.result.slice(0, 80)}".`);
  }

  async integer(expression: string): Promise<number | undefined> {
    const answer = await this.ask(expression);
    const match = answer.ok ? /^-?\d+/.exec(answer.value.result) : null;
    return match ? Number(match[0]) : undefined;
  }

  /** The fault of what is no tensor. */
  refuse(text: string): Result<never> {
    return failure("no-tensor", `${this.target.expression} is ${text}`);
  }
}

/** The first address that an answer names. */
export function addressIn({ result }: Evaluated): bigint | undefined {
  const hex = /0x[0-9a-f]+/i.exec(result);
  return hex ? BigInt(hex[0]) : undefined;
}

/** What the members of a pointer's target are asked with: Rust's pointers, *mut T to GDB, have no arrow. */
export function jointOf(typeName: string): "->" | "." {
  return typeName.trimEnd().endsWith("*") ? "->" : ".";
}
