import type { ProblemSource, StopMark } from "../../src/compute/worker/messages";
import { failure, success, type Fault, type Result } from "../../src/core/fault";
import type { PanelSource, Reading, ReportProgress, SourceCode } from "../../src/panel/source";
import type { Role } from "../../src/protocol/parameters";
import type { Offer, Provenance } from "../../src/protocol/provenance";

/** Events as vscode makes them, for a model that runs without it. */
export class Emitter<T> {
  private readonly listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void): { dispose: () => void } => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };
  fire(value: T): void {
    for (const listener of this.listeners) listener(value);
  }
}

/** What a steered source gives to the next reads. */
export interface Given {
  readonly source: ProblemSource;
  readonly provenance?: Partial<Provenance>;
  readonly stop?: StopMark;
}

export const PLAIN: Provenance = {
  kind: "editor",
  title: "x.json",
  details: [],
  dtype: "",
  shape: [],
  how: "parsed as JSON",
  whole: true,
  canReveal: true,
};

/** A source that does what a test says: gives numbers or a fault, at once or when it is let, and remembers what it was asked. */
export class SteeredSource implements PanelSource {
  readonly title = "x.json";
  memento: unknown = { kind: "test" };
  private readonly changed = new Emitter<void>();
  private readonly stale = new Emitter<string>();
  private readonly cursor = new Emitter<readonly number[]>();
  readonly onDidChange = this.changed.event;
  readonly onDidBecomeStale = this.stale.event;
  readonly onDidMoveCursor = this.cursor.event;
  readonly revealed: (readonly number[])[] = [];
  readonly used: Offer[] = [];
  readonly replaced: Role[] = [];
  /** The program that the numbers are from, and the lines of it that were shown. */
  program: SourceCode | undefined;
  readonly linesShown: number[] = [];
  reads = 0;
  collected = 0;
  disposed = false;
  /** What `use`, `reveal` and `collectAll` answer instead of doing it. */
  refusal: Fault | null = null;
  private given: Given | Fault | null = null;
  private report: ReportProgress | undefined;
  private hold: { readonly released: Promise<void>; readonly release: () => void } | undefined;

  async read(cancel: AbortSignal, progress?: ReportProgress): Promise<Result<Reading>> {
    this.reads++;
    this.report = progress;
    const { given } = this;
    const aborted = new Promise<void>((resolve) => {
      cancel.addEventListener("abort", () => {
        resolve();
      });
    });
    if (this.hold || !given) await Promise.race([this.hold?.released ?? aborted, aborted]);
    if (cancel.aborted) return failure("cancelled", "Reading was cancelled.");
    const now = this.given ?? given; // a slow read gives what there is when it is done
    if (!now) return failure("nothing", "The source has nothing yet.");
    if ("code" in now) return { ok: false, fault: now };
    const { source, provenance, stop } = now;
    return success({ source, provenance: { ...PLAIN, ...provenance }, ...(stop && { stop }) });
  }

  /** New numbers, or a fault in their place. */
  give(given: Given | Fault): void {
    this.given = given;
    this.changed.fire();
  }
  giveText(content: string, provenance: Partial<Provenance> = {}): void {
    this.give({ source: { kind: "text", content, name: this.title }, provenance });
  }

  /** Reads from now on wait to be let go. */
  slow(): void {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    this.hold = { released, release };
  }
  letGo(): void {
    this.hold?.release();
    this.hold = undefined;
  }
  /** A read that is under way says how far it has come. */
  progress(text: string, part: number): void {
    this.report?.(text, part);
  }

  becomeStale(reason: string): void {
    this.stale.fire(reason);
  }
  moveCursor(index: readonly number[]): void {
    this.cursor.fire(index);
  }

  reveal(index: readonly number[]): Promise<Result<null>> {
    this.revealed.push(index);
    return this.answer();
  }
  code(): Promise<SourceCode | undefined> {
    return Promise.resolve(this.program);
  }
  showPlace(): Promise<Result<null>> {
    return this.answer();
  }
  showLine(line: number): Promise<Result<null>> {
    this.linesShown.push(line);
    return this.answer();
  }
  use(offer: Offer): Promise<Result<null>> {
    this.used.push(offer);
    return this.answer();
  }
  readAs(wanted: string): Promise<Result<null>> {
    const { given } = this;
    if (given && !("code" in given) && given.source.kind === "text") {
      this.give({ ...given, source: { ...given.source, wanted } });
    }
    return this.answer();
  }
  collectAll(): Promise<Result<null>> {
    this.collected++;
    return this.answer();
  }
  replaceUnread(role: Role): void {
    this.replaced.push(role);
  }
  clearCandidate(): void {
    const { given } = this;
    if (!given || "code" in given || given.source.kind !== "input" || !given.source.input.candidate) return;
    const { candidate, ...input } = given.source.input;
    void candidate;
    this.give({ ...given, source: { kind: "input", input } });
  }
  remember(): () => boolean {
    const { given } = this;
    return () => {
      const { given: newest } = this;
      this.given = given ?? newest;
      return this.given !== newest;
    };
  }
  dispose(): void {
    this.disposed = true;
  }

  private answer(): Promise<Result<null>> {
    return Promise.resolve(this.refusal ? { ok: false, fault: this.refusal } : success(null));
  }
}
