import type { PickItem, PickProvider } from "../../panel/source";
import type { NamedDescription } from "../readers/reader";
import { isDebugRole, ROLES_OF_LAYER, type DebugRole } from "../source/debug-problem";
import { isSameFunction } from "../session/stack-frames";
import { debugSettings } from "../source/debug-settings";
import { commandOptions, currentSource, type DebugServices } from "./debug-services";
import { dtypeAndShape } from "./pick-tensor";
import { useExpression } from "./use-expression";
import { fits } from "./usual-names";
import { plainLabel } from "../../panel/plain-text";

/**
 * What the panel's pickers offer from the stopped program: tensors whose shape fits the role. A panel looks at its own
 * session while that stands, whichever has the focus.
 */
export async function offerTensors(
  services: DebugServices,
  role: Parameters<PickProvider>[0],
  x: Parameters<PickProvider>[1],
): Promise<readonly PickItem[]> {
  const wanted = role === "candidate" ? "candidate.dx" : role;
  if (!isDebugRole(wanted) || !debugSettings().evaluate || services.sessions.stopped.length === 0) return [];
  const source = currentSource(services);
  const session = source?.session?.state === "stopped" ? source.session : undefined;
  const selected = await services.sessions.selectedFrame(session?.session.id);
  if (!selected.ok) return [];
  const place = selected.value;
  const { dap } = place.tracked;
  const listed = await services.readerFor(dap.type).listTensors(dap, place.frame.frameId, commandOptions());
  if (!listed.ok) return [];
  const own = source?.session === place.tracked ? source : undefined;
  const item = ({ expression, description }: NamedDescription, load: PickItem["load"]): PickItem => ({
    label: `$(debug) ${plainLabel(expression)}`,
    description: dtypeAndShape(description),
    detail: `${dap.name}, ${place.frame.name}`,
    load,
  });
  const take = ({ expression }: NamedDescription): PickItem["load"] =>
    useExpression(services, place, wanted, expression);
  const compare = (entry: NamedDescription): PickItem["load"] => {
    if (!own || !isSameFunction(place.frame, own.anchor.frame)) return take(entry);
    return async () => {
      const used = await services.useOffer(own, { role: wanted, title: entry.expression });
      return used.ok ? undefined : used;
    };
  };
  const gradients = listed.value
    .flatMap((entry) => gradientOf(entry, wanted))
    .filter(({ description }) => fits(wanted, description.shape, x ?? undefined));
  const fitting = listed.value.filter(({ description }) =>
    description.kind === "module"
      ? ROLES_OF_LAYER.includes(wanted)
      : (description.sizesAsked && wanted !== "eps") || fits(wanted, description.shape, x ?? undefined),
  );
  return [
    ...gradients.map((entry) => item(entry, compare(entry))),
    ...fitting.map((entry) => item(entry, take(entry))),
  ];
}

/** The gradient of a tensor or layer that the program has computed, where a candidate is asked for. */
function gradientOf({ description }: NamedDescription, role: DebugRole): readonly NamedDescription[] {
  const { grad, module } = description.extras;
  const known: Partial<Record<DebugRole, string | null | undefined>> = {
    "candidate.dx": grad,
    "candidate.dgamma": grad ?? module?.gammaGrad,
    "candidate.dbeta": grad ?? module?.betaGrad,
  };
  const expression = known[role];
  return expression ? [{ expression, description }] : [];
}
