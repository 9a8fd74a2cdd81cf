import { html, nothing, type TemplateResult } from "lit";
import type { ComparisonState, DiagnosisState } from "../../src/protocol/analysis-state";
import { goToIndex } from "../page/go-to-index";
import { SYMBOLS } from "../page/math";
import { count, short, tiny } from "../page/numbers";
import type { Page } from "../page/page-context";
import { t } from "../page/strings";

/** What a comparison says to those who want to know more: cells, shares, the catalogue's names, what the numbers hide. */
export function comparisonDetails(page: Page, comparison: ComparisonState): TemplateResult {
  return html`<p class="reason">${comparison.reason}.</p>
    ${cellsTable(page, comparison)} ${comparison.diagnoses.map((diagnosis) => diagnosisDetails(page, diagnosis))}
    ${
      comparison.blind.length > 0
        ? html`<h3>${t("Mistakes that these numbers hide")}</h3>
            <ul class="blind">
              ${comparison.blind.map((spot) => html`<li>${spot.text}</li>`)}
            </ul>`
        : nothing
    }`;
}

function cellsTable(page: Page, { tensors }: ComparisonState): TemplateResult {
  const names = (["dx", "dgamma", "dbeta"] as const).filter((name) => tensors[name]);
  return html`<table class="figures">
    <thead>
      <tr>
        <th scope="col">${t("Tensor")}</th>
        <th scope="col">${t("Agree")}</th>
        <th scope="col">${t("Wrong")}</th>
        <th scope="col">${t("Largest error")}</th>
        <th scope="col">${t("At")}</th>
      </tr>
    </thead>
    <tbody>
      ${names.map((name) => {
        const tensor = tensors[name];
        if (!tensor) return nothing;
        return html`<tr>
          <th scope="row"><span class="symbol">${SYMBOLS[name]}</span></th>
          <td>${count(tensor.agreeing)}</td>
          <td>${count(tensor.wrong)}</td>
          <td>${tiny(tensor.maxRelativeError)}</td>
          <td>${tensor.worst.length > 0 ? cellLink(page, name, tensor.worst) : nothing}</td>
        </tr>`;
      })}
    </tbody>
  </table>`;
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

function cellLink(page: Page, tensor: DiagnosisState["tensor"], index: readonly number[]): TemplateResult {
  return html`<button class="link mono" @click=${() => goToIndex(page, tensor, index)}>[${index.join(", ")}]</button>`;
}
