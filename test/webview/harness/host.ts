import { toLayout, type Layout } from "../../../src/core/layout";
import type { Values } from "../../../src/core/tensor";
import { Marginals } from "../../../src/compute/picture/marginal-sums";
import { Pyramid } from "../../../src/compute/picture/pyramid";
import type { Analysed } from "../../../src/compute/analysis/answers/answer";
import { find } from "../../../src/compute/analysis/answers/find";
import { marginal } from "../../../src/compute/analysis/answers/marginal";
import { tiles } from "../../../src/compute/analysis/answers/tiles";
import { failure, type Result } from "../../../src/core/fault";
import { summarise } from "../../../src/compute/analysis/tensor-summary";
import { createTypescriptEngine } from "../../../src/compute/engine/typescript-engine";
import { readRequest } from "../../../src/panel/requests";
import { overTheWire } from "./wire";
import { storedTensor, type ShownTensor } from "../../../src/compute/analysis/shown-tensors";
import {
  PARAMETERS,
  type AnalysisState,
  type CheckState,
  type FindQuery,
  type MarginalQuery,
  type PanelEvent,
  type PanelRequest,
  type ReplyMessage,
  type TensorName,
  type TensorSummary,
  type TileQuery,
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

/**
 * What stands behind linked views that are tested alone. It is not the worker's session, because a session makes its
 * tensors of x by the forward pass: it cannot be given NaN in one cell of dx, a million needles, or a check that stands
 * still. So the tensors are put in here, and the worker's own answers are given about them, to requests that the panel's
 * relay lets through. Everything that has a source, settings or a check of its own is tested with the real host, in
 * test/webview/panel.
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
      axis: layout.value.axis,
      variance: "biased",
      epsPlacement: "inside",
      activation: "none",
      doutSeed: 1,
      precision: "standard",
      parameters: Object.fromEntries(PARAMETERS.map((name) => [name, parameter])) as AnalysisState["parameters"],
      summaries: Object.fromEntries(this.summaries),
      notes: [],
      alternatives: [],
      check: scenario.check ?? null,
      comparison: null,
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
          : failure("superseded", "A newer analysis has taken over.");
      this.listener({ id: message.id, ...answer });
    };
    if (this.held) this.waiting.push(reply);
    else queueMicrotask(reply);
  }

  /** The worker's own answers to what linked views ask, in which nothing but these tensors is an analysis. */
  private answer({ name, ask }: PanelRequest): Result<unknown> {
    const { layout, pyramid, tensors, summaries } = this;
    if (!layout || !pyramid) return failure("no-tensors", "There is nothing to show yet.");
    const analysed = {
      problem: { layout },
      marginals: new Marginals(layout),
      tensor: (wanted: TensorName) => tensors.get(wanted),
      tile: (query: TileQuery) => {
        const tensor = tensors.get(query.tensor);
        const summary = summaries.get(query.tensor);
        return tensor && summary ? pyramid.tile(tensor, summary, query) : null;
      },
    } as Partial<Analysed> as Analysed; // all that these three look at
    switch (name) {
      case "tiles":
        return tiles(analysed, ask as readonly TileQuery[]);
      case "marginal":
        return marginal(analysed, ask as MarginalQuery);
      case "find":
        return find(analysed, ask as FindQuery);
      default:
        throw new Error(`expected what linked views ask, got ${name}`);
    }
  }
}
