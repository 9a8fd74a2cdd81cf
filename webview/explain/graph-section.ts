import { css, html, nothing, svg, type PropertyValues, type SVGTemplateResult, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { GraphReport } from "../../src/protocol/explain";
import { own } from "../../src/core/own";
import { itemAt } from "../../src/core/item-at";
import { exactUnsignedZero, short, tiny } from "../page/numbers";
import { t } from "../page/strings";
import { base, figures } from "../page/styles";
import { WatchingElement } from "../page/watching-element";
import { BOX, HEIGHT, lineBetween, PLACES, WIDTH, type NodeName } from "./graph-layout";
import { icon } from "../page/icons";
import { GRAPH_LOOKS, lookStyles, type Look } from "./tour/look-at";
import { SIGNS, TONES, wordOf } from "./verdict-signs";

type Edge = GraphReport["edges"][number];

const SYMBOLS: Readonly<Record<NodeName, string>> = {
  ...{ x: "x", mu: "μ", v: "v", r: "r", xhat: "x̂", gamma: "γ", beta: "β", out: "out", L: "L" },
};

const keyOf = ({ from, to }: Edge): string => `${from}-${to}`;

/** The computation graph of the cell: values go down, gradients come back up. An edge is a local derivative. */
@customElement("gl-explain-graph")
export class GraphSection extends WatchingElement {
  static override styles = [
    base,
    figures,
    lookStyles,
    css`
      :host {
        display: block;
      }
      svg.graph {
        display: block;
        width: 100%;
        max-width: 440px;
        height: auto;
        margin: 6px 0;
      }
      table {
        max-width: 440px;
      }
      .box {
        fill: var(--vscode-editorWidget-background, var(--vscode-editor-background));
        stroke: var(--vscode-foreground);
        stroke-opacity: 0.5;
      }
      text {
        fill: var(--vscode-foreground);
        font-size: 11px;
        text-anchor: middle;
        font-variant-numeric: tabular-nums;
      }
      .name {
        font-size: 13px;
        font-style: italic;
      }
      .back {
        fill: var(--vscode-descriptionForeground);
      }
      .edge {
        outline: none;
        cursor: pointer;
      }
      .edge path {
        fill: none;
        stroke: var(--vscode-foreground);
        stroke-opacity: 0.55;
        stroke-width: 1.5;
      }
      .edge path.reach {
        stroke-opacity: 0;
        stroke-width: 16;
      }
      .edge text {
        pointer-events: none;
      }
      .edge rect {
        fill: var(--vscode-sideBar-background, var(--vscode-editor-background));
        stroke: var(--vscode-foreground);
        stroke-opacity: 0.25;
      }
      .edge:hover path:not(.reach),
      .edge[aria-checked="true"] path:not(.reach) {
        stroke: var(--vscode-textLink-foreground);
        stroke-opacity: 1;
        stroke-width: 2.5;
      }
      .edge[data-looked] path:not(.reach) {
        stroke-width: 5;
      }
      .edge[data-looked] rect {
        stroke-width: 3;
      }
      .edge:hover rect,
      .edge[aria-checked="true"] rect {
        stroke: var(--vscode-textLink-foreground);
        stroke-opacity: 1;
      }
      .edge:focus-visible rect {
        stroke: var(--vscode-focusBorder);
        stroke-opacity: 1;
        stroke-width: 2;
      }
    `,
  ];

  @property({ attribute: false }) graph!: GraphReport;
  /** What the tour points at. */
  @property({ attribute: false }) look: Look | null = null;
  @state() private chosen = "x-xhat";

  private get isLookedAt(): boolean {
    return this.look !== null && GRAPH_LOOKS.has(this.look);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("look") && this.look !== null && this.isLookedAt) this.chosen = this.look;
  }

  override render(): TemplateResult {
    const { nodes, edges } = this.graph;
    const isLinked = ({ name }: (typeof nodes)[number]): boolean =>
      edges.some(({ from, to }) => from === name || to === name); // RMS norm has no mu
    const there = edges.some((edge) => keyOf(edge) === this.chosen) ? this.chosen : keyOf(itemAt(edges, 0));
    return html`<svg
        class="graph"
        viewBox="0 0 ${WIDTH} ${HEIGHT}"
        role="radiogroup"
        aria-label=${t("Computation graph")}
        @keydown=${this.keyed}
      >
        ${edges.map((edge) => this.edge(edge, keyOf(edge) === there))} ${nodes.filter(isLinked).map(node)}
      </svg>
      ${this.detail(edges.find((edge) => keyOf(edge) === there))}`;
  }

  private edge(edge: Edge, isChosen: boolean): SVGTemplateResult {
    const { path, label } = lineBetween(edge.from, edge.to);
    const number = short(edge.slope.value);
    const width = Math.max(60, 7 * number.length + 6); // "-2.39e-308" needs more than others
    const says = t(
      "from {0} to {1}: local derivative {2}, {3}",
      ...([SYMBOLS[edge.from], SYMBOLS[edge.to], number, wordOf(edge.slope.verdict)] as const),
    );
    return svg`<g class="edge" role="radio" data-edge=${keyOf(edge)} ?data-looked=${isChosen && this.isLookedAt}
      aria-checked=${isChosen ? "true" : "false"}
      tabindex=${isChosen ? 0 : -1} aria-label=${says} @click=${() => (this.chosen = keyOf(edge))}>
      <path class="reach" d=${path} /><path d=${path} />
      <rect x=${label.x - width / 2} y=${label.y - 8} width=${width} height="16" rx="4" />
      <text x=${label.x} y=${label.y + 4}>${number}</text>
    </g>`;
  }

  private detail(edge: Edge | undefined): TemplateResult | typeof nothing {
    if (!edge) return nothing;
    const { from, to, slope, carries, formula } = edge;
    const line = (name: string, label: string, value: string): TemplateResult =>
      html`<tr>
        <th scope="row">${label}</th>
        <td data-edge-value=${name}>${value}</td>
      </tr>`;
    return html`<div aria-live="polite" data-chosen=${keyOf(edge)}>
      <p>
        <b><span class="symbol">∂${SYMBOLS[to]} / ∂${SYMBOLS[from]}</span></b> = <span class="mono">${formula}</span>
        <span class=${TONES[slope.verdict]}>${icon(SIGNS[slope.verdict])} ${wordOf(slope.verdict)}</span>
      </p>
      <table class="figures">
        <tbody>
          ${line("slope", t("local derivative"), exactUnsignedZero(slope.value))}
          ${line("numeric", t("numerically"), exactUnsignedZero(slope.numeric))}
          ${line("error", t("error"), tiny(slope.error))}
          ${line("carries", t("carries back of dL/d{0}", SYMBOLS[from]), exactUnsignedZero(carries))}
        </tbody>
      </table>
    </div>`;
  }

  /** The arrow keys go from edge to edge, as in any group of radio buttons. */
  private readonly keyed = (event: KeyboardEvent): void => {
    const step = own({ ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }, event.key);
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const keys = this.graph.edges.map(keyOf);
    const at = Math.max(0, keys.indexOf(this.chosen));
    this.chosen = keys[(at + step + keys.length) % keys.length] ?? this.chosen;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<SVGElement>(`[data-edge="${this.chosen}"]`)?.focus(),
    );
  };
}

function node({ name, value, gradient }: GraphReport["nodes"][number]): SVGTemplateResult {
  const { x, y } = PLACES[name];
  const [left, top] = [x - BOX.width / 2, y - BOX.height / 2];
  return svg`<g data-node=${name}>
    <rect class="box" x=${left} y=${top} width=${BOX.width} height=${BOX.height} rx="6" />
    <text class="name" x=${x} y=${y - 8}>${SYMBOLS[name]}</text>
    <text x=${x} y=${y + 5}>${short(value)}</text>
    <text class="back" x=${x} y=${y + 18}>↑ ${short(gradient)}</text>
  </g>`;
}
