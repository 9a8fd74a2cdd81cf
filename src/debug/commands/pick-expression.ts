import * as vscode from "vscode";
import { debugSettings } from "../source/debug-settings";
import { askExpression, BACK } from "./ask-expression";
import { commandOptions, type DebugServices, type Place } from "./debug-services";
import type { NamedDescription } from "../readers/reader";

/** Asks for the expression of a frame that is to be shown. `start` is what the box begins with. undefined: given up. */
export async function pickExpression(
  services: DebugServices,
  place: Place,
  start: string,
): Promise<string | undefined> {
  const answer = await askExpression({
    title: vscode.l10n.t("Show batch-norm gradients of an expression"),
    placeholder: vscode.l10n.t("An expression or a slice in {0}, such as x[:, 3:]", place.frame.name),
    start,
    offers: debugSettings().evaluate ? tensorsOf(services, place) : [],
  });
  if (answer === BACK || answer === undefined) return undefined;
  return typeof answer === "string" ? answer : answer.expression;
}

/** A language that cannot list its tensors has none to offer; it takes what is typed. */
async function tensorsOf(
  { readerFor }: DebugServices,
  { tracked, frame }: Place,
): Promise<readonly NamedDescription[]> {
  const listed = await readerFor(tracked.dap.type).listTensors(tracked.dap, frame.frameId, commandOptions());
  return listed.ok ? listed.value : [];
}
