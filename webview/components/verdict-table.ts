import { html, nothing, type TemplateResult } from "lit";
import type { GradientName } from "../../src/core/verdict";
import type { TensorVerdict } from "../../src/protocol/analysis-state";
import { SYMBOLS } from "../page/math";
import { count, tiny } from "../page/numbers";
import type { Page } from "../page/page-context";
import { t } from "../page/strings";
import { cellLink } from "./cell-link";

/** How each of the three gradients came out: cells that agree and do not, and the way to the worst of each. */
export function verdictTable(
  page: Page,
  tensors: Readonly<Partial<Record<GradientName, TensorVerdict>>>,
): TemplateResult {
  return html`<table class="figures verdicts">
    <thead>
      <tr>
        <th scope="col">${t("Tensor")}</th>
        <th scope="col">${t("Cells")}</th>
        <th scope="col">${t("Agree")}</th>
        <th scope="col">${t("Doubtful")}</th>
        <th scope="col">${t("Wrong")}</th>
        <th scope="col">${t("Largest error")}</th>
        <th scope="col">${t("At")}</th>
      </tr>
    </thead>
    <tbody>
      ${(["dx", "dgamma", "dbeta"] as const).map((name) => {
        const tensor = tensors[name];
        return tensor ? verdictRow(page, name, tensor) : nothing;
      })}
    </tbody>
  </table>`;
}

function verdictRow(page: Page, name: GradientName, tensor: TensorVerdict): TemplateResult {
  const title = t("Go to the cell of {0} with the largest error", name);
  return html`<tr>
    <th scope="row"><span class="symbol">${SYMBOLS[name]}</span></th>
    <td>${count(tensor.cells)}</td>
    <td>${count(tensor.agreeing)}</td>
    <td>${count(tensor.doubtful)}</td>
    <td>${count(tensor.wrong)}</td>
    <td>${tiny(tensor.maxRelativeError)}</td>
    <td>${tensor.worst.length > 0 ? cellLink(page, name, tensor.worst, { title }) : nothing}</td>
  </tr>`;
}
