import { failure, success, type Result } from "../../../src/core/fault";
import type { ProblemInput } from "../../../src/core/problem";
import type { Engine } from "../../../src/compute/engine/engine";
import {
  DEFAULT_SETTINGS,
  type AnalysisSettings,
  type ParameterOverride,
  type WorkerEvent,
} from "../../../src/compute/worker/messages";
import { Session } from "../../../src/compute/worker/session";
import type {
  HostRequests,
  PanelEvent,
  PanelRequest,
  PanelState,
  ParameterName,
  Provenance,
  ReplyMessage,
} from "../../../src/protocol";

/** What a request to the host asked for, as a test looks at it. */
export interface Asked {
  readonly name: string;
  readonly ask: unknown;
}

/**
 * A host in the page's own document: a real session computes the numbers, everything outside (clipboard, files, pickers,
 * the source) is only written down.
 */
export class FakeHost {
  readonly asked: Asked[] = [];
  /** When set, answers to the page's questions wait until it is called. */
  held: (() => void)[] | null = null;
  state: PanelState;
  private listener: (message: ReplyMessage | PanelEvent) => void = () => undefined;
  private readonly session: Session;
  private generation = 0;
  private settings: AnalysisSettings = DEFAULT_SETTINGS;

  constructor(engine: Engine, strings: Readonly<Record<string, string>> = {}) {
    this.session = new Session(engine, (event) => this.onSessionEvent(event));
    this.state = {
      provenance: null,
      analysis: null,
      stale: null,
      fault: null,
      busy: null,
      history: [],
      historyShown: null,
      strings,
      memento: { kind: "test" },
    };
  }

  listen(listener: (message: ReplyMessage | PanelEvent) => void): void {
    this.listener = listener;
  }

  load(input: ProblemInput, provenance: Partial<Provenance> = {}): void {
    const generation = ++this.generation;
    const source = { kind: "input" as const, input };
    const made = this.session.answer("load", generation, {
      generation,
      source,
      settings: this.settings,
      memoryLimit: Infinity,
    });
    if (!made.ok) {
      this.show({ fault: made.fault, stale: this.state.analysis ? "The newest input cannot be used." : null });
      return;
    }
    const full: Provenance = {
      kind: "editor",
      title: "activations.json",
      details: ["examples/activations.json", "line 3, column 8 to line 67, column 2"],
      dtype: input.x.dtype,
      shape: input.x.shape,
      how: "parsed as JSON",
      whole: true,
      canReveal: true,
      ...provenance,
    };
    this.show({ provenance: full, analysis: made.value, fault: null, stale: null });
  }

  /** A new state for the page. */
  show(change: Partial<PanelState>): void {
    this.state = { ...this.state, ...change };
    this.send({ event: "state", state: this.state });
  }

  send(message: ReplyMessage | PanelEvent): void {
    this.listener(structuredClone(message));
  }

  post(request: PanelRequest): void {
    // Like every real way to the page, the answer comes later.
    const answer = (): void => {
      const reply = this.answer(request);
      const { id } = request;
      this.send(reply.ok ? { id, ok: true, value: reply.value } : { id, ok: false, fault: reply.fault });
    };
    queueMicrotask(() => {
      if (this.held && request.name !== "ready") this.held.push(answer);
      else answer();
    });
  }

  release(): void {
    const held = this.held ?? [];
    this.held = null;
    for (const answer of held) answer();
  }

  private answer({ name, generation, ask }: PanelRequest): Result<unknown> {
    switch (name) {
      case "ready":
        return success(this.state);
      case "setParameter": {
        this.asked.push({ name, ask });
        const { name: parameter, text } = ask as HostRequests["setParameter"]["ask"];
        const parameters: Partial<Record<ParameterName | "seed", ParameterOverride>> = { ...this.settings.parameters };
        delete parameters[parameter];
        if (text !== "") parameters[parameter] = { from: "typed", text };
        return this.configure({ ...this.settings, parameters });
      }
      case "setPrecision":
        this.asked.push({ name, ask });
        return this.configure({ ...this.settings, ...(ask as HostRequests["setPrecision"]["ask"]) });
      case "useSeparatingProbe":
        this.asked.push({ name, ask });
        return this.configure({ ...this.settings, parameters: {}, probeSeed: (this.settings.probeSeed ?? 0) + 1 });
      case "cancelCheck":
      case "restartCheck":
        this.asked.push({ name, ask });
        return this.session.answer(name, generation, null);
      case "saveFile":
      case "saveExport":
        this.asked.push({ name, ask });
        return success((ask as { name: string }).name);
      case "pick":
      case "copyText":
      case "clearCandidate":
      case "refresh":
      case "cancelReading":
      case "useOffer":
      case "reveal":
      case "showStop":
      case "collectAll":
        this.asked.push({ name, ask });
        return success(null);
      default:
        return this.session.answer(name, generation, ask as never);
    }
  }

  private configure(settings: AnalysisSettings): Result<null> {
    const generation = ++this.generation;
    const made = this.session.answer("configure", generation, { generation, settings });
    if (!made.ok) return failure(made.fault.code, made.fault.text);
    this.settings = settings;
    this.show({ analysis: made.value });
    return success(null);
  }

  private onSessionEvent(event: WorkerEvent): void {
    if (event.event === "state" && event.generation === this.generation) this.show({ analysis: event.state });
    else if (event.event === "progress") this.send(event);
  }
}
