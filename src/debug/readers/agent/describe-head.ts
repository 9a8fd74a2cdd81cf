import type { Description } from "../reader";
import { describeLayer } from "./describe-layer";
import type { Payload } from "./payload";

/** The agent's head as a description. `operand` replaces "%s" in the expressions that it names. */
export function describeHead(head: Payload["head"], operand: string): Description {
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  const numbers = (value: unknown): readonly number[] | null => (Array.isArray(value) ? value.map(Number) : null);
  const expression = (value: unknown): string | null =>
    typeof value === "string" ? value.replace("%s", () => operand) : null;
  const kind = head.kind === "tensor" || head.kind === "module" ? head.kind : "other";
  return {
    kind,
    typeName: text(head.type),
    dtype: text(head.dtype),
    shape: numbers(head.shape),
    sizesAsked: false,
    strides: numbers(head.strides),
    device: text(head.device) || "cpu",
    bytes: typeof head.bytes === "number" ? head.bytes : 0,
    obstacle: typeof head.obstacle === "string" ? head.obstacle : null,
    number: typeof head.number === "number" ? head.number : null,
    notes: Array.isArray(head.notes) ? head.notes.map(String) : [],
    extras: { grad: expression(head.grad), module: describeLayer(head.module, expression) },
  };
}
