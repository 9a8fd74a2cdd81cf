import { css, html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { fromNumeric, type Numeric } from "../../src/protocol/json-number";
import type { RegionQuery, RegionReport } from "../../src/protocol/queries";
import { Asked } from "../page/asked-answer";
import { SYMBOLS } from "../page/math";
import { count, exact, short } from "../page/numbers";
import { t } from "../page/strings";
import { base, figures } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { apart } from "../plots/distinct-number";
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
      .figures-of-all {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(280px, 100%), 1fr));
        gap: 10px 28px;
      }
      figure {
        margin: 0;
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
              <th scope="col">${t("Statistic")}</th>
              ${reports.map(({ tensor }) => html`<th scope="col"><span class="symbol">${SYMBOLS[tensor]}</span></th>`)}
            </tr>
          </thead>
          <tbody>
            ${statistics().map(
              ({ name, text, value }) =>
                html`<tr>
                  <th scope="row">${name}</th>
                  ${reports.map(
                    (report) =>
                      html`<td data-tensor=${report.tensor} title=${value ? exact(value(report)) : nothing}>
                        ${text(report)}
                      </td>`,
                  )}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <div class="figures-of-all">
        ${reports.map(
          (report) =>
            html`<figure>
              <figcaption class="muted"><span class="symbol">${SYMBOLS[report.tensor]}</span></figcaption>
              ${histogram(report, SYMBOLS[report.tensor], report.tensor === "xhat")}
            </figure>`,
        )}
      </div>`;
  }

  private readonly clear = (): void => {
    this.page.store.selection.value = null;
  };
}

interface Statistic {
  readonly name: string;
  readonly text: (report: RegionReport) => string;
  /** What the text is rounded from. */
  readonly value?: (report: RegionReport) => Numeric;
}

function statistics(): readonly Statistic[] {
  const place = (name: string, value: (report: RegionReport) => Numeric): Statistic => ({
    name,
    text: (report) => apart(value(report), fromNumeric(report.max) - fromNumeric(report.min)),
    value,
  });
  const size = (name: string, value: (report: RegionReport) => Numeric): Statistic => ({
    name,
    text: (report) => short(value(report)),
    value,
  });
  return [
    { name: t("count"), text: (report) => count(report.count) },
    place(t("min"), ({ min }) => min),
    place(t("max"), ({ max }) => max),
    place(t("mean"), ({ mean }) => mean),
    size(t("sd"), ({ sd }) => sd),
    size(t("norm"), ({ norm }) => norm),
    { name: "NaN", text: (report) => count(report.nan) },
    { name: "±∞", text: (report) => count(report.infinite) },
  ];
}
