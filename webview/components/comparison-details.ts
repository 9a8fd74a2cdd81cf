import { html, nothing, type TemplateResult } from "lit";
import type { ComparisonState, DiagnosisState } from "../../src/protocol/analysis-state";
import { SYMBOLS } from "../page/math";
import { short, tiny } from "../page/numbers";
import type { Page } from "../page/page-context";
import { t } from "../page/strings";
import { cellLink } from "./cell-link";
import { verdictTable } from "./verdict-table";

/** What a comparison says to those who want to know more: cells, shares, the catalogue's names, what the numbers hide. */
export function comparisonDetails(page: Page, comparison: ComparisonState): TemplateResult {
  return html`<p class="reason">${comparison.reason}.</p>
    <div class="scroll">${verdictTable(page, comparison.tensors)}</div>
    ${comparison.diagnoses.map((diagnosis) => diagnosisDetails(page, diagnosis))}
    ${
      comparison.blind.length > 0
        ? html`<h3>${t("Mistakes that these numbers hide")}</h3>
            <ul class="blind">
              ${comparison.blind.map((spot) => html`<li>${spot.text}</li>`)}
            </ul>`
        : nothing
    }`;
}

function diagnosisDetails(page: Page, diagnosis: DiagnosisState): TemplateResult {
  const { signature, cells = [], id, tensor, explains } = diagnosis;
  return html`<section class="figures-of" data-details=${id}>
    <p>
      <strong class="symbol">${SYMBOLS[tensor]}</strong> <span class="mono">${id}</span>
      <span class="muted">${t("explains {0} %", short(Math.round(explains * 1000) / 10))}</span>
    </p>
    ${
      signature
        ? html`<p class="muted">
            ${t("Signature (a, b, k) = ({0}, {1}, {2}), residual {3}", short(signature.a), short(signature.b), short(signature.k), tiny(signature.residual))}
          </p>`
        : nothing
    }
    ${
      cells.length > 0
        ? html`<table class="figures cells">
            <thead>
              <tr>
                <th scope="col">${t("Cell")}</th>
                <th scope="col">${t("Yours")}</th>
                <th scope="col">${t("Exact")}</th>
              </tr>
            </thead>
            <tbody>
              ${cells.map(
                (cell) =>
                  html`<tr>
                    <th scope="row">${cellLink(page, tensor, cell.index)}</th>
                    <td>${short(cell.given)}</td>
                    <td>${short(cell.expected)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`
        : nothing
    }
  </section>`;
}
