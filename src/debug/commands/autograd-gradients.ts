import { NO_EXTRAS, type NamedDescription } from "../readers/reader";
import { leafOf, ownerOf } from "./leaf-of";
import { batchOf, type BackwardRole, type Matches } from "./usual-names";

/** Whose gradient stands for which part. */
const GRADIENT_OF = { "candidate.dx": "x", "candidate.dgamma": "gamma", "candidate.dbeta": "beta" } as const;
/** Names that the output of a layer usually has; its gradient is dout. */
const OUTPUTS: readonly string[] = ["out", "output", "outputs", "y"];

/**
 * What autograd has computed for the parts that are known: x.grad and its like, and out.grad as dout. Where a program has
 * an autograd of its own, x.grad stands beside x.data.
 */
export function gradientsByAutograd(list: readonly NamedDescription[], found: Matches): Matches {
  const gradientOf = (entry: NamedDescription | undefined): NamedDescription | undefined => {
    const owner = entry && ownerOf(entry.expression);
    const grad = entry?.description.extras.grad ?? (owner === undefined ? undefined : `${owner}.grad`);
    return grad === undefined
      ? undefined
      : list.find(({ expression, frame }) => expression === grad && frame === entry?.frame);
  };
  const gradients: Matches = {};
  for (const [role, of] of Object.entries(GRADIENT_OF) as [keyof typeof GRADIENT_OF, BackwardRole][]) {
    const gradient = gradientOf(found[of]);
    if (gradient) gradients[role] = gradient;
  }
  const shape = String(batchOf(found)?.description.shape);
  const [dout, ...others] = list.flatMap((entry) => {
    const isOutput = OUTPUTS.includes(leafOf(entry.expression)) && String(entry.description.shape) === shape;
    return isOutput ? (gradientOf(entry) ?? []) : [];
  });
  return dout && others.length === 0 ? { ...gradients, dout } : gradients;
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
