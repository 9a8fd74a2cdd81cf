import { html, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import type { Page } from "../page/page-context";
import { t } from "../page/strings";

/** Whether it was said here that the layer has neither gamma nor beta: both are left where they change nothing. */
export function isPlain({ parameters: { gamma, beta, gammaOffset } }: AnalysisState): boolean {
  const isTyped = gamma.from === "typed" && beta.from === "typed" && gamma.text !== "" && beta.text !== "";
  return isTyped && Number(gamma.text) + Number(gammaOffset.text) === 1 && Number(beta.text) === 0;
}

/** Whether the layer has a gamma and a beta of its own. */
export function affineChoice(page: Page, analysis: AnalysisState): TemplateResult {
  const plain = isPlain(analysis);
  const options = [
    ["yes", t("with gamma and beta"), !plain],
    ["no", t("without them"), plain],
  ] as const;
  return html`<div class="item" data-parameter="affine">
    <label for="affine">${t("affine")}</label>
    <select
      id="affine"
      title=${t("Without gamma and beta out is xhat, as with affine=False: instance norm's usual case. Their gradients are those of a gamma of 1 and a beta of 0.")}
      @change=${(event: Event) => void page.act("setAffine", { affine: (event.target as HTMLSelectElement).value === "yes" })}
    >
      ${options.map(([value, text, chosen]) => html`<option value=${value} .selected=${live(chosen)}>${text}</option>`)}
    </select>
  </div>`;
}
