import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import "@vscode-elements/elements/dist/vscode-button/index.js";
import type { ComparisonState } from "../../src/protocol/analysis-state";
import type { Role, SecondRole } from "../../src/protocol/parameters";
import type { BlindSpot, Fit } from "../../src/core/verdict";
import { blindSentence } from "../../src/core/headline";
import { showCandidate } from "../page/show-candidate";
import { icon } from "../page/icons";
import { t } from "../page/strings";
import { base, figures } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { verdictIcon } from "./verdict-words";
import { compareStyles } from "./compare-styles";
import { saidOf } from "./compare-words";
import { comparisonDetails } from "./comparison-details";
import "./diagnosis";
import { secondCandidate } from "./second-candidate";

/** The user's own gradients held against the exact ones: first what is wrong and in which line, the figures on request. */
@customElement("gl-compare")
export class ComparePart extends PartElement {
  static override styles = [base, figures, compareStyles];

  override render(): TemplateResult | typeof nothing {
    const analysis = this.page.store.analysis.value;
    if (!analysis) return nothing;
    const { comparison } = analysis;
    return comparison ? this.comparison(comparison) : this.invitation();
  }

  private invitation(): TemplateResult {
    if (this.isReport())
      return html`<p class="muted">${t("There were no gradients to compare with.")}</p>
        ${this.tellingValues()}`;
    return html`<h2>${t("Compare with gradients of your own")}</h2>
      <p class="muted">
        ${t("Pick a dx of another selection, file or variable. It is shown beside the exact dx, and a mistake in it is named.")}
      </p>
      ${this.picks()} ${this.tellingValues()}`;
  }

  /** Offers inputs with which every known mistake shows. */
  private tellingValues(): TemplateResult {
    const text =
      "Every known mistake shows with other values of gamma, beta, dout and eps: try them, take them out as code by the export menu, and run your backward on them.";
    return html`<p class="muted telling">${t(text)}</p>
      ${this.tellingButton()}`;
  }

  private tellingButton(): TemplateResult {
    return html`<div class="picks">
      <vscode-button secondary @click=${() => void this.page.act("useSeparatingProbe", null)}
        >${t("Try values that show them")}</vscode-button
      >
      ${this.ownValuesButton()}
    </div>`;
  }

  private ownValuesButton(): TemplateResult | typeof nothing {
    if (!this.page.store.panel.value?.isProbed) return nothing;
    return html`<vscode-button
      secondary
      title=${t("Brings back gamma, beta, dout, eps and your gradients as they were")}
      @click=${() => void this.page.act("endProbe", null)}
      >${t("Back to my values")}</vscode-button
    >`;
  }

  private picks(): TemplateResult | typeof nothing {
    if (this.isReport()) return nothing; // there is nothing to pick from
    const other = this.page.store.analysis.value?.comparison !== null;
    return html`<div class="picks">
      ${this.pick("candidate.dx", t("Pick dx..."), other)} ${this.pick("candidate.dgamma", t("Pick dγ..."))}
      ${this.pick("candidate.dbeta", t("Pick dβ..."))}
    </div>`;
  }

  private pick(role: Role | SecondRole, text: string, secondary = true): TemplateResult {
    return html`<vscode-button ?secondary=${secondary} @click=${() => void this.page.act("pick", { role })}
      >${text}</vscode-button
    >`;
  }

  /** A second candidate stands beside the first one. */
  private secondPicks(): TemplateResult | typeof nothing {
    if (this.isReport()) return nothing;
    return html`<h3>${t("Compare two with each other")}</h3>
      <div class="picks">
        ${this.pick("candidate2.dx", t("Pick a second dx..."))}
        ${this.pick("candidate2.dgamma", t("Pick a second dγ..."))}
        ${this.pick("candidate2.dbeta", t("Pick a second dβ..."))}
      </div>`;
  }

  private isReport(): boolean {
    return this.page.store.panel.value?.provenance?.kind === "report";
  }

  private comparison(comparison: ComparisonState): TemplateResult {
    const { diagnoses, verdict } = comparison;
    const { line, beside } = saidOf(comparison);
    const isOffered = comparison.fits.some(({ sentence }) => sentence === beside); // said there, with its button
    return html`<div class="title">
        <p>${verdictIcon(verdict, line)} <span class="muted">(${comparison.title})</span></p>
        <button
          class="tool"
          ?hidden=${this.isReport()}
          title=${t("Put your gradients away")}
          aria-label=${t("Put your gradients away")}
          @click=${() => void this.page.act("clearCandidate", null)}
        >
          ${icon("close")}
        </button>
      </div>
      ${beside === "" || isOffered ? nothing : html`<p class="summary">${beside}</p>`}
      ${comparison.places.map((place) => html`<p data-place>${place}</p>`)}
      ${comparison.fits.map((fit, place) => this.fit(fit, place))}
      ${
        diagnoses.length
          ? html`<section aria-label=${verdict === "correct" ? t("Worth knowing") : t("What is wrong")}>
              ${diagnoses.map((diagnosis, place) => html`<gl-diagnosis .page=${this.page} .diagnosis=${diagnosis} .place=${place}></gl-diagnosis>`)}
            </section>`
          : nothing
      }
      ${comparison.second ? secondCandidate(this.page, comparison.second) : nothing}
      ${comparison.blind.length > 0 ? this.hiding(comparison.blind) : this.ownValues()}
      <details>
        <summary>${t("Details")}</summary>
        ${comparisonDetails(this.page, comparison)} ${this.others()}
      </details>`;
  }

  /** What is done now and then beside a comparison. */
  private others(): TemplateResult | typeof nothing {
    const beside = this.page.store.analysis.value?.summaries.candidate !== undefined;
    return html`${
      beside
        ? html`<div class="picks">
            <vscode-button secondary @click=${this.sideBySide}>${t("Show beside dx")}</vscode-button>
          </div>`
        : nothing
    }
    ${this.isReport() ? nothing : html`<h3>${t("Compare something else")}</h3>`} ${this.picks()} ${this.secondPicks()}`;
  }

  private ownValues(): TemplateResult | typeof nothing {
    if (!this.page.store.panel.value?.isProbed) return nothing;
    return html`<div class="picks">${this.ownValuesButton()}</div>`;
  }

  /** A setting that makes the candidate right, and the click that takes it over. */
  private fit({ sentence, set }: Fit, place: number): TemplateResult {
    return html`<div class="picks" data-fit>
      <p>${sentence}</p>
      <vscode-button
        title=${t("Sets {0} as if you had typed it", Object.keys(set).join(", "))}
        @click=${() => void this.page.act("takeFit", { fit: place })}
        >${t("Take it over")}</vscode-button
      >
    </div>`;
  }

  /** How many mistakes these numbers cannot show; which, stands in the details. */
  private hiding(spots: readonly BlindSpot[]): TemplateResult {
    const same = t("On these numbers, other mistakes look the same as this one");
    return html`<section aria-label=${t("What these numbers hide")}>
      <p>
        <span class="unsure">${icon("doubt")}</span> ${blindSentence(spots) || same}. ${t("Try values that show them.")}
      </p>
      ${this.tellingButton()}
    </section>`;
  }

  private readonly sideBySide = (): void => {
    showCandidate(this.page.store);
  };
}
