import { css, html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { RegionQuery, RegionReport } from "../../src/protocol";
import { Asked } from "../page/asked";
import { SYMBOLS } from "../page/math";
import { count, short } from "../page/numbers";
import { t } from "../page/strings";
import { base, figures } from "../page/styles";
import { PartElement } from "../page/watching";
import { chartStyles } from "../plots/chart";
import { histogram } from "../plots/histogram";
import "./copy-menu";

const BINS = 40;

/** Statistics of every shown tensor over the selected rectangle, or over everything when none is selected. */
@customElement("gl-selection")
export class SelectionPart extends PartElement {
  static override styles = [
    base,
    figures,
    chartStyles,
    css`
      :host {
        display: block;
        padding: 8px 12px 16px;
      }
      .head {
        display: flex;
        align-items: center;
        gap: 4px;
      }
      .head h2 {
        flex: 1;
        font-size: inherit;
      }
      .scroll {
        overflow-x: auto;
        margin: 4px 0 10px;
      }
      figure {
        margin: 10px 0 0;
      }
      figcaption {
        margin-bottom: 2px;
      }
    `,
  ];

  private readonly reports = new Asked<readonly RegionReport[]>();

  override render(): TemplateResult | typeof nothing {
    const { store } = this.page;
    const analysis = store.analysis.value;
    if (!analysis) return nothing;
    const selection = store.selection.value;
    const { rows, columns } = store.planeSize.value;
    const range = selection ?? { row0: 0, row1: rows, column0: 0, column1: columns };
    const tensors = store.views.value.filter((name) => analysis.summaries[name]);
    const query: RegionQuery = { plane: store.plane.value, ...range, tensors, bins: BINS };
    const checked = tensors.includes("error") ? store.check.value?.status : "";
    this.reports.ask(JSON.stringify([analysis.generation, checked, query]), () =>
      store.client.request("region", query),
    );
    const { value, fault, waiting } = this.reports.answer.value;
    return html`<div class="head">
        <h2>
          ${
            selection
              ? t(
                  "Rows {0}–{1}, columns {2}–{3}",
                  selection.row0,
                  selection.row1 - 1,
                  selection.column0,
                  selection.column1 - 1,
                )
              : t("All cells")
          }
        </h2>
        <gl-copy-menu .page=${this.page}></gl-copy-menu>
        ${selection ? html`<button class="tool" @click=${this.clear}>${t("Clear")}</button>` : nothing}
      </div>
      ${selection ? nothing : html`<p class="muted">${t("Drag a rectangle with Shift held down, or hold Shift with the arrow keys, to select.")}</p>`}
      ${fault ? html`<p class="bad" role="alert">${fault}</p>` : nothing}
      ${value ? this.show(value) : waiting ? html`<p class="muted">…</p>` : nothing}`;
  }

  private show(reports: readonly RegionReport[]): TemplateResult {
    return html`<div class="scroll" role="group" tabindex="0" aria-label=${t("Statistics")}>
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">${t("Tensor")}</th>
              <th scope="col">${t("count")}</th>
              <th scope="col">${t("min")}</th>
              <th scope="col">${t("max")}</th>
              <th scope="col">${t("mean")}</th>
              <th scope="col">${t("sd")}</th>
              <th scope="col">${t("norm")}</th>
              <th scope="col">NaN</th>
              <th scope="col">Inf</th>
            </tr>
          </thead>
          <tbody>
            ${reports.map(
              (report) =>
                html`<tr data-tensor=${report.tensor}>
                  <th scope="row"><span class="symbol">${SYMBOLS[report.tensor]}</span></th>
                  <td>${count(report.count)}</td>
                  <td>${short(report.min)}</td>
                  <td>${short(report.max)}</td>
                  <td>${short(report.mean)}</td>
                  <td>${short(report.sd)}</td>
                  <td>${short(report.norm)}</td>
                  <td>${count(report.nan)}</td>
                  <td>${count(report.infinite)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${reports.map(
        (report) =>
          html`<figure>
            <figcaption class="muted"><span class="symbol">${SYMBOLS[report.tensor]}</span></figcaption>
            ${histogram(report, report.tensor === "xhat")}
          </figure>`,
      )}`;
  }

  private readonly clear = (): void => {
    this.page.store.selection.value = null;
  };
}
