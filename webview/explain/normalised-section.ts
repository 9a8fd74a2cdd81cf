import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import type { ExplainColumnReport } from "../../src/protocol/explain";
import type { RegionReport } from "../../src/protocol/queries";
import { Newest } from "../components/newest-question";
import { SYMBOLS } from "../page/math";
import { exact, short } from "../page/numbers";
import { setTitle } from "../page/set-words";
import { t } from "../page/strings";
import { base, figures } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { chartStyles } from "../plots/chart";
import { figureStyles } from "../plots/figure-styles";
import { histogram } from "../plots/histogram";
import type { Explained, ExplainedCell } from "./explained-cell";
import { givenSaid, kindSaid, oddSaid } from "./normalised-said";
import { lookStyles, type Look } from "./tour/look-at";

const TENSORS = ["x", "xhat", "out"] as const;
const BINS = 40;

/** What normalising did to the column: its moments and its distribution, before and after. */
@customElement("gl-explain-normalised")
export class NormalisedSection extends PartElement {
  static override styles = [
    base,
    figures,
    chartStyles,
    figureStyles,
    lookStyles,
    css`
      :host {
        display: block;
      }
      .scroll {
        max-width: 860px;
        margin: 6px 0;
        overflow-x: auto;
      }
      .charts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(240px, 100%), 1fr));
        gap: 10px 16px;
        margin-top: 8px;
      }
    `,
  ];

  @property({ attribute: false }) told: Explained<ExplainColumnReport> | null = null;
  /** What the tour points at. */
  @property({ attribute: false }) look: Look | null = null;
  private readonly distributions = new Newest<Explained<readonly RegionReport[]>>();

  override render(): TemplateResult | typeof nothing {
    const analysis = this.page.store.analysis.value;
    if (!this.told || !analysis) return nothing;
    const { report: column, cell } = this.told;
    this.askFor(cell, analysis);
    const { value, fault } = this.distributions.answer.value;
    return html`${column.kinds.map((kind) => html`<p data-kind=${kind}>${kindSaid(kind, analysis, cell)}</p>`)}
      ${oddSaid(column, analysis).map(([kind, said]) => html`<p class="muted" data-odd=${kind}>${said}</p>`)}
      ${this.moments(column)}
      <p data-given>${givenSaid(column, analysis, cell)}</p>
      ${fault ? html`<p class="bad" role="alert">${fault}</p>` : nothing}
      <div class="charts" ?data-looked=${this.look === "histograms"}>
        ${value?.report.map(
          (report) =>
            html`<figure>
              <figcaption>
                <h3>${t("{0} of {1}", setTitle(analysis, value.cell), SYMBOLS[report.tensor])}</h3>
              </figcaption>
              ${histogram(report, SYMBOLS[report.tensor], report.tensor === "xhat" || "where near")}
            </figure>`,
        )}
      </div>
      <p class="muted">
        ${t("The curve is what the unit Gaussian would count in each bin. x and out have it where at least half of it falls between their ends.")}
      </p>`;
  }

  private askFor(cell: ExplainedCell, { setBlock, generation }: AnalysisState): void {
    const { row, column, set } = cell;
    const [row0, column0] = [row - (row % setBlock.rows), column - (column % setBlock.columns)];
    const block = { row0, row1: row0 + setBlock.rows, column0, column1: column0 + setBlock.columns };
    const where = { plane: { kind: "matrix" }, ...block } as const;
    this.distributions.ask(JSON.stringify([generation, set]), async () => ({
      cell,
      report: await this.page.store.client.request("region", { ...where, tensors: TENSORS, bins: BINS }),
    }));
  }

  private moments({ moments }: ExplainColumnReport): TemplateResult {
    const kinds = [
      ["mean", t("mean")],
      ["sd", t("sd")],
      ["skewness", t("skewness")],
      ["kurtosis", t("excess kurtosis")],
    ] as const;
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${t("Moments")}>
      <table class="figures">
        <thead>
          <tr>
            <td></td>
            ${TENSORS.map((name) => html`<th scope="col">${SYMBOLS[name]}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${kinds.map(
            ([kind, label]) =>
              html`<tr>
                <th scope="row">${label}</th>
                ${TENSORS.map((name) => html`<td data-moment=${`${name} ${kind}`} title=${exact(moments[name][kind])}>${short(moments[name][kind])}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}
