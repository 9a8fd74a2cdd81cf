import { html, nothing, type TemplateResult } from "lit";
import type { GradientName } from "../../src/core/verdict";
import type { BetweenState, ComparisonState } from "../../src/protocol/analysis-state";
import { SYMBOLS } from "../page/math";
import { count, tiny } from "../page/numbers";
import type { Page } from "../page/page-context";
import { t } from "../page/strings";
import { cellLink } from "./cell-link";
import { verdictIcon } from "./verdict-words";
import { saidOf } from "./compare-words";
import "./diagnosis";

/** A second candidate: its own verdict, and what the two differ by. */
export function secondCandidate(
  page: Page,
  { comparison, between }: NonNullable<ComparisonState["second"]>,
): TemplateResult {
  const { line, beside } = saidOf(comparison);
  return html`<section aria-label=${t("Your second gradients")}>
    <h3>${t("Your second gradients")} <span class="muted">(${comparison.title})</span></h3>
    <p>${verdictIcon(comparison.verdict, line)}</p>
    ${beside === "" ? nothing : html`<p class="summary">${beside}</p>`}
    ${comparison.diagnoses.map((diagnosis) => html`<gl-diagnosis .page=${page} .diagnosis=${diagnosis} .place=${-1}></gl-diagnosis>`)}
    ${Object.keys(between).length > 0 ? betweenTable(page, between) : nothing}
  </section>`;
}

function betweenTable(page: Page, between: BetweenState): TemplateResult {
  return html`<h3>${t("First against second")}</h3>
    <div class="scroll">
      <table class="figures" data-between>
        <thead>
          <tr>
            <th scope="col">${t("Tensor")}</th>
            <th scope="col" title=${t("Whose squared error over all cells is smaller")}>${t("Closer")}</th>
            <th scope="col">${t("Differ")}</th>
            <th scope="col">${t("By at most")}</th>
            <th scope="col">${t("At")}</th>
            <th scope="col" title=${t("Units in the last place of the narrower dtype")}>${t("In last places")}</th>
          </tr>
        </thead>
        <tbody>
          ${(["dx", "dgamma", "dbeta"] as const).map((name) => {
            const one = between[name];
            return one ? betweenRow(page, name, one) : nothing;
          })}
        </tbody>
      </table>
    </div>`;
}

function betweenRow(page: Page, name: GradientName, one: NonNullable<BetweenState[GradientName]>): TemplateResult {
  const words = { first: t("first"), second: t("second"), neither: t("neither") };
  return html`<tr>
    <th scope="row"><span class="symbol">${SYMBOLS[name]}</span></th>
    <td>${words[one.closer]}</td>
    <td>${t("{0} of {1}", count(one.different), count(one.cells))}</td>
    <td>${tiny(one.maxDifference)}</td>
    <td>${one.different > 0 ? cellLink(page, name, one.index) : nothing}</td>
    <td>${tiny(one.ulp)} ${one.dtype}</td>
  </tr>`;
}
