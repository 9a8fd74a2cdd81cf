import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { withoutName } from "../../src/core/headline";
import type { DiagnosisState } from "../../src/protocol/analysis-state";
import type { OwnLine } from "../../src/protocol/requests";
import { Asked } from "../page/asked-answer";
import { icon } from "../page/icons";
import { SYMBOLS } from "../page/math";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { diagnosisStyles } from "./compare-styles";

const LANGUAGES = [
  ["numpy", "NumPy"],
  ["pytorch", "PyTorch"],
  ["typescript", "TypeScript"],
] as const;
type Language = (typeof LANGUAGES)[number][0];

/** What is wrong with one tensor, for people: what happened, the formula, and the line that it usually comes from. */
@customElement("gl-diagnosis")
export class DiagnosisPart extends PartElement {
  static override styles = [base, diagnosisStyles];

  @property({ attribute: false }) diagnosis!: DiagnosisState;
  @property({ attribute: false }) place = 0; // in the comparison's list; -1: of a second candidate, which may be of another program
  @state() private language: Language = "numpy";

  private readonly line = new Asked<{ readonly key: string; readonly line: OwnLine | null }>();

  override render(): TemplateResult {
    const { store } = this.page;
    const key = JSON.stringify([store.analysis.value?.generation, this.place]);
    if (this.place >= 0)
      this.line.ask(key, async () => ({
        key,
        line: await store.client.request("findOwnLine", { diagnosis: this.place }),
      }));
    const found = this.line.answer.value.value;
    const line = found?.key === key ? found.line : null; // never that of another diagnosis
    const { tensor, title, text, written, correct, harmless, id } = this.diagnosis;
    const code = this.diagnosis.code[this.language];
    return html`<article data-diagnosis=${id}>
      <h3><span class="symbol">${SYMBOLS[tensor]}</span>: ${withoutName(title, tensor)}</h3>
      <dl>
        <dt>${t("What happened")}</dt>
        <dd>${harmless ? html`<span class="good">${t("Harmless.")}</span> ` : nothing}${text}</dd>
        ${
          written || correct
            ? html`<dt>${t("Written")}</dt>
                <dd class="mono" data-field="written">${written}</dd>
                <dt>${t("Should be")}</dt>
                <dd class="mono" data-field="correct">${correct}</dd>`
            : nothing
        }
        ${
          line
            ? html`<dt>${t("Your line")}</dt>
                <dd>
                  <span class="mono">${line.text}</span>
                  <button
                    class="link"
                    title=${t("Go to this line")}
                    @click=${() => void this.page.act("showOwnLine", { line: line.line })}
                  >
                    ${line.title} ${icon("reveal")}
                  </button>
                </dd>`
            : nothing
        }
        ${
          code
            ? html`<dt>${t("Usually")}</dt>
                <dd class="usual">
                  <pre>${code}</pre>
                  ${this.languages()}
                </dd>`
            : nothing
        }
      </dl>
    </article>`;
  }

  private languages(): TemplateResult {
    return html`<div class="row wrap" role="group" aria-label=${t("Language")}>
      ${LANGUAGES.map(
        ([language, name]) =>
          html`<button
            class="tool"
            aria-pressed=${this.language === language}
            title=${t("The line that it usually comes from, in {0}", name)}
            @click=${() => (this.language = language)}
          >
            ${name}
          </button>`,
      )}
    </div>`;
  }
}
