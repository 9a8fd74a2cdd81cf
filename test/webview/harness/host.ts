import { toLayout, type Layout } from "../../../src/core/layout";
import type { Values } from "../../../src/core/tensor";
import { Marginals } from "../../../src/compute/picture/marginal-sums";
import { Pyramid } from "../../../src/compute/picture/pyramid";
import { findCell } from "../../../src/compute/analysis/answers/find";
import { summarise } from "../../../src/compute/analysis/tensor-summary";
import { createTypescriptEngine } from "../../../src/compute/engine/typescript-engine";
import { readRequest } from "../../../src/panel/requests";
import { overTheWire } from "./wire";
import { storedTensor, type ShownTensor } from "../../../src/compute/analysis/shown-tensors";
import type {
  AnalysisState,
  CheckState,
  FindQuery,
  MarginalQuery,
  PanelEvent,
  PanelRequest,
  ReplyMessage,
  TensorName,
  TensorSummary,
  TileQuery,
} from "../../../src/protocol";
import type { Port } from "../../../webview/transport";

/** Numbers to show, as they are: ugly ones too, which no forward pass would give. */
export interface Scenario {
  readonly shape: readonly number[];
  readonly tensors: Readonly<Partial<Record<TensorName, Values>>>;
  readonly check?: CheckState;
  /** Cells of `error` that hold this are not checked yet. */
  readonly absent?: number;
}

const ENGINE = createTypescriptEngine();

type Answer = { ok: true; value: unknown } | { ok: false; fault: { code: string; text: string } };

/**
 * What stands behind linked views that are tested alone, with tensors that no forward pass would give: the worker's own
 * code for levels, planes and regions, asked by requests that the panel's relay lets through.
 */
export class TensorHost implements Port {
  readonly asked: PanelRequest[] = [];
  private listener: (message: ReplyMessage | PanelEvent) => void = () => undefined;
  /** Answers wait here while `held` is set. */
  held = false;
  private readonly waiting: (() => void)[] = [];
  private generation = 0;
  private layout: Layout | null = null;
  private readonly tensors = new Map<TensorName, ShownTensor>();
  private readonly summaries = new Map<TensorName, TensorSummary>();
  private pyramid: Pyramid | null = null;

  listen(listener: (message: ReplyMessage | PanelEvent) => void): void {
    this.listener = listener;
  }
  getState(): unknown {
    return null;
  }
  setState(): void {
    // Nothing outlives this page.
  }

  /** The state of the analysis of a scenario, as the worker would describe it. */
  load(scenario: Scenario): AnalysisState {
    const layout = toLayout(scenario.shape);
    if (!layout.ok) throw new Error(layout.fault.text);
    this.layout = layout.value;
    this.tensors.clear();
    this.summaries.clear();
    this.pyramid = new Pyramid(ENGINE, layout.value, 2 ** 28);
    for (const [name, values] of Object.entries(scenario.tensors) as [TensorName, Values][]) {
      const tensor = storedTensor(name, values);
      this.tensors.set(name, tensor);
      this.summaries.set(name, summarise(ENGINE, tensor, layout.value, scenario.absent));
    }
    this.generation++;
    const parameter = { from: "default", text: "1" } as const;
    return {
      generation: this.generation,
      shape: scenario.shape,
      rows: layout.value.rows,
      columns: layout.value.channels,
      dtype: "float64",
      eps: 1e-5,
      mode: "train",
      activation: "none",
      doutSeed: 1,
      precision: "standard",
      parameters: {
        gamma: parameter,
        beta: parameter,
        eps: parameter,
        dout: parameter,
        mode: parameter,
        activation: parameter,
        runningMean: parameter,
        runningVar: parameter,
      },
      summaries: Object.fromEntries(this.summaries),
      notes: [],
      check: scenario.check ?? null,
      comparison: null,
      blind: [],
      parts: [],
      partDrift: [],
    };
  }

  /** Lets all held answers go, and later ones at once. */
  release(): void {
    this.held = false;
    for (const answer of this.waiting.splice(0)) answer();
  }

  post(sent: PanelRequest): void {
    const read = readRequest(overTheWire(sent));
    if (!read.ok) throw new Error(`${read.fault.text} It was ${JSON.stringify(sent)}.`);
    const message = read.value;
    this.asked.push(message);
    const reply = (): void => {
      const answer =
        message.generation === this.generation
          ? this.answer(message)
          : { ok: false as const, fault: { code: "superseded", text: "A newer analysis has taken over." } };
      this.listener({ id: message.id, ...answer });
    };
    if (this.held) this.waiting.push(reply);
    else queueMicrotask(reply);
  }

  private answer(message: PanelRequest): Answer {
    const { layout, pyramid } = this;
    if (message.name === "tiles" && pyramid) {
      const tiles = (message.ask as readonly TileQuery[]).map((query) => {
        const tensor = this.tensors.get(query.tensor);
        const summary = this.summaries.get(query.tensor);
        return tensor && summary ? pyramid.tile(tensor, summary, query) : null;
      });
      return { ok: true, value: tiles };
    }
    const ask = message.ask as { tensor: TensorName };
    const tensor = this.tensors.get(ask.tensor);
    if (!layout || !pyramid || !tensor)
      return { ok: false, fault: { code: "no-tensor", text: `There is no ${ask.tensor}.` } };
    switch (message.name) {
      case "marginal":
        return { ok: true, value: new Marginals(layout).report(tensor, message.ask as MarginalQuery) };
      case "find":
        return { ok: true, value: findCell(tensor, layout, message.ask as FindQuery) };
      default:
        return { ok: false, fault: { code: "not-here", text: `This host does not answer ${message.name}.` } };
    }
  }
}
