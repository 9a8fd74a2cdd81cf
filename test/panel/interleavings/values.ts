import type { ProblemInput } from "../../../src/core/problem";
import { failure, success, type Result } from "../../../src/core/fault";
import type { ProblemSource } from "../../../src/compute/worker/messages";
import type { PanelSource, Reading, ReportProgress } from "../../../src/panel/source";
import type { Role } from "../../../src/protocol/parameters";

/** What a source can hold. Every value has numbers of its own, so that a picture tells whose it is. */
export type Kind = "good" | "wide" | "ragged" | "unreadable" | "needs statistics" | "negative eps" | "gamma too long";
export interface Value {
  readonly id: number;
  readonly kind: Kind;
  readonly stop: number | null;
}

export function titleOf({ id }: Value): string {
  return `v${id}`;
}
export function shapeOf({ kind }: Value): readonly [number, number] {
  return kind === "wide" ? [3, 3] : [3, 2];
}
export function rowsOf(value: Value): number[][] {
  const [rows, columns] = shapeOf(value);
  const row = (i: number): number[] => Array.from({ length: columns }, (_, j) => value.id + (i * columns + j) ** 2 / 8);
  return Array.from({ length: rows }, (_, i) => row(i));
}

/** The rows of the matrix that the panel shows where this axis holds the channels. */
export function matrixOf(value: Value, axis: number): number[][] {
  const rows = rowsOf(value);
  return axis === 1 ? rows : (rows[0]?.map((_, j) => rows.map((row) => row[j] ?? NaN)) ?? []);
}

const LONG = { shape: [4], values: Float64Array.of(1, 2, 3, 4), dtype: "float64" as const };

/** What a source says beside x: all its conventions, so that few others are tried for a candidate. dout is left open. */
function saidBy({ kind }: Value): Partial<ProblemInput> {
  const mode = kind === "needs statistics" ? "eval" : "train";
  const said = { mode, variance: "biased", epsPlacement: "inside", activation: "none", axis: 1, eps: 1e-5 } as const;
  if (kind === "negative eps") return { ...said, eps: -1 };
  return kind === "gamma too long" ? { ...said, gamma: LONG } : said;
}

/** As an editor gives it, or as a stopped program does: with buffers that are given away. */
export function sourceOf(value: Value): ProblemSource {
  if (value.kind === "ragged") return { kind: "text", content: "[[1, 2], [3]]", name: titleOf(value) };
  const said = saidBy(value);
  if (value.stop === null) {
    const content = JSON.stringify({ x: rowsOf(value), ...said, ...(said.gamma && { gamma: [...LONG.values] }) });
    return { kind: "text", content, name: titleOf(value) };
  }
  const x = { shape: shapeOf(value), values: Float64Array.from(rowsOf(value).flat()), dtype: "float64" as const };
  const input: ProblemInput = { x, ...said };
  return { kind: "input", input };
}

export function readingOf(value: Value): Result<Reading> {
  const title = titleOf(value);
  if (value.kind === "unreadable") return failure("no-matrix", `There is no matrix in ${title}.`);
  const source = sourceOf(value);
  const stop = value.stop === null ? null : { stop: value.stop, title: `stop ${value.stop}` };
  return success({
    source,
    ...(source.kind === "input" && { transfer: [source.input.x.values.buffer as ArrayBuffer] }),
    provenance: {
      kind: stop ? "debugger" : "editor",
      title,
      details: [],
      dtype: "",
      shape: [],
      how: "read",
      whole: true,
      canReveal: false,
    },
    ...(stop && { stop }),
  });
}

type Listener<T> = (value: T) => void;

/** A source that answers when it is let, and knows who still listens to it. */
export class LateSource implements PanelSource {
  readonly title = "x";
  readonly memento = { kind: "test" };
  readonly changed = new Set<Listener<void>>();
  readonly stale = new Set<Listener<string>>();
  readonly used = new Set<Listener<readonly Role[]>>();
  readonly onDidChange = listen(this.changed);
  readonly onDidUse = listen(this.used);
  readonly onDidBecomeStale = listen(this.stale);
  isDisposed = false;
  /** A program has stopped again while the panel was not seen: it is read when the panel is. */
  hasMissed = false;
  private isVisible = true;
  /** Called when numbers have been given. */
  onGiven: (value: Value) => void = () => undefined;

  constructor(
    public value: Value,
    private readonly later: () => Promise<void>,
  ) {}

  async read(cancel: AbortSignal, progress?: ReportProgress): Promise<Result<Reading>> {
    const { value } = this;
    await this.later();
    progress?.(`Reading ${titleOf(value)}: half of it`, 0.5);
    await this.later();
    if (cancel.aborted) return failure("cancelled", "Reading was cancelled.");
    this.onGiven(value);
    return readingOf(value);
  }
  change(value: Value): void {
    this.value = value;
    if (this.isVisible || value.stop === null) this.hasChanged();
    else this.hasMissed = true;
  }
  setVisible(isVisible: boolean): void {
    this.isVisible = isVisible;
    if (!isVisible || !this.hasMissed) return;
    this.hasMissed = false;
    this.hasChanged();
  }
  /** The user gives it something of its own for a role, and it has another value. */
  giveRole(value: Value, role: Role): void {
    this.value = value;
    for (const listener of [...this.used]) listener([role]);
  }
  dispose(): void {
    this.isDisposed = true;
  }
  private hasChanged(): void {
    for (const listener of [...this.changed]) listener();
  }
}

function listen<T>(listeners: Set<Listener<T>>): (listener: Listener<T>) => { dispose: () => void } {
  return (listener) => {
    listeners.add(listener);
    return { dispose: () => listeners.delete(listener) };
  };
}
