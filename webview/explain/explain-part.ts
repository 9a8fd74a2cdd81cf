import { css, html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { ExplainCellReport, ExplainColumnReport } from "../../src/protocol/explain";
import { Newest } from "../components/newest-question";
import { icon } from "../page/icons";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { explainedCell, rowsAround } from "./explained-cell";
import "./graph-section";
import "./jacobian-section";
import "./normalised-section";
import "./terms-section";
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
    `,
  ];

  private readonly cell = new Newest<ExplainCellReport>();
  private readonly column = new Newest<ExplainColumnReport>();

  override render(): TemplateResult | typeof nothing {
    const { store } = this.page;
    const analysis = store.analysis.value;
    const cell = explainedCell(this.page);
    if (!analysis || !cell) return html`<p class="muted">${t("There is no cell to explain.")}</p>`;
    const rows = rowsAround(cell.row, analysis.rows);
    const ask = { ...cell, ...rows };
    this.cell.ask(JSON.stringify([analysis.generation, ask]), () => store.client.request("explainCell", ask));
    const ofColumn = { column: cell.column, ...rows };
    this.column.ask(JSON.stringify([analysis.generation, ofColumn]), () =>
      store.client.request("explainColumn", ofColumn),
    );
    const { value, fault } = this.cell.answer.value;
    const column = this.column.answer.value.value;
    if (fault) return html`<p class="bad" role="alert">${fault}</p>`;
    if (!value) return html`<p class="muted">…</p>`;
    return html`<h2 data-cell=${value.index.join(",")}>${t("Where dx[{0}] comes from", value.index.join(", "))}</h2>
      ${store.cursor.value ? nothing : html`<p class="muted">${t("The first cell. Choose another one in a picture.")}</p>`}
      <p class=${TONES[value.verdict]} data-explained=${value.verdict}>
        ${icon(SIGNS[value.verdict])} ${claimOf(value.verdict)}
      </p>
      <section aria-label=${t("Three terms")}>
        <h3>${t("Three terms")}</h3>
        <p>${t("x moves its own output, and through the mean and the variance all outputs of its column.")}</p>
        <gl-explain-terms .page=${this.page} .report=${value}></gl-explain-terms>
      </section>
      <section aria-label=${t("What x does to the outputs")}>
        <h3>${t("What x does to the outputs")}</h3>
        <p>${t("A cell of this picture says how much output i of column {0} moves when input l does.", cell.column)}</p>
        <gl-explain-jacobian .page=${this.page} .report=${value} .column=${column}></gl-explain-jacobian>
      </section>
      <section aria-label=${t("Computation graph")}>
        <h3>${t("Computation graph")}</h3>
        <p>
          ${t("Values go down. What the loss feels of each number (↑) comes back up, times the number on the edge. Choose an edge.")}
        </p>
        <gl-explain-graph .graph=${value.graph}></gl-explain-graph>
      </section>
      <section aria-label=${t("What normalising did")}>
        <h3>${t("What normalising did")}</h3>
        <gl-explain-normalised .page=${this.page} .column=${column}></gl-explain-normalised>
      </section>`;
  }
}
