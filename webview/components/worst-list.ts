import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { foundOfCheck } from "../../src/protocol/found-of-check";
import type { WorstCell } from "../../src/protocol/queries";
import { Asked } from "../page/asked-answer";
import { SYMBOLS } from "../page/math";
import { exact, short, tiny } from "../page/numbers";
import { t } from "../page/strings";
import { base, figures } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { cellLink } from "./cell-link";

/** The ten cells that disagree most; each is a way there. */
@customElement("gl-worst")
export class WorstPart extends PartElement {
  static override styles = [
    base,
    figures,
    css`
      :host {
        display: block;
        padding: 8px 12px 16px;
      }
      .head {
        margin-bottom: 6px;
      }
      .scroll {
        overflow-x: auto;
      }
      td button {
        font: inherit;
      }
    `,
  ];

  @state() private ofCandidate = true;
  private readonly cells = new Asked<readonly WorstCell[]>();

  override render(): TemplateResult | typeof nothing {
    const { store } = this.page;
    const analysis = store.analysis.value;
    if (!analysis) return nothing;
    const both = analysis.comparison !== null;
    const candidate = both && this.ofCandidate;
    const status = store.check.value?.status ?? null;
    const key = JSON.stringify([analysis.generation, candidate, analysis.comparison?.title, status]);
    this.cells.ask(key, () => store.client.request("worst", { candidate }));
    const { value, fault } = this.cells.answer.value;
    return html`${
      both
        ? html`<div class="head row" role="group" aria-label=${t("Worst cells of")}>
            <button class="tool" aria-pressed=${candidate} @click=${() => (this.ofCandidate = true)}>
              ${t("Your gradients")}
            </button>
            <button class="tool" aria-pressed=${!candidate} @click=${() => (this.ofCandidate = false)}>
              ${t("The check")}
            </button>
          </div>`
        : nothing
    }
    ${fault ? html`<p class="bad" role="alert">${fault}</p>` : nothing}
    ${status === "running" && !candidate ? html`<p class="muted">${t("The check is still running.")}</p>` : nothing}
    ${value ? this.table(value, candidate) : nothing}`;
  }

  /** Why there is no worst cell: those that agree exactly are not listed, nor those with nothing to compare. */
  private none(): string {
    const check = foundOfCheck(this.page.store.check.value);
    if (!check) return t("No cell has been compared yet.");
    return check.verdict === "correct" ? t("Every cell agrees exactly.") : t("No cell could be compared.");
  }

  private table(cells: readonly WorstCell[], candidate: boolean): TemplateResult {
    if (cells.length === 0) return html`<p class="muted">${this.none()}</p>`;
    return html`<div class="scroll" role="group" tabindex="0" aria-label=${t("Worst cells")}>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">${t("Cell")}</th>
            <th scope="col">${t("Error")}</th>
            <th scope="col">${candidate ? t("Yours") : t("Analytic")}</th>
            <th scope="col">${candidate ? t("Exact") : t("Numeric")}</th>
          </tr>
        </thead>
        <tbody>
          ${cells.map(
            (cell) =>
              html`<tr>
                <th scope="row">
                  ${cellLink(this.page, cell.tensor, cell.index, { text: `${SYMBOLS[cell.tensor]}[${cell.index.join(", ")}]` })}
                </th>
                <td>${tiny(cell.error)}</td>
                <td title=${exact(cell.value)}>${short(cell.value)}</td>
                <td title=${exact(cell.reference)}>${short(cell.reference)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}
