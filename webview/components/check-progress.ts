import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import "@vscode-elements/elements/dist/vscode-progress-bar/index.js";
import { afterClaim, referenceHeadline } from "../../src/core/headline";
import { roughTime } from "../../src/core/rough-time";
import type { CheckState, FoundState } from "../../src/protocol/analysis-state";
import { icon } from "../page/icons";
import { count } from "../page/numbers";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { claimOf } from "./verdict-words";

type Unfinished = Exclude<CheckState, { status: "done" }>;

/** A check that has not looked at all cells: what it has found so far, how long the rest takes, and what to do about it. */
@customElement("gl-check-progress")
export class CheckProgressPart extends PartElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      .line {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px 10px;
      }
      p {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      vscode-progress-bar {
        flex: 1;
        min-width: 60px;
        max-width: 240px;
        background: color-mix(in srgb, var(--vscode-progressBar-background) 25%, transparent);
      }
    `,
  ];

  @property({ attribute: false }) check!: Unfinished;

  override render(): TemplateResult {
    const { check } = this;
    const { found } = check;
    return html`<div class="line" data-found=${found?.verdict ?? nothing}>
      ${found ? this.sentence(found) : nothing} ${this.rest(check)}
    </div>`;
  }

  /** Of the reference: a verdict of the user's own gradients may stand above. */
  private sentence(found: FoundState): TemplateResult {
    const headline = referenceHeadline(found);
    return html`<p>${claimOf(headline)}${afterClaim(headline)}.</p>`;
  }

  private rest(check: Unfinished): TemplateResult {
    switch (check.status) {
      case "running":
        return this.running(check);
      case "cancelled":
        return html`<p>
            <span class="unsure">${icon("doubt")} <strong>${t("Check of the reference cancelled")}</strong></span
            >: ${t("{0} of {1} cells were checked.", count(check.done), count(check.total))}
          </p>
          <button class="tool" @click=${() => void this.page.act("restartCheck", null)}>
            ${icon("refresh")} ${t("Check again")}
          </button>`;
      case "sampled":
        return html`<p>${t("All {0} cells would take {1}.", count(check.total), about(check.millisecondsForAll))}</p>
          <button class="link" @click=${() => void this.page.act("checkAll", null)}>${t("Check all")}</button>`;
    }
  }

  private running({
    done,
    total,
    found,
    millisecondsLeft,
  }: Extract<Unfinished, { status: "running" }>): TemplateResult {
    const left = millisecondsLeft === undefined ? "" : `, ${t("{0} left", about(millisecondsLeft))}`;
    // How many cells stands in what was found of them.
    const what = found
      ? t("Checking the rest")
      : t("Checking the reference: {0} of {1} cells", count(done), count(total));
    return html`<p>${what}${left}</p>
      <vscode-progress-bar
        aria-label=${t("Gradient check")}
        .value=${done}
        .max=${Math.max(1, total)}
      ></vscode-progress-bar>
      <button class="tool" @click=${() => void this.page.act("cancelCheck", null)}>
        ${icon("close")} ${t("Cancel")}
      </button>`;
  }
}

function about(milliseconds: number): string {
  const { value, unit } = roughTime(milliseconds);
  if (unit === "seconds") return t("about {0} seconds", value);
  return unit === "minutes" ? t("about {0} minutes", value) : t("about {0} hours", value);
}
