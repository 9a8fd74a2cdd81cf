import { BACKWARD_ROLES, EPS_NAMES, fits, matchByName, type BackwardRole } from "./usual-names";
import { debugSettings, forbidden } from "../source/debug-settings";
import { commandOptions, placeNow, say, type DebugServices, type Place } from "./debug-services";
import { sayParts, showParts, type Parts } from "./guessed-parts";
import { pickTensor } from "./pick-tensor";
import type { NamedDescription } from "../readers/reader";

const ASKED_FOR: Readonly<Record<BackwardRole, string>> = {
  x: "x, the input of the batch norm",
  gamma: "gamma (Escape: there is none, so 1)",
  beta: "beta (Escape: there is none, so 0)",
  dout: "dout, the upstream gradient",
  eps: "eps",
  "candidate.dx": "dx, as the program computed it",
  "candidate.dgamma": "dgamma, as the program computed it (Escape: leave it out)",
  "candidate.dbeta": "dbeta, as the program computed it (Escape: leave it out)",
};
/** Without these there is nothing to check. */
const NEEDED: readonly BackwardRole[] = ["x", "dout", "candidate.dx"];
/** beta changes no gradient, and eps is found by name or stays at its default. */
const NEVER_ASKED: readonly BackwardRole[] = ["beta", "eps"];

/** Takes the parts of a hand-written backward from the frame by name, asks for what has another name, and shows the comparison. */
export async function checkBackward(services: DebugServices): Promise<void> {
  const place = await placeNow(services);
  if (!place) return;
  if (!debugSettings().evaluate) {
    const refused = forbidden("The frame");
    if (!refused.ok) say(refused.fault);
    return;
  }
  const { tracked, frame } = place;
  const listed = await services.readerFor(tracked.dap.type).listTensors(tracked.dap, frame.frameId, commandOptions());
  if (!listed.ok) return say(listed.fault);
  const chosen = await chooseParts(services, place, listed.value);
  if (chosen?.x === undefined) return;
  const eps = await findEps(services, place);
  const parts = { ...chosen, ...(eps !== undefined && { eps }) };
  const source = await showParts(services, place, parts);
  if (source) void sayParts(services, source, { place, parts, list: listed.value });
}

/** An expression for each part; undefined when the user gave up on one that is needed. */
async function chooseParts(
  services: DebugServices,
  place: Place,
  list: readonly NamedDescription[],
): Promise<Parts | undefined> {
  const chosen = matchByName(list);
  const shapeOf = (expression: string | undefined): { readonly shape: readonly number[] } | undefined => {
    const shape = list.find((entry) => entry.expression === expression)?.description.shape;
    return shape ? { shape } : undefined;
  };
  for (const role of BACKWARD_ROLES) {
    if (chosen[role] !== undefined || NEVER_ASKED.includes(role)) continue;
    const left = (entry: NamedDescription): boolean =>
      !Object.values(chosen).includes(entry.expression) && fits(role, entry.description.shape, shapeOf(chosen.x));
    if (!NEEDED.includes(role) && !list.some(left)) continue;
    const picked = await pickTensor(services, place, `Check my backward: ${ASKED_FOR[role]}`, left, list);
    if (picked) chosen[role] = picked.expression;
    else if (NEEDED.includes(role)) return undefined;
  }
  return chosen;
}

/** eps is a plain number, which no list of tensors holds: it is asked for by its usual names. */
async function findEps({ readerFor }: DebugServices, { tracked, frame }: Place): Promise<string | undefined> {
  for (const expression of EPS_NAMES) {
    const described = await readerFor(tracked.dap.type).describe(
      { session: tracked.dap, frameId: frame.frameId, expression },
      commandOptions(),
    );
    if (described.ok && described.value.number !== null && described.value.number >= 0) return expression;
  }
  return undefined;
}
