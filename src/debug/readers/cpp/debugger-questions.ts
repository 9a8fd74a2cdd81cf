import { failure, success, type Result } from "../../../core/fault";
import { evaluate, type Evaluated } from "../../session/ask";
import type { Target } from "../../session/dap-session";

/** What a debugger of C++ can be asked about an expression's parts: their type, address and size. */
export class Questions {
  constructor(
    readonly target: Target,
    readonly signal: AbortSignal,
    /** The expression in a form that members and indices can follow. */
    readonly path = plainPath(target.expression) ?? `(${target.expression})`,
  ) {}

  /**
   * Questions about what a pointer points at go by its index in LLDB, which then compiles no expression: it cannot for every
   * type. The index of a std::unique_ptr is its own pointer there, so that only a plain one is asked in this way.
   */
  static async about(target: Target, signal: AbortSignal): Promise<Questions> {
    const whole = new Questions(target, signal);
    const pointer = target.expression.startsWith("*") ? plainPath(target.expression.slice(1)) : undefined;
    if (pointer === undefined || !target.session.type.startsWith("lldb")) return whole;
    const shown = await whole.ask(pointer);
    const isPlain = shown.ok && /\*(const)?&?$/.test(shown.value.type.replace(/\s/g, ""));
    return isPlain ? new Questions(target, signal, `${pointer}[0]`) : whole;
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

/** A plain path stays one: LLDB then follows it without compiling an expression, which it cannot for every type. */
function plainPath(expression: string): string | undefined {
  const isPlain = /^[A-Za-z_:][\w.:]*(?:(?:->|\.)\w+|\[\d+\])*$/.test(expression);
  return isPlain ? expression.replace(/\.(?=\d)/g, ".__") : undefined; // Rust's pair.0 is a member __0 to debuggers
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
