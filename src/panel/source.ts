import type * as vscode from "vscode";
import type { Result } from "../core/fault";
import type { Layout } from "../core/layout";
import type { Tensor } from "../core/tensor";
import type { Slot } from "../compute/settings/settings";
import type { FileOnDisk, ProblemSource, StopMark } from "../compute/worker/messages";
import type { Given } from "../protocol/given";
import type { Role } from "../protocol/parameters";
import type { Offer, Provenance } from "../protocol/provenance";

/** What a source has read: the numbers, and where they are from. */
export interface Reading {
  readonly source: ProblemSource | FileOnDisk;
  readonly provenance: Provenance;
  /** Buffers of `source` that may be given away to the worker. */
  readonly transfer?: ArrayBuffer[];
  /** Set when this is one stop of a program. */
  readonly stop?: StopMark;
}

/** How much has come of a reading that takes long: a sentence, and the part from 0 to 1. */
export type ReportProgress = (text: string, part: number) => void;

/** A program in which the line of a mistake may stand. */
export interface SourceCode {
  readonly name: string; // of the file
  readonly text: string;
}

/** Where a panel's numbers come from: an editor, a file, or a stopped program. */
export interface PanelSource extends vscode.Disposable {
  /** Its name; it may get another one when its file is renamed. */
  readonly title: string;
  /** JSON from which the source can be found again after a reload; undefined when it cannot. */
  readonly memento: unknown;
  /** What makes it the same panel, where that is less than the memento. */
  readonly key?: unknown;
  /** Reads the numbers. A cancelled read may end with any fault; it is dropped. */
  read(cancel: AbortSignal, progress?: ReportProgress): Promise<Result<Reading>>;
  /** There is something new to read. Already debounced. */
  readonly onDidChange: vscode.Event<void>;
  /**
   * The user has given it something of its own for these roles, and there is something new to read. What was said of
   * them in the panel gives way.
   */
  readonly onDidUse?: vscode.Event<readonly Role[]>;
  /** What was read is no longer today's: the reason, as a sentence. */
  readonly onDidBecomeStale: vscode.Event<string>;
  /** The cursor in the source stands at this index of x. */
  readonly onDidMoveCursor?: vscode.Event<readonly number[]>;
  /** Shows the number at this index of x in the source. */
  reveal?(index: readonly number[]): Promise<Result<null>>;
  /** Shows a place in its text, counted from 1. */
  showPlace?(line: number, column: number): Promise<Result<null>>;
  /** The program that the numbers are from; undefined where there is none that can be read. */
  code?(): Promise<SourceCode | undefined>;
  /** Shows a line of that program, counted from 1. */
  showLine?(line: number): Promise<Result<null>>;
  /** Whether the panel can be seen: an unseen panel costs a stopped program nothing. */
  setVisible?(visible: boolean): void;
  /** Leaves out the gradients that it brings along to be compared; a change event follows where there were some. */
  clearCandidate?(): void;
  /** The panel was given a value for this: what could not be read for it is not needed; a change event follows then. */
  replaceUnread?(role: Role): void;
  /** A call that gives back what it has been given for some slots by now; it returns whether that is to be read again. */
  remember?(): (slots: readonly Slot[]) => boolean;
  /** Takes one of the offers of the newest reading; a change event follows. */
  use?(offer: Offer): Promise<Result<null>>;
  /** Reads its text another way: the id of an alternative of its newest reading; a change event follows. */
  readAs?(id: string): Promise<Result<null>>;
  /** Gathers the expression from all stopped sessions of the program; a change event follows. */
  collectAll?(): Promise<Result<null>>;
}

/** Something that can be used in a role, offered when the user asks for one. */
export interface PickItem {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  load(): Promise<Result<Picked> | undefined>; // undefined: the user gave up
}
export interface Picked {
  readonly title: string;
  readonly value: ProblemSource | Tensor;
}
/** Offers things for a role beside an x of this layout; null where there is none yet. */
export type PickProvider = (role: Role, x: Layout | null) => Promise<readonly PickItem[]>;

/** Takes what is dropped on a panel or pasted into it. */
export interface GivenTaker {
  read(given: Given): Promise<Result<Picked>>;
  /** Shows it as x in a panel of its own, in this column. */
  show(given: Given, column: vscode.ViewColumn | undefined): Promise<Result<null>>;
}
