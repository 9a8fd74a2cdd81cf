import { NO_EXTRAS, type NamedDescription } from "../readers/reader";
import type { BackwardRole } from "./usual-names";

type Names = Partial<Record<BackwardRole, string>>;

/** Whose gradient stands for which part. */
const GRADIENT_OF = { "candidate.dx": "x", "candidate.dgamma": "gamma", "candidate.dbeta": "beta" } as const;
/** Names that the output of a layer usually has; its gradient is dout. */
const OUTPUTS: readonly string[] = ["out", "output", "outputs", "y"];

/** What autograd has computed for the parts that are known: x.grad and its like, and out.grad as dout. */
export function gradientsByAutograd(list: readonly NamedDescription[], found: Names): Names {
  const gradientOf = (expression: string | undefined): string | undefined =>
    list.find((entry) => entry.expression === expression)?.description.extras.grad ?? undefined;
  const shapeOf = (expression: string | undefined): string | undefined =>
    list.find((entry) => entry.expression === expression)?.description.shape?.join();
  const gradients: Names = {};
  for (const [role, of] of Object.entries(GRADIENT_OF) as [keyof typeof GRADIENT_OF, BackwardRole][]) {
    const gradient = gradientOf(found[of]);
    if (gradient !== undefined) gradients[role] = gradient;
  }
  const outputs = OUTPUTS.filter((name) => gradientOf(name) !== undefined && shapeOf(name) === shapeOf(found.x));
  const dout = outputs.length === 1 ? gradientOf(outputs[0]) : undefined;
  return dout === undefined ? gradients : { ...gradients, dout };
}

/** The tensors of a list, each followed by the gradient that autograd has computed for it. */
export function withGradients(list: readonly NamedDescription[]): readonly NamedDescription[] {
  const known = new Set(list.map(({ expression }) => expression));
  return list.flatMap((entry) => {
    const { grad } = entry.description.extras;
    if (grad === null || known.has(grad)) return [entry];
    return [entry, { ...entry, expression: grad, description: { ...entry.description, extras: NO_EXTRAS } }];
  });
}
