import * as vscode from "vscode";
import { failure, success, type Result } from "../../core/fault";
import type { PanelSource, Reading, ReportProgress } from "../../panel/source";
import type { Offer } from "../../protocol";
import { readCollected } from "./collect-sessions";
import { readTree, type Root } from "../readers/generic";
import type { DebugMemento } from "./debug-memento";
import { buffersOf, rolesOfLayer, toProblemInput, type DebugRole } from "./debug-problem";
import { readRoles } from "./role-expressions";
import type { ReaderFor } from "../readers/index";
import type { DebugSessions, FramePlace, TrackedSession } from "../session/session-tracker";
import { debugSettings } from "./debug-settings";
import { sizeText, type BatchNormModule, type Description, type ReadOptions, type ReadTensor } from "../readers/reader";

/** A reading that takes longer says how far it is, and then so often. */
const LONG_MILLISECONDS = 300;
const REPORT_MILLISECONDS = 150;

/** VS Code reads stack and variables first, then a stop is settled: reading waits this long. */
const SETTLE_MILLISECONDS = 120;

/** An expression in a frame of a stopped program, when it was chosen. */
export interface Anchor {
  /** Absent after the window was loaded again: then the next session of the name is awaited. */
  readonly tracked?: TrackedSession;
  readonly sessionName: string;
  readonly debugType: string;
  readonly frame: FramePlace;
  readonly expression: string;
  /** Sizes that the user gave to what has none of its own. */
  readonly shape?: readonly number[];
  /** The row of the Variables view; the only way to its numbers where evaluation is forbidden. */
  readonly row?: Root;
  readonly roles?: Readonly<Partial<Record<DebugRole, string>>>;
  readonly layer?: string;
}

/**
 * A tensor of a debug session as a panel's source. At each stop it finds its frame again (by thread and function) and
 * reads its expressions again; as soon as the program runs on, what was read is stale and what is being read is dropped.
 * When the session has ended, the next one of its name takes its place.
 */
export class DebugSource implements PanelSource {
  readonly title: string;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly becameStale = new vscode.EventEmitter<string>();
  readonly onDidChange = this.changed.event;
  readonly onDidBecomeStale = this.becameStale.event;
  private readonly disposables: vscode.Disposable[];
  private tracked: TrackedSession | undefined;
  private roles: Partial<Record<DebugRole, string>>;
  private layer: BatchNormModule | undefined;
  private layerExpression: string | undefined;
  private offers: readonly Offer[] = [];
  private collected = false;
  private visible = true;
  private missed = false; // a stop came while the panel was hidden
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running = new AbortController(); // aborted when the program runs on
  private frame: FramePlace;
  private frameGeneration: number;
  private readonly rowGeneration: number; // references of rows die with their stop
  private stop = { number: 0, generation: -1 };

  constructor(
    readonly anchor: Anchor,
    private readonly sessions: DebugSessions,
    private readonly readerFor: ReaderFor,
    private readonly useOffer: (source: DebugSource, offer: Offer) => Promise<Result<null>>,
  ) {
    const { tracked, frame, expression } = anchor;
    this.title = expression;
    this.tracked = tracked;
    this.roles = { ...anchor.roles };
    this.layerExpression = anchor.layer;
    this.frame = frame;
    this.frameGeneration = tracked?.generation ?? -1;
    this.rowGeneration = this.frameGeneration;
    this.disposables = [
      this.changed,
      this.becameStale,
      sessions.onDidStop((stopped) => {
        if (this.follows(stopped)) this.adopt(stopped);
        if (this.concerns(stopped)) this.onStop();
      }),
      sessions.onDidRun((running) => {
        if (this.concerns(running)) this.onRun(running);
      }),
    ];
  }

  get session(): TrackedSession | undefined {
    return this.tracked;
  }

  /** Frames are found by their function, so that the same expression keeps its panel from stop to stop. */
  get key(): unknown {
    const { expression, shape } = this.anchor;
    return { kind: "debug", session: this.tracked?.session.id, function: this.frame.name, expression, shape };
  }

  get memento(): DebugMemento {
    const { sessionName, debugType, expression, shape } = this.anchor;
    const { frame, roles, layerExpression: layer } = this;
    return {
      kind: "debug",
      session: sessionName,
      type: debugType,
      frame,
      expression,
      roles,
      ...(shape && { shape }),
      ...(layer !== undefined && { layer }),
    };
  }

  /** Where the expression stands at this stop. */
  async place(): Promise<{ tracked: TrackedSession; frame: FramePlace } | undefined> {
    const { tracked } = this;
    const frame = tracked?.state === "stopped" ? await this.frameNow(tracked) : undefined;
    return tracked && frame && { tracked, frame };
  }

  /** Whether the expression of a role is known. */
  has(role: DebugRole): boolean {
    return this.roles[role] !== undefined;
  }

  async use(offer: Offer): Promise<Result<null>> {
    const known = this.offers.find(({ role, title }) => role === offer.role && title === offer.title);
    return known
      ? this.useOffer(this, known)
      : failure("no-offer", `${offer.title} is not among what ${this.title} offers at this stop.`);
  }

  /** Uses an expression of the same frame in a role, at this stop and at the following ones. */
  setRole(role: DebugRole, expression: string): void {
    this.roles = { ...this.roles, [role]: expression };
    this.changed.fire();
  }

  setRoles(roles: Readonly<Partial<Record<DebugRole, string>>>): void {
    this.roles = { ...this.roles, ...roles };
    this.changed.fire();
  }

  clearCandidate(): void {
    const kept = Object.entries(this.roles).filter(([role]) => !role.startsWith("candidate"));
    if (kept.length === Object.keys(this.roles).length) return;
    this.roles = Object.fromEntries(kept);
    this.changed.fire();
  }

  /** Uses a batch-norm layer: gamma, beta, eps, mode and running statistics. */
  setLayer(expression: string): void {
    this.layerExpression = expression;
    this.changed.fire();
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    if (!visible || !this.missed) return;
    this.missed = false;
    this.changed.fire();
  }

  async collectAll(): Promise<Result<null>> {
    const { language } = this.readerFor(this.anchor.debugType);
    const others = this.sessions.stopped.filter(({ dap }) => this.readerFor(dap.type).language === language);
    if (others.length < 2) {
      return failure(
        "no-sessions",
        `Only one ${language} session is stopped; there is nothing to collect ${this.title} from.`,
      );
    }
    this.collected = true;
    this.changed.fire();
    return await Promise.resolve(success(null));
  }

  async read(cancel: AbortSignal, progress?: ReportProgress): Promise<Result<Reading>> {
    const { expression, row } = this.anchor;
    const { tracked } = this;
    if (tracked?.state !== "stopped") return this.notStopped();
    const { generation } = tracked;
    if (this.running.signal.aborted) this.running = new AbortController();
    const settings = debugSettings();
    const signal = AbortSignal.any([cancel, this.running.signal]);
    const options: ReadOptions = {
      signal,
      transfer: settings.transfer,
      shape: this.anchor.shape,
      confirm: askForDevice,
      ...(progress && { progress: reportLong(expression, progress) }),
    };
    const frame = await this.frameNow(tracked);
    if (!frame) {
      return failure(
        "no-frame",
        `${this.frame.name} is not on the stack at this stop, so that ${expression} cannot be read.`,
      );
    }
    const reading = settings.evaluate
      ? this.collected
        ? await this.readFromAll(tracked, frame, options)
        : await this.readFromOne(tracked, frame, options)
      : row && generation === this.rowGeneration
        ? await this.readRow(tracked, row, options)
        : forbidden(expression);
    // An answer of an earlier stop is not today's, however whole it is.
    if (tracked.generation !== generation) return failure("late", `The program ran on while ${expression} was read.`);
    if (!reading.ok) return reading;
    if (this.stop.generation !== generation) this.stop = { number: this.stop.number + 1, generation };
    const place = placeOf(frame);
    return success({
      ...reading.value,
      stop: { stop: this.stop.number, title: `stop ${this.stop.number}, ${place}` },
    });
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.running.abort();
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private concerns(other: TrackedSession): boolean {
    return other === this.tracked || this.collected;
  }

  /** Whether a session that has stopped is the next run of one that has ended. */
  private follows({ session, dap }: TrackedSession): boolean {
    const { sessionName, debugType, row } = this.anchor;
    const isFree = this.tracked === undefined || this.tracked.state === "ended";
    return isFree && row === undefined && session.name === sessionName && dap.type === debugType;
  }

  private adopt(tracked: TrackedSession): void {
    this.tracked = tracked;
    this.frame = { ...this.frame, threadId: tracked.threadId };
    this.frameGeneration = -1;
    this.stop = { ...this.stop, generation: -1 };
  }

  private notStopped(): Result<never> {
    const { expression, sessionName } = this.anchor;
    const again = `It is read again at the next stop of a session of this name in ${this.frame.name}.`;
    if (!this.tracked) {
      return failure("waiting", `${expression} in ${placeOf(this.frame)} was shown from "${sessionName}". ${again}`);
    }
    if (this.tracked.state === "ended") {
      return failure("waiting", `${expression} cannot be read: the session "${sessionName}" has ended. ${again}`);
    }
    return failure("running", `${expression} cannot be read: the program is running.`);
  }

  private onStop(): void {
    clearTimeout(this.timer);
    this.running = new AbortController();
    this.timer = setTimeout(() => {
      const { reread } = debugSettings();
      if (reread === "never")
        this.becameStale.fire(`The program has stopped again; refresh to read ${this.title} there.`);
      else if (reread === "whenVisible" && !this.visible) this.missed = true;
      else this.changed.fire();
    }, SETTLE_MILLISECONDS);
  }

  private onRun({ state, session }: TrackedSession): void {
    clearTimeout(this.timer);
    this.running.abort();
    const what = state === "ended" ? `The session "${session.name}" has ended` : "The program runs on";
    this.becameStale.fire(
      `${what}; this is ${this.title} as it was at stop ${Math.max(1, this.stop.number)}, ${placeOf(this.frame)}.`,
    );
  }

  /** The frame of the anchor's function at this stop. */
  private async frameNow(tracked: TrackedSession): Promise<FramePlace | undefined> {
    if (this.frameGeneration === tracked.generation) return this.frame;
    const { generation } = tracked;
    for (const threadId of new Set([this.frame.threadId, tracked.threadId])) {
      const frames = await this.sessions.frames(tracked, threadId);
      const found = frames.find(({ name, file }) => name === this.frame.name && file === this.frame.file);
      if (!found) continue;
      this.frame = found;
      this.frameGeneration = generation;
      return found;
    }
    return undefined;
  }

  private async readFromOne(
    tracked: TrackedSession,
    frame: FramePlace,
    options: ReadOptions,
  ): Promise<Result<Reading>> {
    const { expression } = this.anchor;
    const reader = this.readerFor(tracked.dap.type);
    const target = { session: tracked.dap, frameId: frame.frameId, expression };
    const x = await reader.read(target, options);
    if (!x.ok) return x;
    if (this.layerExpression !== undefined) {
      const layer = await reader.describe({ ...target, expression: this.layerExpression }, options);
      if (!layer.ok) return layer;
      this.layer = layer.value.extras.module ?? undefined;
    }
    this.offers = gradientsOf(x.value, this.layer).filter(({ role }) => !this.has(role));
    const wanted = { ...(this.layer && rolesOfLayer(this.layer)), ...this.roles };
    const roles = await readRoles(reader, target, wanted, { ...options, shape: undefined });
    if (!roles.ok) return roles;
    const input = toProblemInput({ x: x.value.tensor, roles: roles.value.values, layer: this.layer });
    const details = [
      this.whereOf(tracked, frame),
      describeRead(expression, x.value),
      ...(this.layerExpression === undefined ? [] : [`layer = ${this.layerExpression}`]),
      ...Object.entries(wanted).map(([role, text]) => `${role} = ${text}`),
      ...x.value.notes,
      ...roles.value.notes,
    ];
    return success(this.toReading(input, x.value, details, x.value.how, frame, this.offers));
  }

  private async readFromAll(
    tracked: TrackedSession,
    frame: FramePlace,
    options: ReadOptions,
  ): Promise<Result<Reading>> {
    const { expression } = this.anchor;
    const gathered = await readCollected(
      { sessions: this.sessions, readerFor: this.readerFor, tracked, frame, expression, roles: this.roles },
      options,
    );
    if (!gathered.ok) return gathered;
    const { input, first, from, notes } = gathered.value;
    const details = [
      `${from.length} sessions: ${from.join(", ")}`,
      `${frame.name} at ${placeOf(frame)}`,
      describeRead(expression, first),
      ...notes,
    ];
    return success(this.toReading(input, first, details, `${first.how}, from ${from.length} sessions`, frame));
  }

  private async readRow(tracked: TrackedSession, row: Root, options: ReadOptions): Promise<Result<Reading>> {
    const { expression, frame } = this.anchor;
    const x = await readTree(tracked.dap, expression, row, options);
    if (!x.ok) return x;
    const details = [
      this.whereOf(tracked, frame),
      describeRead(expression, x.value),
      "nothing was evaluated in the program",
    ];
    return success(this.toReading({ x: x.value.tensor }, x.value, details, x.value.how, frame));
  }

  private toReading(
    input: ReturnType<typeof toProblemInput>,
    x: ReadTensor,
    details: string[],
    how: string,
    frame: FramePlace,
    offers: readonly Offer[] = [],
  ): Reading {
    const { expression } = this.anchor;
    return {
      source: { kind: "input", input },
      transfer: buffersOf(input),
      provenance: {
        kind: "debugger",
        title: `${expression} in ${placeOf(frame)}`,
        details,
        dtype: x.sourceDtype,
        shape: input.x.shape,
        how,
        whole: x.whole,
        canReveal: false,
        offers,
      },
    };
  }

  private whereOf({ session, dap }: TrackedSession, frame: FramePlace): string {
    return `${session.name} (${dap.type}), thread ${frame.threadId}, ${frame.name} at ${placeOf(frame)}`;
  }
}

export function placeOf({ file, line, name }: FramePlace): string {
  return file ? `${file}:${line}` : name;
}

export function forbidden(expression: string): Result<never> {
  const text = `${expression} was not read: the setting gradientLens.debug.evaluate forbids evaluation in the program. Rows of the Variables view can still be shown at their own stop.`;
  return failure("forbidden", text);
}

function describeRead(expression: string, read: ReadTensor): string {
  const strides = read.strides ? `, strides ${read.strides.join(", ")}` : "";
  return `${expression}: ${read.sourceDtype} ${read.shape.join(" x ")}${strides}, ${read.device}, ${sizeText(read.bytes)}`;
}

/** Gradients that the program itself has computed: of x, and of its layer's gamma and beta. */
function gradientsOf(x: ReadTensor, layer: BatchNormModule | undefined): readonly (Offer & { role: DebugRole })[] {
  const known = [
    { role: "candidate.dx", title: x.extras.grad },
    { role: "candidate.dgamma", title: layer?.gammaGrad },
    { role: "candidate.dbeta", title: layer?.betaGrad },
  ] as const;
  return known.flatMap(({ role, title }) => (title ? [{ role, title }] : []));
}

/** Says how far a reading is, once it takes long. */
function reportLong(expression: string, report: ReportProgress): ReadOptions["progress"] {
  let next = performance.now() + LONG_MILLISECONDS;
  return (done, total) => {
    const now = performance.now();
    if (now < next) return;
    next = now + REPORT_MILLISECONDS;
    report(`Reading ${expression}: ${sizeText(done)} of ${sizeText(total)}`, done / total);
  };
}

/** Copying much from a GPU waits for it and takes memory: the user decides. */
async function askForDevice({ device, bytes, shape, dtype }: Description): Promise<boolean> {
  const copy = vscode.l10n.t("Copy");
  const text = vscode.l10n.t(
    "The tensor ({0} {1}) is on {2}. Copy {3} from there?",
    dtype,
    shape?.join(" x ") ?? "",
    device,
    sizeText(bytes),
  );
  return (await vscode.window.showInformationMessage(text, copy)) === copy;
}
