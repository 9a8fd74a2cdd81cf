import * as vscode from "vscode";
import type { SpawnWorker } from "../../compute/worker/client";
import type { PanelManager } from "../../panel/manager";
import { isKernelMemento, KernelSource, type KernelMemento } from "../notebook/kernel-source";
import { showKernelVariable } from "../notebook/show-kernel-variable";
import { createReaders } from "../readers/debuggers";
import type { Disk } from "../readers/shared-disk";
import { DebugSessions } from "../session/session-tracker";
import { isDebugMemento, type DebugMemento } from "../source/debug-memento";
import { debugSettings } from "../source/debug-settings";
import { DebugSource } from "../source/debug-source";
import type { UsedRole } from "../source/used-expressions";
import { BackwardHere } from "./backward-here";
import { checkBackward } from "./check-backward";
import { registerCheckTensor } from "./check-tensor";
import { createSource, currentSource, placeNow, say, type DebugServices } from "./debug-services";
import { expressionAtCursor } from "./expression-at-cursor";
import { menuRow, rowWithoutExpression } from "./menu-row";
import { useOwnGradient } from "./own-gradient";
import { pickExpression } from "./pick-expression";
import { pickTensor } from "./pick-tensor";
import { namedParts } from "./named-parts";
import { offerTensors } from "./picker-offers";
import { RememberedParts } from "./remembered-parts";
import { showExpression } from "./show-expression";
import { takeBack } from "./take-back";
import { useRow } from "./use-expression";

/** Commands that use a row of the Variables view beside x. */
const USES: readonly (readonly [string, UsedRole])[] = [
  ["gradientLens.useAsGamma", "gamma"],
  ["gradientLens.useAsBeta", "beta"],
  ["gradientLens.useAsRstd", "rstd"],
  ["gradientLens.useAsDout", "dout"],
  ["gradientLens.useAsDx", "candidate.dx"],
  ["gradientLens.useAsDgamma", "candidate.dgamma"],
  ["gradientLens.useAsDbeta", "candidate.dbeta"],
  ["gradientLens.useAsLayer", "layer"],
];

/** Registers what a stopped program gives: commands, menus' handlers, the pickers' offers. */
export function registerDebug(
  context: vscode.ExtensionContext,
  panels: PanelManager,
  disk: Disk | null,
  spawn: SpawnWorker,
): void {
  const sessions = new DebugSessions();
  const services: DebugServices = {
    panels,
    sessions,
    readerFor: createReaders(disk),
    remembered: new RememberedParts(context.workspaceState),
    useOffer: (source, offer) => useOwnGradient(services, source, offer),
  };
  panels.registerSource(
    (memento) => Promise.resolve(isDebugMemento(memento) ? restore(services, memento) : undefined),
    (role, x) => offerTensors(services, role, x),
  );
  const kernelSource = ({ notebook, expression }: KernelMemento): KernelSource =>
    new KernelSource(vscode.Uri.parse(notebook), expression, services.readerFor);
  panels.registerSource((memento) => Promise.resolve(isKernelMemento(memento) ? kernelSource(memento) : undefined));
  const register = (id: string, run: (argument: unknown) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(id, (argument: unknown) => run(argument));
  context.subscriptions.push(
    sessions,
    new BackwardHere(sessions),
    registerCheckTensor(services, spawn),
    register("gradientLens.showVariable", (argument) => showRow(services, argument)),
    register("gradientLens.showKernelVariable", (argument) => showKernelVariable(panels, services.readerFor, argument)),
    register("gradientLens.showExpression", (argument) => showTyped(services, argument instanceof vscode.Uri)),
    register("gradientLens.pickTensor", () => pickAndShow(services)),
    register("gradientLens.checkBackward", () => checkBackward(services)),
    register("gradientLens.collectAll", () => collectAll(services)),
    register("gradientLens.takeBack", (argument) => takeBack(services, argument)),
    ...USES.map(([id, role]) => register(id, (argument) => useRow(services, role, argument))),
  );
}

/** A session does not outlive its window: the panel waits for the next one of the same name. */
function restore({ sessions, readerFor, useOffer }: DebugServices, memento: DebugMemento): DebugSource {
  const { session: sessionName, type: debugType, frame, expression, shape, roles, layer, xKept, elsewhere } = memento;
  const used = { roles, elsewhere, ...(layer !== undefined && { layer }), ...(xKept && { xKept }) };
  const anchor = { sessionName, debugType, frame, expression, shape, used };
  return new DebugSource(anchor, sessions, readerFor, { use: useOffer, named: namedParts });
}

async function showRow(services: DebugServices, argument: unknown): Promise<void> {
  const row = menuRow(argument);
  if (!row) return showAtCursor(services);
  const place = await placeNow(services, row.sessionId);
  if (!place) return;
  if (debugSettings().evaluate) {
    if (row.expression === null) return say(rowWithoutExpression(row));
    await showExpression(services, place, row.expression);
    return;
  }
  // Without evaluation the row can be read once, as it stands.
  if (row.row.variablesReference === 0) return say(rowWithoutExpression(row));
  const expression = row.expression ?? row.name;
  await services.panels.show(createSource(services, place, { expression, row: row.row }));
}

/** Shows an expression that is asked for; from the editor's menu, or where one is selected, that one at once. */
async function showTyped(services: DebugServices, isOfMenu: boolean): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (isOfMenu || editor?.selection.isEmpty === false) return showAtCursor(services);
  const place = await placeNow(services);
  const typed = place && (await pickExpression(services, place, expressionAtCursor(editor) ?? ""));
  if (place && typed !== undefined) await showExpression(services, place, typed);
}

async function showAtCursor(services: DebugServices): Promise<void> {
  const expression = expressionAtCursor(vscode.window.activeTextEditor);
  if (expression === undefined) return pickAndShow(services);
  const place = await placeNow(services);
  if (place) await showExpression(services, place, expression);
}

async function pickAndShow(services: DebugServices): Promise<void> {
  const place = await placeNow(services);
  if (!place) return;
  const chosen = await pickTensor(services, place, vscode.l10n.t("Show Batch-Norm Gradients of"));
  if (chosen) await showExpression(services, place, chosen.expression);
}

async function collectAll(services: DebugServices): Promise<void> {
  const source = currentSource(services);
  if (!source) {
    const text = vscode.l10n.t(
      "Show a tensor of a stopped program first; it is then collected from all stopped sessions.",
    );
    return say({ code: "no-panel", text });
  }
  const collected = await source.collectAll();
  if (!collected.ok) say(collected.fault);
}
