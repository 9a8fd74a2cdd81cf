import { css, html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { ExplainCellReport } from "../../src/protocol/explain";
import type { Verdict } from "../../src/core/verdict";
import { Newest } from "../components/newest-question";
import { icon } from "../page/icons";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { explainedCell, rowsAround } from "./explained-cell";
import "./terms-section";

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

  override render(): TemplateResult | typeof nothing {
    const { store } = this.page;
    const analysis = store.analysis.value;
    const cell = explainedCell(this.page);
    if (!analysis || !cell) return html`<p class="muted">${t("There is no cell to explain.")}</p>`;
    const rows = rowsAround(cell.row, analysis.rows);
    const ask = { ...cell, ...rows };
    this.cell.ask(JSON.stringify([analysis.generation, ask]), () => store.client.request("explainCell", ask));
    const { value, fault } = this.cell.answer.value;
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
      </section>`;
  }
}

const TONES: Readonly<Record<Verdict, string>> = { correct: "good", wrong: "bad", doubtful: "unsure" };
const SIGNS = { correct: "passed", wrong: "failed", doubtful: "doubt" } as const;

function claimOf(verdict: Verdict): string {
  switch (verdict) {
    case "correct":
      return t("Every derivative on the way to it agrees with its numeric one.");
    case "wrong":
      return t("A derivative on the way to it does not agree with its numeric one.");
    case "doubtful":
      return t("A derivative on the way to it could not be checked.");
  }
}
