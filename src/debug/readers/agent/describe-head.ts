import type { BatchNormModule, Description } from "../reader";
import type { Payload } from "./payload";

/** The agent's head as a description. `operand` replaces "%s" in the expressions that it names. */
export function describeHead(head: Payload["head"], operand: string): Description {
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  const numbers = (value: unknown): readonly number[] | null => (Array.isArray(value) ? value.map(Number) : null);
  const expression = (value: unknown): string | null =>
    typeof value === "string" ? value.replace("%s", () => operand) : null;
  const module = (value: unknown): BatchNormModule | null => {
    if (typeof value !== "object" || value === null) return null;
    const fields = value as Readonly<Record<string, unknown>>; // each is checked below
    return {
      gamma: expression(fields.weight),
      beta: expression(fields.bias),
      runningMean: expression(fields.running_mean),
      runningVar: expression(fields.running_var),
      eps: Number(fields.eps),
      training: fields.training === true,
      gammaGrad: expression(fields.weight_grad),
      betaGrad: expression(fields.bias_grad),
    };
  };
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
    extras: { grad: expression(head.grad), module: module(head.module) },
  };
}
