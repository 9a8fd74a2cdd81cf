import * as vscode from "vscode";
import { plainLabel, plainSentence } from "../../panel/plain-text";
import type { DebugSource } from "../source/debug-source";
import type { DebugServices, Place } from "./debug-services";
import { BACK } from "./ask-expression";
import { askPart, type Guess, type Parts } from "./ask-part";
import { showExpression } from "./show-expression";
import { BACKWARD_ROLES, type BackwardRole } from "./usual-names";

const wordOf = (role: BackwardRole): string => role.replace("candidate.", "");

/** Shows x in a panel with the other parts beside it, to be read again at every stop. */
export async function showParts(services: DebugServices, place: Place, parts: Parts): Promise<DebugSource | undefined> {
  const { x, ...rest } = parts;
  if (x === undefined) return undefined;
  const source = await showExpression(services, place, x);
  source?.setRoles(rest);
  return source;
}

/** Says which parts were taken, by their names or by the user's choice, and offers to take others. */
export async function sayParts(services: DebugServices, source: DebugSource, guess: Guess): Promise<void> {
  const said = BACKWARD_ROLES.flatMap((role) => {
    const expression = guess.parts[role];
    return expression === undefined ? [] : [`${wordOf(role)} = ${expression}`];
  });
  const change = "Change...";
  const answer = await vscode.window.showInformationMessage(
    plainSentence(`Your backward is checked with ${said.join(", ")}.`),
    change,
  );
  if (answer === change) await changePart(services, source, guess);
}

async function changePart(services: DebugServices, source: DebugSource, guess: Guess): Promise<void> {
  const { place, parts, list } = guess;
  const items = BACKWARD_ROLES.map((role) => {
    const expression = parts[role];
    return { label: wordOf(role), description: expression === undefined ? "not used" : plainLabel(expression), role };
  });
  const role = (await vscode.window.showQuickPick(items, { title: "Check my backward: take another ..." }))?.role;
  if (!role) return;
  const taken = await askPart(services, guess, role);
  if (!taken || taken === BACK) return;
  const changed: Guess = { place, parts: { ...parts, [role]: taken.expression }, list: [...new Set([...list, taken])] };
  const next = role === "x" ? await showParts(services, place, changed.parts) : source;
  if (role !== "x") source.setRoles({ [role]: taken.expression });
  if (next) await sayParts(services, next, changed);
}
