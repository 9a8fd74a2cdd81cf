import { css, html, nothing, type LitElement, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { isCentred, type Norm } from "../../src/core/normalization-layer";
import type { ExplainCellReport, ExplainColumnReport } from "../../src/protocol/explain";
import { Newest } from "../components/newest-question";
import { icon } from "../page/icons";
import { setName } from "../page/set-words";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { explainedCell, membersOf, rowsAround } from "./explained-cell";
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
      section {
        margin-top: 16px;
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

  private readonly cell = new Newest<ExplainCellReport>();
  private readonly column = new Newest<ExplainColumnReport>();

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
    const cell = explainedCell(this.page);
    if (!analysis || !cell) return html`<p class="muted">${t("There is no cell to explain.")}</p>`;
    const rows = rowsAround(cell.element, membersOf(analysis));
    const ask = { row: cell.element, column: cell.set, ...rows };
    this.cell.ask(JSON.stringify([analysis.generation, ask]), () => store.client.request("explainCell", ask));
    const ofColumn = { column: cell.set, ...rows };
    this.column.ask(JSON.stringify([analysis.generation, ofColumn]), () =>
      store.client.request("explainColumn", ofColumn),
    );
    const { value, fault } = this.cell.answer.value;
    const column = this.column.answer.value.value;
    if (fault) return html`<p class="bad" role="alert">${fault}</p>`;
    if (!value) return html`<p class="muted">…</p>`;
    const tour = this.page.view.tour.value;
    const look = tour === null ? null : tourStep(tour).look;
    return html`<h2 data-cell=${value.index.join(",")}>${t("Where dx[{0}] comes from", value.index.join(", "))}</h2>
      ${this.tour({
        report: value,
        element: cell.element,
        set: setName(analysis, cell),
        conventions: analysis,
      })}
      ${analysis.norm === "batch" ? nothing : html`<p data-element>${t("Element {0} of set {1}: {2}.", cell.element, cell.set, setName(analysis, cell))}</p>`}
      ${store.cursor.value ? nothing : html`<p class="muted">${t("The first cell. Choose another one in a picture.")}</p>`}
      <p class=${TONES[value.verdict]} data-explained=${value.verdict}>
        ${icon(SIGNS[value.verdict])} ${claimOf(value.verdict)}
      </p>
      <section aria-label=${termsTitle(analysis.norm)}>
        <h3>${termsTitle(analysis.norm)}</h3>
        <p>${movesSaid(analysis.norm)}</p>
        <gl-explain-terms .page=${this.page} .report=${value} .look=${look}></gl-explain-terms>
      </section>
      <section aria-label=${t("What x does to the outputs")}>
        <h3>${t("What x does to the outputs")}</h3>
        <p>
          ${t("A cell of this picture says how much output i of {0} moves when input l does.", setName(analysis, cell))}
        </p>
        <gl-explain-jacobian .page=${this.page} .report=${value} .column=${column} .look=${look}></gl-explain-jacobian>
      </section>
      <section aria-label=${t("Computation graph")}>
        <h3>${t("Computation graph")}</h3>
        <p>
          ${t("Values go down. ↑ says how much the loss changes with a number: it comes back up, times the number on the edge. Choose an edge.")}
        </p>
        <gl-explain-graph .graph=${value.graph} .look=${look}></gl-explain-graph>
      </section>
      <section aria-label=${t("What normalising did")}>
        <h3>${t("What normalising did")}</h3>
        <gl-explain-normalised .page=${this.page} .column=${column} .look=${look}></gl-explain-normalised>
      </section>
      ${this.aboutPlacement(analysis.norm)}`;
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
