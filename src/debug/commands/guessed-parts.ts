import * as vscode from "vscode";
import { plainLabel, plainSentence } from "../../panel/plain-text";
import type { DebugRole } from "../source/debug-problem";
import type { DebugSource } from "../source/debug-source";
import { elsewhereOf, type UsedExpressions } from "../source/used-expressions";
import type { DebugServices, Place } from "./debug-services";
import { BACK } from "./ask-expression";
import { askPart, type Guess } from "./ask-part";
import { layerName, layerOfParts } from "./layer-of-parts";
import { functionOf } from "./function-of-program";
import { showExpression } from "./show-expression";
import { BACKWARD_ROLES, isBatch, withPart, type BackwardRole, type Matches } from "./usual-names";
import type { NamedDescription } from "../readers/reader";

const wordOf = (role: BackwardRole): string => role.replace("candidate.", "");

/** Shows x, or the xhat in its place, in a panel with the other parts beside it, to be read again at every stop. */
export async function showParts(
  services: DebugServices,
  place: Place,
  { parts, list }: Pick<Guess, "parts" | "list">,
): Promise<DebugSource | undefined> {
  const { x, xhat, ...rest } = parts;
  const batch = x ?? xhat;
  if (!batch) return undefined;
  const source = await showExpression(services, { ...place, frame: batch.frame ?? place.frame }, batch.expression);
  if (!source) return undefined;
  source.standAs(x ? "x" : "xhat");
  const layer = layerOfParts(parts, list);
  if (layer)
    source.standBeside(layer.expression, elsewhereOf(["layer"], layer.frame ?? place.frame, source.anchor.frame));
  useParts(source, place, rest);
  return source;
}

/** Uses parts beside the x of a source, each in the frame that it stands in. */
function useParts(source: DebugSource, place: Place, parts: Omit<Matches, "x" | "xhat">): void {
  const roles: Partial<Record<DebugRole, string>> = {};
  let elsewhere: UsedExpressions["elsewhere"] = {};
  for (const [role, entry] of Object.entries(parts) as [DebugRole, NamedDescription][]) {
    roles[role] = entry.expression;
    elsewhere = { ...elsewhere, ...elsewhereOf([role], entry.frame ?? place.frame, source.anchor.frame) };
  }
  source.setRoles(roles, elsewhere);
}

/** "x in train": an expression, with its place where that is not the frame of the stop. */
function nameOf({ expression, frame, isOfModule }: NamedDescription): string {
  if (isOfModule) return `${expression} of the module${frame ? ` ${frame.file}` : ""}`;
  return frame ? `${expression} in ${frame.name}` : expression;
}

/** Says which parts were taken, by their names or by the user's choice, and offers to take others. */
export async function sayParts(services: DebugServices, source: DebugSource, guess: Guess): Promise<void> {
  const said = BACKWARD_ROLES.flatMap((role) => {
    const entry = guess.parts[role];
    return entry === undefined ? [] : [`${wordOf(role)} = ${nameOf(entry)}`];
  });
  const layer = layerOfParts(guess.parts, guess.list);
  if (layer) said.push(`layer = ${nameOf(layer)} (${layerName(layer.description)})`);
  const change = vscode.l10n.t("Change...");
  const answer = await vscode.window.showInformationMessage(
    plainSentence(vscode.l10n.t("Your backward is checked with {0}.", said.join(", "))),
    change,
  );
  if (answer === change) await changePart(services, source, guess);
}

async function changePart(services: DebugServices, source: DebugSource, guess: Guess): Promise<void> {
  const { place, parts, list } = guess;
  const roles = BACKWARD_ROLES.filter((role) => role !== "rstd" || parts.xhat !== undefined);
  const items = roles.map((role) => {
    const entry = parts[role];
    return { label: wordOf(role), description: entry ? plainLabel(nameOf(entry)) : vscode.l10n.t("not used"), role };
  });
  const role = (
    await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t("Check my backward: take another ..."),
    })
  )?.role;
  if (!role) return;
  const taken = await askPart(services, guess, role);
  if (!taken || taken === BACK) return;
  await services.remembered.add(await functionOf(place), role, taken);
  const changed: Guess = { place, parts: withPart(parts, role, taken), list: [...new Set([...list, taken])] };
  const isOfLayer = layerOfParts(parts, list) !== layerOfParts(changed.parts, changed.list);
  if (isOfLayer) source.standBeside(undefined);
  const isShownAnew = isBatch(role) || isOfLayer;
  const next = isShownAnew ? await showParts(services, place, changed) : source;
  if (!isShownAnew) useParts(source, place, { [role]: taken });
  if (next) await sayParts(services, next, changed);
}
