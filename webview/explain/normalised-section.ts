import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Mode } from "../../src/core/problem";
import type { ExplainColumnReport } from "../../src/protocol/explain";
import type { RegionReport } from "../../src/protocol/queries";
import { Newest } from "../components/newest-question";
import { SYMBOLS } from "../page/math";
import { exact, short } from "../page/numbers";
import { t } from "../page/strings";
import { base, figures } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { chartStyles } from "../plots/chart";
import { figureStyles } from "../plots/figure-styles";
import { histogram } from "../plots/histogram";
import { explainedCell } from "./explained-cell";
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

  @property({ attribute: false }) column: ExplainColumnReport | null = null;
  /** What the tour points at. */
  @property({ attribute: false }) look: Look | null = null;
  private readonly distributions = new Newest<readonly RegionReport[]>();

  override render(): TemplateResult | typeof nothing {
    const { column } = this;
    const cell = explainedCell(this.page);
    const analysis = this.page.store.analysis.value;
    if (!column || !cell || !analysis) return nothing;
    this.askFor(cell.column, analysis.rows, analysis.generation);
    const { value, fault } = this.distributions.answer.value;
    return html`${column.kinds.map((kind) => html`<p data-kind=${kind}>${sayKind(kind, cell.column)}</p>`)}
      ${this.moments(column)}
      <p data-given>${sayGiven(column, analysis.mode)}</p>
      ${fault ? html`<p class="bad" role="alert">${fault}</p>` : nothing}
      <div class="charts" ?data-looked=${this.look === "histograms"}>
        ${value?.map(
          (report) =>
            html`<figure>
              <figcaption><h3>${t("Column {0} of {1}", cell.column, SYMBOLS[report.tensor])}</h3></figcaption>
              ${histogram(report, SYMBOLS[report.tensor], report.tensor === "xhat" || "where near")}
            </figure>`,
        )}
      </div>
      <p class="muted">
        ${t("The curve is what the unit Gaussian would count in each bin. x and out have it where at least half of it falls between their ends.")}
      </p>`;
  }

  private askFor(column: number, rows: number, generation: number): void {
    const where = { plane: { kind: "matrix" }, row0: 0, row1: rows, column0: column, column1: column + 1 } as const;
    this.distributions.ask(JSON.stringify([generation, column]), () =>
      this.page.store.client.request("region", { ...where, tensors: TENSORS, bins: BINS }),
    );
  }

  private moments({ moments }: ExplainColumnReport): TemplateResult {
    const kinds = [
      ["mean", t("mean")],
      ["sd", t("sd")],
      ["skewness", t("skewness")],
      ["kurtosis", t("excess kurtosis")],
    ] as const;
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${t("Moments of the column")}>
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

/** What normalising gives a column: of a constant one nothing, and in evaluation nothing that this batch need have. */
function sayGiven({ kinds }: ExplainColumnReport, mode: Mode): string {
  const shape = t(
    "Skewness and excess kurtosis stay as they are, and 0 is the Gaussian’s. The backward pass asks for no Gaussian.",
  );
  if (mode === "eval") {
    return `${t("In evaluation the running statistics normalise: the mean and sd of this batch need not become 0 and 1.")} ${shape}`;
  }
  if (kinds.includes("constant")) return t("Normalising moves a constant column to 0 and cannot give it an sd of 1.");
  return `${t("A mean of 0 and an sd of 1 (a little less, by ε) is all that normalising gives.")} ${shape}`;
}

function sayKind(kind: ExplainColumnReport["kinds"][number], column: number): string {
  switch (kind) {
    case "constant":
      return t("Column {0} is constant: there is nothing to normalise, and ε alone keeps r finite.", column);
    case "outlier":
      return t("One value makes more than half of the variance of column {0}: all others are small beside it.", column);
    case "dead":
      return t("Column {0} is dead: the ReLU lets nothing of it through, and no gradient comes back.", column);
  }
}
