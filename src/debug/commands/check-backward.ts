import { BACK } from "./ask-expression";
import { askPart, offersFor, type Guess } from "./ask-part";
import { BACKWARD_ROLES, EPS_NAMES, matchByName, type BackwardRole } from "./usual-names";
import { debugSettings, forbidden } from "../source/debug-settings";
import { commandOptions, placeNow, say, type DebugServices, type Place } from "./debug-services";
import { sayParts, showParts } from "./guessed-parts";
import type { NamedDescription } from "../readers/reader";

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
  if (!chosen) return;
  const eps = await findEps(services, place);
  const guess = { ...chosen, parts: { ...chosen.parts, ...(eps !== undefined && { eps }) } };
  const source = await showParts(services, place, guess.parts);
  if (source) void sayParts(services, source, guess);
}

/** What stands for each part; undefined when the user gave up on one that is needed. */
async function chooseParts(
  services: DebugServices,
  place: Place,
  listed: readonly NamedDescription[],
): Promise<Guess | undefined> {
  let list = listed;
  const answers = new Map<BackwardRole, string | null>(); // null: there is none; in the order of the questions
  for (;;) {
    const answered = Object.fromEntries([...answers].flatMap(([role, name]) => (name === null ? [] : [[role, name]])));
    const guess: Guess = { place, parts: matchByName(list, answered), list };
    const role = BACKWARD_ROLES.find((one) => !answers.has(one) && isAsked(one, guess));
    if (role === undefined) return guess;
    const answer = await askPart(services, guess, role, answers.size > 0);
    if (answer === BACK) answers.delete([...answers.keys()].at(-1) ?? role);
    else if (answer === undefined && NEEDED.includes(role)) return undefined;
    else answers.set(role, answer?.expression ?? null);
    if (typeof answer === "object" && !list.includes(answer)) list = [...list, answer];
  }
}

/** What no name gave is asked for, where the frame has something to offer or nothing can be checked without. */
function isAsked(role: BackwardRole, guess: Guess): boolean {
  if (guess.parts[role] !== undefined || NEVER_ASKED.includes(role)) return false;
  return NEEDED.includes(role) || offersFor(role, guess).length > 0;
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
