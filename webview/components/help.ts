import { css, html, type TemplateResult } from "lit";
import { customElement, query } from "lit/decorators.js";
import { icon } from "../page/icons";
import { BETA, C, DBETA, DGAMMA, DOUT, dxFormula, EPS, GAMMA, GBAR, MU, OUT, R, VARIANCE, X, XHAT } from "../page/math";
import { t } from "../page/strings";
import { base, dialogs } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { KEY_HELP, POINTER_HELP } from "../heatmap";

const SUM = html`<span class="sum">Σ</span>`;

/** Keys and formulas, in a dialog. */
@customElement("gl-help")
export class HelpPart extends PartElement {
  static override styles = [
    base,
    dialogs,
    css`
      dialog {
        width: min(760px, calc(100vw - 24px));
        max-height: calc(100vh - 24px);
        padding: 0;
      }
      .head {
        position: sticky;
        top: 0;
        display: flex;
        align-items: center;
        padding: 8px 8px 8px 16px;
        background: inherit;
      }
      .head h2 {
        flex: 1;
        font-size: inherit;
      }
      .body {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(300px, 100%), 1fr));
        gap: 8px 32px;
        padding: 0 16px 16px;
      }
      h3 {
        margin-bottom: 6px;
        color: var(--vscode-descriptionForeground);
      }
      .next {
        margin-top: 14px;
      }
      dl {
        display: grid;
        grid-template-columns: max-content 1fr;
        gap: 4px 12px;
        align-items: baseline;
        margin: 0;
      }
      dd {
        margin: 0;
      }
      .formulas p {
        margin-bottom: 7px;
        line-height: 1.5;
      }
      .sum {
        font-size: 1.15em;
      }
      .radicand {
        padding-top: 1px;
        border-top: 1px solid currentColor;
      }
      .frac {
        display: inline-grid;
        vertical-align: middle;
        text-align: center;
        line-height: 1.15;
        font-size: 0.92em;
      }
      .frac > :first-child {
        border-bottom: 1px solid currentColor;
      }
    `,
  ];

  @query("dialog") private readonly dialog!: HTMLDialogElement;

  show(): void {
    this.dialog.showModal();
  }

  override render(): TemplateResult {
    const overN = html`<span class="frac"
      ><span>1</span><span><var>N</var></span></span
    >`;
    return html`<dialog aria-labelledby="title" @click=${this.clicked}>
      <div class="head">
        <h2 id="title">${t("Keys and formulas")}</h2>
        <button class="tool" aria-label=${t("Close")} title=${t("Close")} @click=${() => this.dialog.close()}>
          ${icon("close")}
        </button>
      </div>
      <div class="body">
        <section>
          <h3>${t("Keys in a picture")}</h3>
          <dl>
            ${KEY_HELP.map(
              ({ keys, text }) =>
                html`<dt><kbd>${t(keys)}</kbd></dt>
                  <dd>${t(text)}</dd>`,
            )}
          </dl>
          <h3 class="next">${t("Mouse")}</h3>
          <dl>
            ${POINTER_HELP.map(
              ({ keys, text }) =>
                html`<dt><kbd>${t(keys)}</kbd></dt>
                  <dd>${t(text)}</dd>`,
            )}
          </dl>
        </section>
        <section class="formulas">
          <h3>${t("Forward")}</h3>
          <p>${MU} = ${overN} ${SUM}<sub>i</sub> ${X}<sub>i</sub></p>
          <p>${VARIANCE} = ${overN} ${SUM}<sub>i</sub> (${X}<sub>i</sub> − ${MU})<sup>2</sup></p>
          <p>
            ${R} =
            <span class="frac"
              ><span>1</span><span>√<span class="radicand">${VARIANCE} + ${EPS}</span></span></span
            >
          </p>
          <p>${XHAT} = (${X} − ${MU}) ${R}</p>
          <p>${OUT} = ${GAMMA} ${XHAT} + ${BETA}</p>
          <h3>${t("Backward")}</h3>
          <p>
            ${GBAR} = ${overN} ${SUM}<sub>i</sub> ${DOUT}<sub>i</sub>,&ensp;${C} = ${overN} ${SUM}<sub>i</sub>
            ${DOUT}<sub>i</sub> ${XHAT}<sub>i</sub>
          </p>
          <p>${dxFormula({ mode: "train", norm: "batch" })}</p>
          <p class="muted">${t("① direct, ② mean path, ③ variance path. In evaluation only ① is left.")}</p>
          <p>${DGAMMA} = ${SUM}<sub>i</sub> ${DOUT}<sub>i</sub> ${XHAT}<sub>i</sub></p>
          <p>${DBETA} = ${SUM}<sub>i</sub> ${DOUT}<sub>i</sub></p>
        </section>
      </div>
    </dialog>`;
  }

  /** A click on the backdrop closes; the dialog's own box has no padding, so that only the backdrop is the target. */
  private readonly clicked = (event: MouseEvent): void => {
    if (event.target === this.dialog) this.dialog.close();
  };
}
