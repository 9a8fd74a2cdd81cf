import { roleWord } from "../../protocol/role-word";
import { failure, success, type Result } from "../../core/fault";
import type { Layout } from "../../core/layout";
import type { PickItem } from "../../panel/source";
import type { Description } from "../readers/reader";
import { debugSettings, forbidden } from "../source/debug-settings";
import { readRole } from "../source/read-used";
import { elsewhereOf, type UsedRole } from "../source/used-expressions";
import { commandOptions, currentSource, placeNow, say, type DebugServices, type Place } from "./debug-services";
import { layerApart } from "./layer-apart";
import { menuRow, rowWithoutExpression } from "./menu-row";
import { dtypeAndShape } from "./pick-tensor";
import { fits, sizeWanted } from "./usual-names";

/** "Use as gamma" on a row: in the panel of this session, else as a fixed value in the panel in front. */
export async function useRow(services: DebugServices, role: UsedRole, argument: unknown): Promise<void> {
  const row = menuRow(argument);
  const panel = services.panels.current;
  if (!row || !panel) return;
  if (row.expression === null) return say(rowWithoutExpression(row));
  const place = await placeNow(services, row.sessionId);
  if (!place) return;
  const loaded = await useExpression(services, place, role, row.expression)();
  if (!loaded) return;
  if (!loaded.ok) say(loaded.fault);
  else if (role !== "layer") await panel.use(role, loaded.value);
}

/** Uses an expression in a role of the panel in front; what the panel's source reads itself needs no value here. */
export function useExpression(
  services: DebugServices,
  place: Place,
  role: UsedRole,
  expression: string,
): PickItem["load"] {
  return async () => {
    if (!debugSettings().evaluate) return forbidden(expression);
    const reader = services.readerFor(place.tracked.dap.type);
    const target = { session: place.tracked.dap, frameId: place.frame.frameId, expression };
    const described = await reader.describe(target, commandOptions());
    if (!described.ok) return described;
    const source = currentSource(services);
    const ofSession = source?.session === place.tracked ? source : undefined;
    // Where x stays what it was at an earlier stop, this is read once, as it is here.
    const own = (await ofSession?.place()) && ofSession;
    if (described.value.extras.module) {
      own?.setLayer(expression, elsewhereOf(["layer"], place.frame, own.anchor.frame));
      if (own) return undefined;
      const { module } = described.value.extras;
      return failure(
        "no-tensor",
        ofSession ? layerApart(expression, module) : `${expression} is a layer of another program.`,
      );
    }
    const x = services.panels.current?.model.layoutSaid ?? undefined;
    const usable = checkRole(expression, role, described.value, x);
    if (!usable.ok) return usable;
    if (own) {
      const elsewhere = elsewhereOf([usable.value], place.frame, own.anchor.frame);
      own.setRoles({ [usable.value]: expression }, elsewhere);
      return undefined;
    }
    const read = await readRole(reader, target, usable.value, x?.shape ?? [], commandOptions());
    if (!read.ok) return read;
    if (typeof read.value === "number") {
      return failure("no-tensor", `${expression} is one value: type ${read.value} for ${roleWord(role)} in the panel.`);
    }
    const title = ofSession ? `${expression} in ${place.frame.name}` : expression;
    return success({ title, value: read.value });
  };
}

/** Whether what was found can stand in the role. */
function checkRole(
  expression: string,
  role: UsedRole,
  description: Description,
  x: Layout | undefined,
): Result<Exclude<UsedRole, "layer">> {
  const { obstacle, number, shape } = description;
  if (role === "layer") {
    const found = obstacle ?? `${dtypeAndShape(description)}, no normalization layer.`;
    return failure("no-layer", `${expression} is ${found}`);
  }
  if (obstacle !== null && number === null) return failure("no-tensor", `${expression} is ${obstacle}`);
  if (x && shape && !fits(role, shape, x)) {
    const needs = `${roleWord(role)} of the x in the panel needs ${sizeWanted(role, x)}`;
    return failure("shape", `${expression} is ${shape.join(" x ")}; ${needs}.`);
  }
  return success(role);
}
