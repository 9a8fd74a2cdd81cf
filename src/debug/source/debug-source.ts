import * as vscode from "vscode";
import type { Slot } from "../../compute/settings/settings";
import { failure, success, type Result } from "../../core/fault";
import { codeIn, showLineOf } from "../../panel/own-code/code-document";
import type { PanelSource, Reading, ReportProgress, SourceCode } from "../../panel/source";
import type { Role } from "../../protocol/parameters";
import type { Offer } from "../../protocol/provenance";

import type { Reader, ReaderFor, ReadOptions } from "../readers/reader";
import type { DebugSessions } from "../session/session-tracker";
import { pathOf, placeOf, type FramePlace } from "../session/stack-frames";
import type { TrackedSession } from "../session/tracked-session";
import type { Anchor } from "./anchor";
import { callIn } from "./calls";
import type { DebugMemento } from "./debug-memento";
import { isDebugRole, type DebugRole } from "./debug-problem";
import { debugSettings, forbidden } from "./debug-settings";
import { FollowedFrame } from "./followed-frame";
import { toReading, type ReadProblem } from "./describe-reading";
import { readFromAll, readFromFrame, readFromRow, type ProblemAsk } from "./read-problem";
import { isUnreadableRole, type UnreadableRole } from "./read-used";
import { readingOptions } from "./reading-options";
import { RereadAtStop } from "./reread-at-stop";
import {
  isCandidate,
  listUsed,
  standingAs,
  withEarlier,
  withLayer,
  without,
  withRoles,
  type UsedExpressions,
  type UsedRole,
} from "./used-expressions";
import { plainSentence } from "../../panel/plain-text";

/** What a source offers of its program, and how that is taken. */
interface Offering {
  readonly use: (source: DebugSource, offer: Offer) => Promise<Result<null>>;
  /** Variables of the frame whose names say what the panel would assume. */
  readonly named: (
    reader: Reader,
    ask: ProblemAsk,
    shape: readonly number[],
    options: ReadOptions,
  ) => Promise<readonly Offer[]>;
}

/** A tensor of a debug session as a panel's source: an expression in a frame, and what else of the program is used. */
export class DebugSource implements PanelSource {
  readonly title: string;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly becameStale = new vscode.EventEmitter<string>();
  private readonly givenRoles = new vscode.EventEmitter<readonly Role[]>();
  readonly onDidChange = this.changed.event;
  readonly onDidUse = this.givenRoles.event;
  readonly onDidBecomeStale = this.becameStale.event;
  private readonly frame: FollowedFrame;
  private readonly rereading: RereadAtStop;
  private readonly rowGeneration: number; // references of rows die with their stop
  private usedExpressions: UsedExpressions;
  private offers: readonly Offer[] = [];
  private isCollected = false;
  // Expressions whose calls may run at every stop, and those that this was asked about.
  private readonly agreed = new Set<string>();
  private readonly warned = new Set<string>();
  private unread: UnreadableRole | undefined; // why the newest reading failed

  constructor(
    readonly anchor: Anchor,
    private readonly sessions: DebugSessions,
    private readonly readerFor: ReaderFor,
    private readonly offering: Offering,
  ) {
    this.title = anchor.expression;
    this.usedExpressions = anchor.used ?? { roles: {} };
    this.rowGeneration = anchor.tracked?.generation ?? -1;
    this.frame = new FollowedFrame(anchor);
    this.rereading = new RereadAtStop(sessions, this.frame, {
      title: this.title,
      reread: () => debugSettings().reread,
      warning: () => this.warnOfCalls(),
      readsAllSessions: () => this.isCollected,
      readAgain: () => this.changed.fire(),
      becomeStale: (reason) => this.becameStale.fire(reason),
    });
  }

  get session(): TrackedSession | undefined {
    return this.frame.session;
  }

  /** Frames are found by their function, so that the same expression keeps its panel from stop to stop. */
  get key(): unknown {
    const { expression, shape } = this.anchor;
    return { kind: "debug", session: this.session?.session.id, function: this.frame.place.name, expression, shape };
  }

  get memento(): DebugMemento {
    const { sessionName: session, debugType: type, expression, shape } = this.anchor;
    const frame = this.frame.place;
    return { kind: "debug", session, type, frame, expression, ...this.usedExpressions, ...(shape && { shape }) };
  }

  /** Where the expression stands at this stop. */
  async place(): Promise<{ tracked: TrackedSession; frame: FramePlace } | undefined> {
    const { session: tracked } = this;
    const frame = await this.frame.find();
    return tracked && frame.ok ? { tracked, frame: frame.value } : undefined;
  }

  async code(): Promise<SourceCode | undefined> {
    const uri = await this.program();
    return uri && codeIn(uri);
  }

  async showLine(line: number): Promise<Result<null>> {
    const uri = await this.program();
    return uri ? showLineOf(uri, line) : failure("no-code", "The program's file is not known at this stop.");
  }

  /** The file that the expression's frame stands in. */
  private async program(): Promise<vscode.Uri | undefined> {
    const place = await this.place();
    const path = place && (await pathOf(place.tracked.dap, place.frame));
    return path === undefined ? undefined : vscode.Uri.file(path);
  }

  /** Every expression of the program in use beside x. */
  get used(): readonly { readonly role: UsedRole; readonly expression: string }[] {
    return listUsed(this.usedExpressions);
  }

  /** Whether the expression of a role is known. */
  has(role: DebugRole): boolean {
    return this.usedExpressions.roles[role] !== undefined;
  }

  async use(offer: Offer): Promise<Result<null>> {
    const known = this.offers.find(({ role, title }) => role === offer.role && title === offer.title);
    return known
      ? this.offering.use(this, known)
      : failure("no-offer", `${offer.title} is not among what ${this.title} offers at this stop.`);
  }

  /** Uses expressions of the same frame (or of a frame `elsewhere`) in roles, at this stop and at the following ones, in place of what was said. */
  setRoles(roles: UsedExpressions["roles"], elsewhere?: UsedExpressions["elsewhere"]): void {
    this.usedExpressions = withRoles(this.usedExpressions, roles, elsewhere);
    this.givenRoles.fire(Object.keys(roles).filter(isDebugRole));
  }

  /** Says whether the expression is x, or the xhat in its place. What is said after it reads again. */
  standAs(what: "x" | "xhat"): void {
    this.usedExpressions = standingAs(this.usedExpressions, what);
  }

  /** Says of which layer the parts of a backward are, if of any. What is said after it reads again. */
  standBeside(layer: string | undefined, elsewhere?: UsedExpressions["elsewhere"]): void {
    const others = without(this.usedExpressions, ["layer"]);
    this.usedExpressions = layer === undefined ? others : withLayer(others, layer, elsewhere);
  }

  /** Uses a normalization layer: which it is, gamma, beta, eps, and mode and running statistics where it has them. */
  setLayer(expression: string, elsewhere?: UsedExpressions["elsewhere"]): void {
    this.useAtStops(withLayer(this.usedExpressions, expression, elsewhere));
  }

  takeBack(roles: readonly UsedRole[]): void {
    this.useAtStops(without(this.usedExpressions, roles));
  }

  clearCandidate(): void {
    const candidates = this.used.filter(({ role }) => isCandidate(role)).map(({ role }) => role);
    if (candidates.length) this.takeBack(candidates);
  }

  /** A value that was given in the panel replaces an expression that could not be read. */
  replaceUnread(role: Role): void {
    if (this.unread?.role === role) this.takeBack([this.unread.role]);
  }

  remember(): (slots: readonly Slot[]) => boolean {
    const { usedExpressions: earlier } = this;
    return (slots) => {
      const { usedExpressions } = this;
      this.usedExpressions = withEarlier(usedExpressions, earlier, slots);
      return this.usedExpressions !== usedExpressions;
    };
  }

  setVisible(isVisible: boolean): void {
    this.rereading.setVisible(isVisible);
  }

  collectAll(): Promise<Result<null>> {
    const { language } = this.readerFor(this.anchor.debugType);
    const others = this.sessions.stopped.filter(({ dap }) => this.readerFor(dap.type).language === language);
    if (others.length < 2) {
      const text = `Only one ${language} session is stopped; there is nothing to collect ${this.title} from.`;
      return Promise.resolve(failure("no-sessions", text));
    }
    this.isCollected = true;
    this.changed.fire();
    return Promise.resolve(success(null));
  }

  async read(cancel: AbortSignal, progress?: ReportProgress): Promise<Result<Reading>> {
    const { expression, shape } = this.anchor;
    const { session } = this;
    if (session?.state !== "stopped") return this.notStopped();
    const options = readingOptions(expression, AbortSignal.any([cancel, this.rereading.signal]), shape, progress);
    const atStop = await this.frame.read(options.signal, (frame, generation) =>
      this.readStop({ session, frame, expression, used: this.usedExpressions }, options, generation),
    );
    if (!atStop.ok) return atStop;
    const { read, frame, generation } = atStop.value;
    if (!read.ok) {
      this.onUnread(isUnreadableRole(read.fault) ? read.fault : undefined);
      return read;
    }
    this.unread = undefined;
    this.offers = read.value.offers ?? [];
    return success({ ...toReading(expression, frame, read.value), stop: this.frame.mark(generation) });
  }

  dispose(): void {
    this.rereading.dispose();
    vscode.Disposable.from(this.changed, this.givenRoles, this.becameStale).dispose();
  }

  private async readStop(
    ask: ProblemAsk,
    options: ReturnType<typeof readingOptions>,
    generation: number,
  ): Promise<Result<ReadProblem>> {
    if (!debugSettings().evaluate) {
      const { row } = this.anchor;
      return row && generation === this.rowGeneration
        ? await readFromRow(row, ask, options)
        : forbidden(ask.expression);
    }
    if (this.isCollected) return await readFromAll(this.readerFor, this.sessions.stopped, ask, options);
    const reader = this.readerFor(ask.session.dap.type);
    const read = await readFromFrame(reader, ask, options);
    if (!read.ok) return read;
    const named = await this.offering.named(reader, ask, read.value.x.tensor.shape, options);
    return success({ ...read.value, offers: [...(read.value.offers ?? []), ...named] });
  }

  private useAtStops(used: UsedExpressions): void {
    this.usedExpressions = used;
    this.changed.fire();
  }

  /** The panel says what could not be read; the first time a message offers to go on without it. */
  private onUnread(fault: UnreadableRole | undefined): void {
    const isKnown = fault?.role === this.unread?.role;
    this.unread = fault;
    if (!fault || isKnown) return;
    const goOn = vscode.l10n.t("Go on without {0}", fault.role);
    void vscode.window.showWarningMessage(plainSentence(fault.text), goOn).then((answer) => {
      if (answer === goOn) this.takeBack([fault.role]);
    });
  }

  /** An expression that calls something is not run once more at a stop before the user has agreed to that. */
  private warnOfCalls(): string | undefined {
    const expressions = [this.anchor.expression, ...this.used.map(({ expression }) => expression)];
    const calling = expressions.find((expression) => callIn(expression) !== undefined && !this.agreed.has(expression));
    if (calling === undefined) return undefined;
    const text = vscode.l10n.t(
      "{0} calls code of your program, which may change it. It was not run again at this stop; refresh to run it once more.",
      calling,
    );
    if (this.warned.has(calling)) return text;
    this.warned.add(calling);
    const agree = vscode.l10n.t("Run at Every Stop");
    void vscode.window.showWarningMessage(plainSentence(text), agree).then((answer) => {
      if (answer !== agree) return;
      this.agreed.add(calling);
      if (this.warnOfCalls() === undefined) this.changed.fire();
    });
    return text;
  }

  private notStopped(): Result<never> {
    const { expression, sessionName } = this.anchor;
    const { place } = this.frame;
    const again = `It is read again at the next stop of a session of this name in ${place.name}.`;
    if (!this.session) {
      return failure("waiting", `${expression} in ${placeOf(place)} was shown from "${sessionName}". ${again}`);
    }
    if (this.session.state === "ended") {
      return failure("waiting", `${expression} cannot be read: the session "${sessionName}" has ended. ${again}`);
    }
    return failure("running", `${expression} cannot be read: the program is running.`);
  }
}
