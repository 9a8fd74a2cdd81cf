import * as vscode from "vscode";
import { failure, success, type Fault, type Result } from "../../core/fault";
import type { PanelManager } from "../../panel/manager";
import type { Offer } from "../../protocol";
import type { ReaderFor } from "../readers/index";
import type { DebugSessions, FramePlace, TrackedSession } from "../session/session-tracker";
import { debugSettings } from "../source/debug-settings";
import { DebugSource, forbidden, type Anchor } from "../source/debug-source";
import type { Description, NamedDescription, ReadOptions } from "../readers/reader";

/** Where an expression is asked about. */
export interface Place {
  readonly tracked: TrackedSession;
  readonly frame: FramePlace;
}

/** What the debugger's commands share. */
export interface DebugServices {
  readonly panels: PanelManager;
  readonly sessions: DebugSessions;
  readonly readerFor: ReaderFor;
  /** Takes what a source offers, in its panel. */
  readonly useOffer: (source: DebugSource, offer: Offer) => Promise<Result<null>>;
}

export function say(fault: Fault): void {
  if (fault.code !== "cancelled") void vscode.window.showErrorMessage(fault.text);
}

/** The selected frame of a stopped program; says so when there is none. */
export async function placeNow({ sessions }: DebugServices, sessionId?: string): Promise<Place | undefined> {
  const selected = await sessions.selectedFrame(sessionId);
  if (!selected) say({ code: "not-stopped", text: "There is no stopped program: set a breakpoint, and run to it." });
  return selected;
}

export function options(): ReadOptions {
  return { signal: new AbortController().signal, transfer: debugSettings().transfer };
}

/** `more` is what the expression has besides: a row, sizes. */
export function createSource(
  { sessions, readerFor, useOffer }: DebugServices,
  { tracked, frame }: Place,
  more: Omit<Anchor, "tracked" | "frame" | "sessionName" | "debugType">,
): DebugSource {
  const { session, dap } = tracked;
  const anchor = { tracked, frame, sessionName: session.name, debugType: dap.type, ...more };
  return new DebugSource(anchor, sessions, readerFor, useOffer);
}

/** Opens a panel on an expression, or says what was found instead of a tensor. */
export async function showExpression(
  services: DebugServices,
  place: Place,
  expression: string,
): Promise<DebugSource | undefined> {
  if (!debugSettings().evaluate) {
    const refused = forbidden(expression);
    if (!refused.ok) say(refused.fault);
    return undefined;
  }
  const reader = services.readerFor(place.tracked.dap.type);
  const target = { session: place.tracked.dap, frameId: place.frame.frameId, expression };
  const described = await reader.describe(target, options());
  if (!described.ok) {
    say({ ...described.fault, text: `${expression} could not be read. ${described.fault.text}` });
    return undefined;
  }
  const { value } = described;
  if (value.kind === "module") {
    await offerLayer(services, expression, value);
    return undefined;
  }
  if (value.obstacle !== null) {
    say({ code: "no-tensor", text: `${expression} is ${value.obstacle}` });
    return undefined;
  }
  const shape = await askForShape(expression, value);
  if (!shape.ok) {
    say(shape.fault);
    return undefined;
  }
  const made = createSource(services, place, { expression, ...(shape.value && { shape: shape.value }) });
  const panel = await services.panels.show(made);
  return panel.model.source instanceof DebugSource ? panel.model.source : undefined;
}

/** A flat array or a pointer may be any matrix: asks which. Null when the tensor has a shape of its own. */
async function askForShape(
  expression: string,
  { shape, sizesAsked }: Description,
): Promise<Result<readonly number[] | null>> {
  if (shape && shape.length !== 1) return success(null);
  const size = shape?.[0];
  if (!shape && !sizesAsked) return success(null);
  const text = await vscode.window.showInputBox({
    title: `Sizes of ${expression}`,
    prompt:
      size === undefined ? "The debugger does not know how much it points at." : `It holds ${size} values in a row.`,
    placeHolder: "rows x columns, such as 64 x 128",
    validateInput: (typed) => {
      const sizes = parseSizes(typed);
      if (!sizes) return "Expected two to five whole numbers, such as 64 x 128.";
      const product = sizes.reduce((all, extent) => all * extent, 1);
      return size === undefined || product === size
        ? undefined
        : `${sizes.join(" x ")} are ${product} values, expected ${size}.`;
    },
  });
  const sizes = text === undefined ? undefined : parseSizes(text);
  return sizes ? success(sizes) : failure("cancelled", "No sizes were given.");
}

function parseSizes(text: string): number[] | undefined {
  const sizes = text
    .trim()
    .split(/\s*[x×*, ]\s*/)
    .map(Number);
  return sizes.length >= 2 && sizes.length <= 5 && sizes.every((size) => Number.isInteger(size) && size > 0)
    ? sizes
    : undefined;
}

/** A batch-norm layer is no x; it fills gamma, beta, eps, mode and running statistics of the open panel. */
async function offerLayer(services: DebugServices, expression: string, { typeName }: Description): Promise<void> {
  const current = services.panels.current?.model.source;
  const name = typeName.slice(typeName.lastIndexOf(".") + 1);
  if (!(current instanceof DebugSource)) {
    void vscode.window.showInformationMessage(
      `${expression} is a ${name} layer. Show its input first; then show the layer again, to use its parameters.`,
    );
    return;
  }
  const use = `Use for ${current.title}`;
  const answer = await vscode.window.showInformationMessage(
    `${expression} is a ${name} layer: use its gamma, beta, eps, mode and running statistics for ${current.title}?`,
    use,
  );
  if (answer === use) current.setLayer(expression);
}

/** Lists the tensors of a frame with their shape and type. undefined: the user gave up. */
export async function pickTensor(
  { readerFor }: DebugServices,
  { tracked, frame }: Place,
  title: string,
  wanted: (entry: NamedDescription) => boolean,
  known?: readonly NamedDescription[],
): Promise<NamedDescription | undefined> {
  const listed = known
    ? success(known)
    : await readerFor(tracked.dap.type).listTensors(tracked.dap, frame.frameId, options());
  if (!listed.ok) {
    say(listed.fault);
    return undefined;
  }
  const entries = listed.value.filter(wanted);
  if (entries.length === 0) {
    say({
      code: "no-tensor",
      text: `${frame.name} has no tensor ${title.startsWith("Show") ? "to show" : "that fits"}.`,
    });
    return undefined;
  }
  const items = entries.map((entry) => ({ label: entry.expression, description: describe(entry.description), entry }));
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    matchOnDescription: true,
    placeHolder: `${frame.name}, ${tracked.session.name}`,
  });
  return chosen?.entry;
}

/** "float32 64 x 64". */
export function describe({ dtype, shape, typeName }: Description): string {
  return `${dtype || typeName} ${shape ? shape.join(" x ") : ""}`.trim();
}
