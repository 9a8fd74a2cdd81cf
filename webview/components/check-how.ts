import { css, html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { CheckState } from "../../src/protocol/analysis-state";
import { count, tiny } from "../page/numbers";
import { t } from "../page/strings";
import { base, figures } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { verdictTable } from "./verdict-table";

type DoneCheck = Extract<CheckState, { status: "done" }>;

/** How the reference gradients were checked, and how each of the three came out. */
@customElement("gl-check-how")
export class CheckHowPart extends PartElement {
  static override styles = [
    base,
    figures,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 32px;
        min-width: 0;
        padding-block: 0 8px;
      }
      p {
        flex: 1 1 260px;
        max-width: 70ch;
      }
      .table {
        min-width: 0;
        max-width: 100%;
        overflow-x: auto;
      }
      table.figures {
        width: auto;
      }
      @media (max-width: 520px) {
        thead th {
          white-space: normal;
        }
        /* The worst cell of each is in the list of the worst, too. */
        tr > :last-child {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) check!: DoneCheck;

  override render(): TemplateResult {
    const { check } = this;
    return html`<p class="muted">
        ${check.method}
        ${t(
          "A cell agrees when its relative error is at most {0}; the denominator is at least {1} of the largest gradient of its {2}.",
          tiny(check.tolerance),
          tiny(check.floor),
          this.page.store.analysis.value?.norm === "batch" ? t("column") : t("set"),
        )}
        ${t("It took {0} ms.", count(Math.round(check.milliseconds)))} ${this.meaning()}
      </p>
      <div class="table">${verdictTable(this.page, check.tensors)}</div>`;
  }

  private meaning(): string {
    const { verdict } = this.check;
    if (verdict === "doubtful")
      return t(
        "Doubtful means that the numeric side is too noisy here, or that these inputs cannot show a mistake: not that one was found.",
      );
    if (verdict === "wrong")
      return t("Wrong means that analytic and numeric gradients disagree by more than the check can be unsure of.");
    return "";
  }
}
