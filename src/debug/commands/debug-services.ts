import * as vscode from "vscode";
import type { Fault, Result } from "../../core/fault";
import type { PanelManager } from "../../panel/manager";
import type { Offer } from "../../protocol/provenance";
import type { ReaderFor, ReadOptions } from "../readers/reader";
import type { DebugSessions, SelectedFrame } from "../session/session-tracker";
import type { Anchor } from "../source/anchor";
import { debugSettings } from "../source/debug-settings";
import { DebugSource } from "../source/debug-source";
import { namedParts } from "./named-parts";
import type { RememberedParts } from "./remembered-parts";
import { plainSentence } from "../../panel/plain-text";

/** What the debugger's commands share. */
export interface DebugServices {
  readonly panels: PanelManager;
  readonly sessions: DebugSessions;
  readonly readerFor: ReaderFor;
  readonly remembered: RememberedParts;
  /** Takes what a source offers, in its panel. */
  readonly useOffer: (source: DebugSource, offer: Offer) => Promise<Result<null>>;
}

/** Where an expression is asked about. */
export type Place = SelectedFrame;

export function say(fault: Fault): void {
  if (fault.code !== "cancelled") void vscode.window.showErrorMessage(plainSentence(fault.text));
}

/** The selected frame of a stopped program; says why when there is none. */
export async function placeNow({ sessions }: DebugServices, sessionId?: string): Promise<Place | undefined> {
  const selected = await sessions.selectedFrame(sessionId);
  if (selected.ok) return selected.value;
  say(selected.fault);
  return undefined;
}

/** How a command reads: by the settings in force, to its end. */
export function commandOptions(): ReadOptions {
  return {
    signal: new AbortController().signal,
    transfer: debugSettings().transfer,
    tell: (sentence) => void vscode.window.showInformationMessage(plainSentence(sentence)),
  };
}

/** `more` is what the expression has besides: a row, sizes. */
export function createSource(
  { sessions, readerFor, useOffer }: DebugServices,
  { tracked, frame }: Place,
  more: Omit<Anchor, "tracked" | "frame" | "sessionName" | "debugType">,
): DebugSource {
  const { name, type } = tracked.dap;
  const anchor = { tracked, frame, sessionName: name, debugType: type, ...more };
  return new DebugSource(anchor, sessions, readerFor, { use: useOffer, named: namedParts });
}

/** The source of the panel in front, where that is a tensor of a stopped program. */
export function currentSource({ panels }: DebugServices): DebugSource | undefined {
  const source = panels.current?.model.source;
  return source instanceof DebugSource ? source : undefined;
}
