import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import "@vscode-elements/elements/dist/vscode-button/index.js";
import type { ComparisonState, DiagnosisState } from "../../src/protocol/analysis-state";
import type { Role } from "../../src/protocol/parameters";
import type { BlindSpot, Fit } from "../../src/core/verdict";
import { showCandidate } from "../page/show-candidate";
import { icon } from "../page/icons";
import { SYMBOLS } from "../page/math";
import { count, short, tiny } from "../page/numbers";
import { t } from "../page/strings";
import { base, figures } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { goToIndex } from "../page/go-to-index";
import { bareReason, verdictMark } from "./verdict-words";
import { compareStyles } from "./compare-styles";

const LANGUAGES = [
  ["numpy", "NumPy"],
  ["pytorch", "PyTorch"],
  ["typescript", "TypeScript"],
] as const;
type Language = (typeof LANGUAGES)[number][0];

/** The user's own gradients held against the exact ones: what is wrong, in which formula, and in which line of code. */
@customElement("gl-compare")
export class ComparePart extends PartElement {
  static override styles = [base, figures, compareStyles];

  @state() private language: Language = "numpy";

  override render(): TemplateResult | typeof nothing {
    const analysis = this.page.store.analysis.value;
    if (!analysis) return nothing;
    const { comparison } = analysis;
    if (!comparison) return this.invitation();
    return html`${this.comparison(comparison)} ${comparison.blind.length ? this.blind(comparison.blind) : nothing}`;
  }

  private invitation(): TemplateResult {
    if (this.isReport())
      return html`<p class="muted">${t("There were no gradients to compare with.")}</p>
        ${this.probe()}`;
    return html`<h2>${t("Compare with gradients of your own")}</h2>
      <p class="muted">
        ${t("Pick a dx of another selection, file or variable. It is shown beside the exact dx, and a mistake in it is named.")}
      </p>
      ${this.picks()} ${this.probe()}`;
  }

  private probe(): TemplateResult {
    const text =
      "A separating probe tells all known mistakes apart: export its reproduction and run your backward on it.";
    return html`<p class="muted">${t(text)}</p>
      ${this.probeButton()}`;
  }

  private probeButton(): TemplateResult {
    return html`<div class="picks">
      <vscode-button secondary @click=${() => void this.page.act("useSeparatingProbe", null)}
        >${t("Use a separating probe")}</vscode-button
      >
      ${this.endProbeButton()}
    </div>`;
  }

  private endProbeButton(): TemplateResult | typeof nothing {
    if (!this.page.store.panel.value?.isProbed) return nothing;
    return html`<vscode-button
      secondary
      title=${t("Brings back gamma, beta, dout, eps and your gradients as they were before the probe")}
      @click=${() => void this.page.act("endProbe", null)}
      >${t("Undo the probe")}</vscode-button
    >`;
  }

  private picks(): TemplateResult | typeof nothing {
    if (this.isReport()) return nothing; // there is nothing to pick from
    const pick = (role: Role, text: string, secondary: boolean): TemplateResult =>
      html`<vscode-button ?secondary=${secondary} @click=${() => void this.page.act("pick", { role })}
        >${text}</vscode-button
      >`;
    const other = this.page.store.analysis.value?.comparison !== null;
    return html`<div class="picks">
      ${pick("candidate.dx", t("Pick dx..."), other)} ${pick("candidate.dgamma", t("Pick dγ..."), true)}
      ${pick("candidate.dbeta", t("Pick dβ..."), true)}
    </div>`;
  }

  private isReport(): boolean {
    return this.page.store.panel.value?.provenance?.kind === "report";
  }

  private comparison(comparison: ComparisonState): TemplateResult {
    const { diagnoses } = comparison;
    return html`<div class="title">
        <p>
          ${verdictMark(comparison.verdict)} ${t("Your gradients")} <span class="muted">(${comparison.title})</span>
        </p>
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
      <p class="summary">${bareReason(comparison.reason, comparison.verdict)}</p>
      ${comparison.places.map((place) => html`<p data-place>${place}</p>`)}
      ${comparison.fits.map((fit, place) => this.fit(fit, place))} ${this.numbers(comparison)}
      ${
        this.page.store.analysis.value?.summaries.candidate
          ? html`<div class="picks">
              <vscode-button @click=${this.sideBySide}>${t("Show beside dx")}</vscode-button>
            </div>`
          : nothing
      }
      ${
        diagnoses.length
          ? html`<section aria-label=${t("What is wrong")}>
              <h3>${comparison.verdict === "correct" ? t("Worth knowing") : t("What is wrong")}</h3>
              ${diagnoses.map((diagnosis) => this.diagnosis(diagnosis))}
            </section>`
          : nothing
      }
      <section aria-label=${t("Other candidates")} ?hidden=${this.isReport()}>
        <h3>${t("Hold something else against it")}</h3>
        ${this.picks()}
      </section>`;
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

  private numbers(comparison: ComparisonState): TemplateResult {
    const names = (["dx", "dgamma", "dbeta"] as const).filter((name) => comparison.tensors[name]);
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
          const tensor = comparison.tensors[name];
          if (!tensor) return nothing;
          return html`<tr>
            <th scope="row"><span class="symbol">${SYMBOLS[name]}</span></th>
            <td>${count(tensor.agreeing)}</td>
            <td>${count(tensor.wrong)}</td>
            <td>${tiny(tensor.maxRelativeError)}</td>
            <td>
              ${
                tensor.worst.length
                  ? html`<button class="link" @click=${() => goToIndex(this.page, name, tensor.worst)}>
                      [${tensor.worst.join(", ")}]
                    </button>`
                  : nothing
              }
            </td>
          </tr>`;
        })}
      </tbody>
    </table>`;
  }

  private diagnosis(diagnosis: DiagnosisState): TemplateResult {
    const { signature, cells } = diagnosis;
    return html`<article data-diagnosis=${diagnosis.id}>
      <header>
        <strong class="symbol">${SYMBOLS[diagnosis.tensor]}</strong>
        <span class="muted id mono">${diagnosis.id}</span>
        <span class="muted id">${t("explains {0} %", short(Math.round(diagnosis.explains * 1000) / 10))}</span>
      </header>
      <p>${diagnosis.harmless ? html`<span class="good">${t("Harmless.")}</span> ` : nothing}${diagnosis.text}</p>
      ${
        diagnosis.written || diagnosis.correct
          ? html`<dl>
              <dt>${t("written")}</dt>
              <dd class="mono" data-field="written">${diagnosis.written}</dd>
              <dt>${t("correct")}</dt>
              <dd class="mono" data-field="correct">${diagnosis.correct}</dd>
            </dl>`
          : nothing
      }
      ${
        cells?.length
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
                      <th scope="row">
                        <button class="link mono" @click=${() => goToIndex(this.page, diagnosis.tensor, cell.index)}>
                          [${cell.index.join(", ")}]
                        </button>
                      </th>
                      <td>${short(Number(cell.given))}</td>
                      <td>${short(Number(cell.expected))}</td>
                    </tr>`,
                )}
              </tbody>
            </table>`
          : nothing
      }
      ${
        signature
          ? html`<p class="muted">
              ${t("Signature (a, b, k) = ({0}, {1}, {2}), residual {3}", short(Number(signature.a)), short(Number(signature.b)), short(Number(signature.k)), tiny(Number(signature.residual)))}
            </p>`
          : nothing
      }
      ${diagnosis.code[this.language] ? this.code(diagnosis) : nothing}
    </article>`;
  }

  private code(diagnosis: DiagnosisState): TemplateResult {
    return html`<div class="code">
      <p class="muted">${t("The line it usually comes from:")}</p>
      <div class="row" role="group" aria-label=${t("Language")}>
        ${LANGUAGES.map(
          ([language, name]) =>
            html`<button
              class="tool"
              aria-pressed=${this.language === language}
              @click=${() => (this.language = language)}
            >
              ${name}
            </button>`,
        )}
      </div>
      <pre>${diagnosis.code[this.language]}</pre>
    </div>`;
  }

  private blind(spots: readonly BlindSpot[]): TemplateResult {
    return html`<section aria-label=${t("What this probe cannot see")}>
      <h3><span class="unsure">${icon("doubt")}</span> ${t("What this probe cannot see")}</h3>
      <ul class="blind">
        ${spots.map((spot) => html`<li>${spot.text}</li>`)}
      </ul>
      ${this.probeButton()}
    </section>`;
  }

  private readonly sideBySide = (): void => {
    showCandidate(this.page.store);
  };
}
