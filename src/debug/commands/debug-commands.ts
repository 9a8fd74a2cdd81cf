import * as vscode from "vscode";
import { failure, success, type Fault } from "../../core/fault";
import type { ParameterName } from "../../protocol";
import type { PanelManager } from "../../panel/manager";
import type { PickItem, PickProvider } from "../../panel/source";
import { checkBackward } from "./check-backward";
import { expressionAtCursor, menuRow } from "./menu-row";
import { fits } from "./usual-names";
import { isDebugMemento, type DebugMemento } from "../source/debug-memento";
import { useOwnGradient } from "./own-gradient";
import { isDebugRole, type DebugRole } from "../source/debug-problem";
import { createReaders } from "../readers/index";
import { DebugSessions } from "../session/session-tracker";
import { debugSettings } from "../source/debug-settings";
import {
  createSource,
  describe,
  options,
  pickTensor,
  placeNow,
  say,
  showExpression,
  type DebugServices,
  type Place,
} from "./show-tensor";
import { DebugSource, forbidden } from "../source/debug-source";
import type { NamedDescription } from "../readers/reader";
import type { Disk } from "../readers/transfer";

const SHOW = "gradientLens.showVariable";

/** What a row can be used as; a layer gives several roles at once. */
type UseRole = DebugRole | "layer";

/** Registers what a stopped program gives: commands, menus' handlers, the pickers' offers. */
export function registerDebug(context: vscode.ExtensionContext, panels: PanelManager, disk: Disk | null): void {
  const sessions = new DebugSessions();
  const services: DebugServices = {
    panels,
    sessions,
    readerFor: createReaders(disk),
    useOffer: (source, offer) => useOwnGradient(services, source, offer),
  };
  panels.registerSource(
    (memento) => Promise.resolve(isDebugMemento(memento) ? restore(services, memento) : undefined),
    (role, shape) => offers(services, role, shape),
  );
  const register = (id: string, run: (argument: unknown) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(id, (argument: unknown) => run(argument));
  context.subscriptions.push(
    sessions,
    register(SHOW, (argument) => showRow(services, argument)),
    register("gradientLens.showExpression", () => showAtCursor(services)),
    register("gradientLens.pickTensor", () => pickAndShow(services)),
    register("gradientLens.checkBackward", () => checkBackward(services)),
    register("gradientLens.collectAll", () => collectAll(services)),
    ...USES.map(([id, role]) => register(id, (argument) => useRow(services, role, argument))),
  );
}

/** A session does not outlive its window: the panel waits for the next one of the same name. */
function restore({ sessions, readerFor, useOffer }: DebugServices, memento: DebugMemento): DebugSource {
  const { session: sessionName, type: debugType, frame, expression, shape, roles, layer } = memento;
  const anchor = { sessionName, debugType, frame, expression, shape, roles, layer };
  return new DebugSource(anchor, sessions, readerFor, useOffer);
}

const USES: readonly [string, UseRole][] = [
  ["gradientLens.useAsGamma", "gamma"],
  ["gradientLens.useAsBeta", "beta"],
  ["gradientLens.useAsDout", "dout"],
  ["gradientLens.useAsDx", "candidate.dx"],
  ["gradientLens.useAsDgamma", "candidate.dgamma"],
  ["gradientLens.useAsDbeta", "candidate.dbeta"],
  ["gradientLens.useAsLayer", "layer"],
];

async function showRow(services: DebugServices, argument: unknown): Promise<void> {
  const row = menuRow(argument);
  if (!row) return showAtCursor(services);
  const place = await placeNow(services, row.sessionId);
  if (!place) return;
  if (!debugSettings().evaluate || row.expression === null) {
    // Without an expression the row can be read once, as it stands.
    if (row.row.variablesReference === 0) return say(noExpression(row.name, row.row.value));
    const more = { expression: row.expression ?? row.name, row: row.row };
    if (!debugSettings().evaluate) return void (await services.panels.show(createSource(services, place, more)));
    return say(noExpression(row.name, row.row.value));
  }
  await showExpression(services, place, row.expression);
}

function noExpression(name: string, value: string): Fault {
  const shown = value ? `, ${value.slice(0, 60)}` : "";
  return {
    code: "no-tensor",
    text: `${name} (${shown.slice(2) || "no value"}) has no expression of its own and cannot be read; show the variable that holds it.`,
  };
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
  const chosen = await pickTensor(services, place, "Show batch-norm gradients of", () => true);
  if (chosen) await showExpression(services, place, chosen.expression);
}

/** "Use as gamma" on a row: in the panel of this session, else as a fixed value in the panel in front. */
async function useRow(services: DebugServices, role: UseRole, argument: unknown): Promise<void> {
  const row = menuRow(argument);
  const panel = services.panels.current;
  if (!row || !panel) return;
  if (row.expression === null) return say(noExpression(row.name, row.row.value));
  const place = await placeNow(services, row.sessionId);
  if (!place) return;
  const loaded = await useExpression(services, place, role, row.expression)();
  if (!loaded) return;
  if (!loaded.ok) say(loaded.fault);
  else if (role !== "layer") await panel.use(role, loaded.value);
}

/** Uses an expression in a role of the panel in front; what the panel's source reads itself needs no value here. */
function useExpression(
  services: DebugServices,
  { tracked, frame }: Place,
  role: UseRole,
  expression: string,
): PickItem["load"] {
  return async () => {
    if (!debugSettings().evaluate) return forbidden(expression);
    const reader = services.readerFor(tracked.dap.type);
    const target = { session: tracked.dap, frameId: frame.frameId, expression };
    const described = await reader.describe(target, options());
    if (!described.ok) return described;
    const panel = services.panels.current;
    const current = panel?.model.source;
    const isOwn = current instanceof DebugSource && current.session === tracked;
    if (described.value.kind === "module") {
      if (isOwn) current.setLayer(expression);
      return isOwn ? undefined : failure("no-tensor", `${expression} is a layer of another program.`);
    }
    if (described.value.obstacle !== null) return failure("no-tensor", `${expression} is ${described.value.obstacle}`);
    if (role === "layer") {
      return failure("no-layer", `${expression} is ${describe(described.value)}, no batch-norm layer.`);
    }
    const x = panel?.model.shape;
    if (x && described.value.shape && !fits(role, described.value.shape, x)) {
      const wanted = role === "dout" || role === "candidate.dx" ? x.join(" x ") : `${x[1]} values`;
      return failure(
        "shape",
        `${expression} is ${described.value.shape.join(" x ")}; ${role} of the x in the panel needs ${wanted}.`,
      );
    }
    if (isOwn) {
      // What was typed or picked before would hide what the program holds.
      const before = panel?.model.state.analysis?.parameters[role as ParameterName] as { from: string } | undefined;
      if (before?.from === "typed" || before?.from === "picked")
        await panel?.model.setParameter(role as ParameterName, "");
      current.setRole(role, expression);
      return undefined;
    }
    const read = await reader.read(target, options());
    return read.ok ? success({ title: expression, value: read.value.tensor }) : read;
  };
}

/** What the panel's pickers offer from the stopped program: tensors whose shape fits the role. */
async function offers(
  services: DebugServices,
  role: Parameters<PickProvider>[0],
  shape: readonly number[],
): Promise<readonly PickItem[]> {
  const wanted = role === "candidate" ? "candidate.dx" : role;
  if (!isDebugRole(wanted) || !debugSettings().evaluate || services.sessions.stopped.length === 0) return [];
  const place = await services.sessions.selectedFrame();
  if (!place) return [];
  const listed = await services
    .readerFor(place.tracked.dap.type)
    .listTensors(place.tracked.dap, place.frame.frameId, options());
  if (!listed.ok) return [];
  const current = services.panels.current?.model.source;
  const own = current instanceof DebugSource && current.session === place.tracked ? current : undefined;
  const gradients = listed.value.flatMap((entry) => gradientOf(entry, wanted));
  const fitting = listed.value.filter(({ description }) =>
    description.kind === "module" ? OF_LAYER.includes(wanted) : fits(wanted, description.shape, shape),
  );
  const item = ({ expression, description }: NamedDescription, load: PickItem["load"]): PickItem => ({
    label: `$(debug) ${expression}`,
    description: describe(description),
    detail: `${place.tracked.session.name}, ${place.frame.name}`,
    load,
  });
  const take = ({ expression }: NamedDescription): PickItem["load"] =>
    useExpression(services, place, wanted, expression);
  const compare =
    (source: DebugSource, { expression }: NamedDescription): PickItem["load"] =>
    async () => {
      const used = await services.useOffer(source, { role: wanted, title: expression });
      return used.ok ? undefined : used;
    };
  return [
    ...gradients
      .filter(({ description }) => fits(wanted, description.shape, shape))
      .map((entry) => item(entry, own ? compare(own, entry) : take(entry))),
    ...fitting.map((entry) => item(entry, take(entry))),
  ];
}

/** Roles that a batch-norm layer gives. */
const OF_LAYER: readonly DebugRole[] = ["gamma", "beta", "eps", "runningMean", "runningVar"];

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

async function collectAll({ panels }: DebugServices): Promise<void> {
  const current = panels.current?.model.source;
  if (!(current instanceof DebugSource)) {
    return say({
      code: "no-panel",
      text: "Show a tensor of a stopped program first; it is then collected from all stopped sessions.",
    });
  }
  const collected = await current.collectAll();
  if (!collected.ok) say(collected.fault);
}
