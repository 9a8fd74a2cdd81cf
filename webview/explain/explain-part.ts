import { css, html, nothing, type LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { isCentred, type Norm } from "../../src/core/normalization-layer";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import type { ExplainCellReport, ExplainColumnReport } from "../../src/protocol/explain";
import { Newest } from "../components/newest-question";
import { icon } from "../page/icons";
import { setName } from "../page/set-words";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { explainedCell, membersOf, rowsAround, type Explained, type ExplainedCell } from "./explained-cell";
import "./experiment-section";
import "./graph-section";
import "./jacobian-section";
import "./normalised-section";
import "./placement-section";
import "./terms-section";
import { scrollBelow } from "./tour/look-at";
import "./tour/tour-card";
import { termsTitle, tourStep, type Told } from "./tour/tour-steps";
import { claimOf, SIGNS, TONES } from "./verdict-signs";

/** Where every number of a gradient comes from: follows the chosen cell and its column. */
@customElement("gl-explain")
export class ExplainPart extends PartElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding: 8px 12px 24px;
      }
      h2 {
        font-size: calc(var(--vscode-font-size, 13px) * 1.1);
      }
      /* As wide as the part, so that no outline is cut off. */
      section {
        padding: 8px 12px 0;
        margin: 8px -12px 0;
      }
      /* What is out of sight is neither laid out nor painted at every step of the cursor. */
      :host(:not([data-tour])) section {
        content-visibility: auto;
        contain-intrinsic-size: auto 480px;
      }
      h3 {
        margin-bottom: 4px;
        font-size: inherit;
      }
      section > p {
        max-width: 64ch;
      }
      gl-explain-tour {
        position: sticky;
        z-index: 1;
        top: 6px;
        margin: 6px 0;
      }
    `,
  ];

  private readonly cell = new Newest<Explained<ExplainCellReport>>();
  private readonly column = new Newest<Explained<ExplainColumnReport>>();

  /** The step of the tour whose part has been scrolled to. */
  private shownStep: number | null = null;
  /** What is marked may come, or move, with the next answer. */
  private readonly grown = new ResizeObserver(() => {
    if (this.page.view.tour.peek() !== null) void this.showMarked();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.grown.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.grown.disconnect();
  }

  protected override updated(): void {
    const step = this.page.view.tour.peek();
    if (step === this.shownStep) return;
    this.shownStep = step;
    if (step !== null) void this.showMarked();
  }

  override render(): TemplateResult | typeof nothing {
    const { store } = this.page;
    const analysis = store.analysis.value;
    const asked = explainedCell(this.page);
    if (!analysis || !asked) return html`<p class="muted">${t("There is no cell to explain.")}</p>`;
    this.ask(asked, analysis);
    const { value: told, fault } = this.cell.answer.value;
    const column = this.column.answer.value.value;
    if (fault) return html`<p class="bad" role="alert">${fault}</p>`;
    if (!told) return html`<p class="muted">…</p>`;
    const { cell, report } = told;
    const set = setName(analysis, cell);
    const tour = this.page.view.tour.value;
    this.toggleAttribute("data-tour", tour !== null); // it scrolls by where things stand
    const look = tour === null ? null : tourStep(tour).look;
    return html`<h2 data-cell=${report.index.join(",")}>${t("Where dx[{0}] comes from", report.index.join(", "))}</h2>
      ${this.tour({ report, element: cell.element, set, conventions: analysis })}
      ${analysis.norm === "batch" ? nothing : html`<p data-element>${t("Element {0} of set {1}: {2}.", cell.element, cell.set, set)}</p>`}
      ${store.cursor.value ? nothing : html`<p class="muted">${t("The first cell. Choose another one in a picture.")}</p>`}
      <p class=${TONES[report.verdict]} data-explained=${report.verdict}>
        ${icon(SIGNS[report.verdict])} ${claimOf(report.verdict)}
      </p>
      <section aria-label=${termsTitle(analysis.norm)}>
        <h3>${termsTitle(analysis.norm)}</h3>
        <p>${movesSaid(analysis.norm)}</p>
        <gl-explain-terms .page=${this.page} .report=${report} .look=${look}></gl-explain-terms>
      </section>
      <section aria-label=${t("What x does to the outputs")}>
        <h3>${t("What x does to the outputs")}</h3>
        <p>${t("A cell of this picture says how much output i of {0} moves when input l does.", set)}</p>
        <gl-explain-jacobian
          .page=${this.page}
          .report=${report}
          .cell=${cell}
          .column=${column?.report ?? null}
          .look=${look}
        ></gl-explain-jacobian>
      </section>
      <section aria-label=${t("Computation graph")}>
        <h3>${t("Computation graph")}</h3>
        <p>
          ${t("Values go down. ↑ says how much the loss changes with a number: it comes back up, times the number on the edge. Choose an edge.")}
        </p>
        <gl-explain-graph .graph=${report.graph} .look=${look}></gl-explain-graph>
      </section>
      <section aria-label=${t("What normalising did")}>
        <h3>${t("What normalising did")}</h3>
        <gl-explain-normalised .page=${this.page} .told=${column} .look=${look}></gl-explain-normalised>
      </section>
      ${this.aboutPlacement(analysis.norm)}`;
  }

  private ask(cell: ExplainedCell, analysis: AnalysisState): void {
    const { client } = this.page.store;
    const rows = rowsAround(cell.element, membersOf(analysis));
    const ofColumn = { column: cell.set, ...rows };
    const ofCell = { row: cell.element, ...ofColumn };
    this.cell.ask(JSON.stringify([analysis.generation, ofCell]), async () => ({
      cell,
      report: await client.request("explainCell", ofCell),
    }));
    this.column.ask(JSON.stringify([analysis.generation, ofColumn]), async () => ({
      cell,
      report: await client.request("explainColumn", ofColumn),
    }));
  }

  /** What the article leaves open: of all columns together, and of no one's data. */
  private aboutPlacement(norm: Norm): TemplateResult {
    return html`<section aria-label=${t("Before or after the ReLU?")}>
        <h3>${t("Before or after the ReLU?")}</h3>
        ${
          norm === "batch"
            ? html`<p>
                ${t("Your x, γ, β and dout in three layers: batch norm and then the ReLU, the other way round, and a ReLU alone.")}
              </p>`
            : nothing
        }
        <gl-explain-placement .page=${this.page}></gl-explain-placement>
      </section>
      <section aria-label=${t("How much depends on the first weights?")}>
        <h3>${t("How much depends on the first weights?")}</h3>
        <p>
          ${t("A network of two layers learns to tell points inside a ring from those outside, from five scales of its initial weights.")}
        </p>
        <gl-explain-experiment .page=${this.page}></gl-explain-experiment>
      </section>`;
  }

  /** The way into the guided tour, or the step that it has come to. */
  private tour(told: Told): TemplateResult {
    if (this.page.view.tour.value !== null)
      return html`<gl-explain-tour
        .page=${this.page}
        .told=${told}
        @gl-leave-tour=${this.leaveTour}
      ></gl-explain-tour>`;
    return html`<p>
      <button class="link" data-start @click=${() => (this.page.view.tour.value = 0)}>${t("Start the tour")}</button>
      ${t("of seven steps from x to dx, with these numbers.")}
    </p>`;
  }

  private readonly leaveTour = async (): Promise<void> => {
    this.page.view.tour.value = null;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("[data-start]")?.focus();
  };

  /** Scrolls what the step points at into sight, below the step itself. */
  private async showMarked(): Promise<void> {
    const parts = [...this.renderRoot.querySelectorAll<LitElement>("section > *")].filter((each) => "look" in each);
    await Promise.all(parts.map((part) => part.updateComplete));
    const card = this.renderRoot.querySelector<HTMLElement>("gl-explain-tour");
    const marked = parts.map((part) => part.renderRoot.querySelector<HTMLElement>("[data-looked]")).find(Boolean);
    if (card && marked) scrollBelow(marked, card);
  }
}

/** Which outputs x reaches, and by which ways. */
function movesSaid(norm: Norm): string {
  if (norm === "batch")
    return t("x moves its own output, and through the mean and the variance all outputs of its column.");
  return isCentred({ norm })
    ? t("x moves its own output, and through the mean and the variance all outputs of its set.")
    : t("x moves its own output, and through the mean square v all outputs of its set.");
}
