import { BACK } from "./ask-expression";
import { askPart, describeTyped, offersFor, type Guess } from "./ask-part";
import { tensorsAround } from "./tensors-around";
import { BACKWARD_ROLES, matchByName, roleOfAnswer, type BackwardRole } from "./usual-names";
import { isCandidate } from "../source/used-expressions";
import { debugSettings, forbidden } from "../source/debug-settings";
import { commandOptions, placeNow, say, type DebugServices, type Place } from "./debug-services";
import { sayParts, showParts } from "./guessed-parts";
import { functionOf } from "./function-of-program";
import { stillThere } from "./remembered-parts";
import type { NamedDescription } from "../readers/reader";

/** Without these there is nothing to check. */
const NEEDED: readonly BackwardRole[] = ["x", "dout", "candidate.dx"];
/** beta changes no gradient, and xhat is an answer where x is asked for. */
const NEVER_ASKED: readonly BackwardRole[] = ["beta", "xhat"];

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
  const reader = services.readerFor(tracked.dap.type);
  const listed = await tensorsAround(reader, tracked.dap, frame, commandOptions());
  if (!listed.ok) return say(listed.fault);
  const guess = await chooseParts(services, place, listed.value);
  if (!guess) return;
  const source = await showParts(services, place, guess);
  if (source) void sayParts(services, source, guess);
}

/**
 * What stands for each part: what the user has chosen in this function before, then what names say, then what is asked.
 * undefined when the user gave up on one that is needed.
 */
async function chooseParts(
  services: DebugServices,
  place: Place,
  listed: readonly NamedDescription[],
): Promise<Guess | undefined> {
  const { remembered } = services;
  const where = await functionOf(place);
  const unasked: Guess = { place, parts: {}, list: listed };
  const known = await stillThere(remembered.of(where), listed, (role, expression) =>
    describeTyped(services, unasked, role, expression),
  );
  let list = listed;
  // In the order of the questions; null: there is none.
  const answers = new Map<BackwardRole, NamedDescription | null>(known);
  for (;;) {
    list = [...new Set([...list, ...[...answers.values()].filter((entry) => entry !== null)])];
    const answered = Object.fromEntries([...answers].flatMap(([role, entry]) => (entry ? [[role, entry]] : [])));
    const guess: Guess = { place, parts: matchByName(list, answered), list };
    const role = BACKWARD_ROLES.find((one) => !answers.has(one) && isAsked(one, guess));
    if (role === undefined) {
      await remembered.keep(where, answers);
      return guess;
    }
    const answer = await askPart(services, guess, role, answers.size > 0);
    if (answer === BACK) answers.delete([...answers.keys()].at(-1) ?? role);
    else if (answer === undefined && NEEDED.includes(role)) return undefined;
    else answers.set(answer ? roleOfAnswer(role, answer.expression) : role, answer ?? null);
  }
}

/** What no name gave is asked for, where the frame has something to offer or nothing can be checked without. */
function isAsked(role: BackwardRole, guess: Guess): boolean {
  if (guess.parts[role] !== undefined || NEVER_ASKED.includes(role)) return false;
  if (guess.parts.xhat ? role === "x" : role === "rstd") return false;
  // A caller's gradients are offered, and no reason to ask.
  return NEEDED.includes(role) || offersFor(role, guess).some(({ frame }) => !frame || !isCandidate(role));
}
