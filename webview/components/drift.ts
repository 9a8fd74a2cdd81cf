import { css, html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { fromNumeric } from "../../src/protocol/json-number";
import { partRows, type PartRows } from "../heatmap";
import { Asked } from "../page/asked-answer";
import { short } from "../page/numbers";
import { t } from "../page/strings";
import { base, figures } from "../page/styles";
import { PartElement } from "../page/watching-element";

/** Where each part of a concatenated tensor is, its share of dx, and how far its own statistics are from those of all. */
@customElement("gl-drift")
export class DriftPart extends PartElement {
  static override styles = [
    base,
    figures,
    css`
      :host {
        display: block;
        padding: 8px 12px 16px;
      }
      p {
        margin-bottom: 8px;
      }
    `,
  ];

  /** Squared norm of dx in each part. */
  private readonly norms = new Asked<readonly number[]>();

  override render(): TemplateResult | typeof nothing {
    const { store } = this.page;
    const analysis = store.analysis.value;
    if (!analysis || analysis.parts.length === 0) return nothing;
    const parts = partRows(analysis);
    this.norms.ask(String(analysis.generation), () =>
      Promise.all(parts.map((part) => this.normOf(part, analysis.columns))),
    );
    const norms = this.norms.answer.value.value;
    const all = norms?.reduce((sum, norm) => sum + norm, 0) ?? NaN;
    const selected = store.plane.value.kind === "matrix" ? store.selection.value : null;
    return html`<p class="muted">
        ${t(
          "The tensor is put together from {0} parts along the batch. A part's name selects its rows in the pictures.",
          parts.length,
        )}
      </p>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">${t("Part")}</th>
            <th scope="col">${t("Rows")}</th>
            <th scope="col" title=${t("Share of the squared norm of dx")}>‖<span class="symbol">dx</span>‖²</th>
            <th scope="col" title=${t("Largest |mean of the part − mean of all|, in units of √(v + ε)")}>
              ${t("mean off")}
            </th>
            <th scope="col" title=${t("Largest |variance of the part − variance of all|, in units of v + ε")}>
              ${t("variance off")}
            </th>
          </tr>
        </thead>
        <tbody>
          ${parts.map((part, i) => {
            const drift = analysis.partDrift.find(({ name }) => name === part.name) ?? analysis.partDrift[i];
            const share = (norms?.[i] ?? NaN) / all;
            return html`<tr>
              <th scope="row">
                <button
                  class="link"
                  aria-pressed=${selected?.row0 === part.row0 && selected.row1 === part.row1 ? "true" : "false"}
                  @click=${() => this.select(part, analysis.columns)}
                >
                  ${part.name}
                </button>
              </th>
              <td>${part.row0}–${part.row1 - 1}</td>
              <td>${norms ? `${short(Math.round(share * 1000) / 10)} %` : "…"}</td>
              <td>${drift ? short(drift.mean) : "…"}</td>
              <td>${drift ? short(drift.variance) : "…"}</td>
            </tr>`;
          })}
        </tbody>
      </table>`;
  }

  private async normOf(part: PartRows, columns: number): Promise<number> {
    const ask = {
      plane: { kind: "matrix" },
      row0: part.row0,
      row1: part.row1,
      column0: 0,
      column1: columns,
      tensors: ["dx"],
      bins: 1,
    } as const;
    const [report] = await this.page.store.client.request("region", ask);
    return report ? fromNumeric(report.norm) ** 2 : NaN;
  }

  private select(part: PartRows, columns: number): void {
    const { store } = this.page;
    store.plane.value = { kind: "matrix" };
    this.page.goTo({ row: part.row0, column: store.cursor.peek()?.column ?? 0 });
    store.selection.value = { row0: part.row0, row1: part.row1, column0: 0, column1: columns };
  }
}
