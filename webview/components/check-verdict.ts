import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import "@vscode-elements/elements/dist/vscode-button/index.js";
import {
  candidateHeadline,
  NOT_COMPARED,
  referenceBeside,
  referenceHeadline,
  type Headline,
} from "../../src/core/headline";
import type { Words } from "../../src/core/reason";
import type { GradientName } from "../../src/core/verdict";
import { worstTensorFirst } from "../../src/core/worst-first";
import type { CheckState, ComparisonState, TensorVerdict } from "../../src/protocol/analysis-state";
import { fromNumeric } from "../../src/protocol/json-number";
import { icon } from "../page/icons";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { cellLink } from "./cell-link";
import "./check-how";
import "./check-progress";
import { claimOf, MARKS } from "./verdict-words";

type Judged = Readonly<Partial<Record<GradientName, TensorVerdict>>>;

/** The one verdict: of the user's gradients where there are some, and beside it how the reference was checked. */
@customElement("gl-verdict")
export class VerdictPart extends PartElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      section {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px 10px;
        min-height: 28px;
        padding: 2px 8px 2px 12px;
      }
      .line {
        display: flex;
        flex: 1 1 auto;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px 10px;
        max-width: 100%;
        min-height: 24px;
      }
      p {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .line > p {
        flex: 0 1 auto;
      }
      /* What can be done about it and the reference share a row where there is room. */
      .line[data-candidate-verdict] {
        display: contents;
      }
      .beside,
      .quiet {
        color: var(--vscode-descriptionForeground);
        font-size: 12px;
      }
      .beside {
        flex: 0 1 auto;
      }
      /* Under the button that takes them; the reference keeps the room that it needs. */
      .line.quiet {
        flex: 0 1 auto;
      }
      .yours {
        margin-inline-start: auto;
      }
      /* Both in one line beside an editor: how large the largest error is stands behind the arrow, too. */
      @media (max-width: 900px) {
        .quiet .figure {
          display: none;
        }
      }
      @media (max-width: 560px) {
        section {
          column-gap: 4px;
        }
        .quiet {
          font-size: 11px;
        }
        .yours {
          font-size: 12px;
        }
      }
      @media (min-width: 720px) {
        .beside {
          margin-inline-start: auto;
        }
        .beside ~ .beside {
          margin-inline-start: 0;
        }
      }
      /* The arrow stays beside its words, on however many lines they stand. */
      .line[data-verdict] {
        flex-wrap: nowrap;
        gap: 4px;
      }
      .line > .tool {
        flex: none;
        height: 20px;
      }
      vscode-button {
        flex: none;
      }
      gl-check-how {
        flex: 1 0 100%;
        padding-inline: 22px 4px;
      }
      /* Scarce room goes to what it comes to; the numbers stand behind the arrow, too. */
      @media (max-width: 620px) {
        .figure {
          display: none;
        }
        gl-check-how {
          padding-inline: 0;
        }
      }
    `,
  ];

  @state() private open = false;

  override render(): TemplateResult | typeof nothing {
    const { store } = this.page;
    const analysis = store.analysis.value;
    if (!analysis) return nothing;
    const check = store.check.value;
    const { comparison } = analysis;
    return html`<section aria-label=${t("Verdict")}>
      ${comparison ? this.candidate(comparison) : nothing}
      ${
        check
          ? this.reference(check, comparison !== null)
          : html`<div class="line"><p class="muted">${t("The reference is not checked.")}</p></div>`
      }
      ${comparison ? nothing : html`<p class="yours" data-yours><strong>${t(NOT_COMPARED)}</strong></p>`}
      ${store.panel.value?.isProbed ? this.back() : nothing}
      ${check?.status === "done" && this.open ? html`<gl-check-how .page=${this.page} .check=${check}></gl-check-how>` : nothing}
    </section>`;
  }

  /** What it comes to for the user's own gradients, and what to do about it. */
  private candidate(comparison: ComparisonState): TemplateResult {
    const headline = candidateHeadline(comparison);
    const { verdict, tensors, fits } = comparison;
    const worst = verdict === "correct" || fits.length > 0 ? undefined : worstOf(tensors);
    const asksForValues = fits.length === 0 && headline.hides === true;
    return html`<div class="line" data-candidate-verdict=${verdict}>
      <p title=${comparison.title}>${this.said(headline)}</p>
      ${
        fits.length > 0
          ? html`<vscode-button
              title=${t("Sets {0} as if you had typed it", Object.keys(fits[0]?.set ?? {}).join(", "))}
              @click=${() => void this.page.act("takeFit", { fit: 0 })}
              >${t("Take it over")}</vscode-button
            >`
          : nothing
      }
      ${asksForValues ? this.separate() : nothing}
      ${
        worst
          ? html`<span
              ><span class="muted">${t("worst:")}</span>
              ${cellLink(this.page, worst.tensor, worst.index, { text: `${worst.tensor}[${worst.index.join(", ")}]` })}</span
            >`
          : nothing
      }
      <button
        class="link"
        title=${t("Your gradients beside the reference: what is wrong, and the line it comes from")}
        @click=${this.showComparison}
      >
        ${t("Compare")}
      </button>
    </div>`;
  }

  /** These very inputs hide mistakes; others do not. */
  private separate(): TemplateResult {
    return html`<vscode-button
      secondary
      title=${t("Puts in a gamma, beta, eps and dout with which every known mistake shows. One click goes back to yours.")}
      @click=${() => void this.page.act("useSeparatingProbe", null)}
      >${t("Try values that show them")}</vscode-button
    >`;
  }

  /** Values that show every mistake stand in for the user's own: the way back. */
  private back(): TemplateResult {
    return html`<div class="line beside">
      <p>${t("The values are made up, so that every known mistake shows.")}</p>
      <button
        class="link"
        title=${t("Brings back gamma, beta, dout, eps and your gradients as they were")}
        @click=${() => void this.page.act("endProbe", null)}
      >
        ${t("Back to my values")}
      </button>
    </div>`;
  }

  /** How far the check of the reference is, or what came of it: small beside a verdict of the user's own. */
  private reference(check: CheckState, isBeside: boolean): TemplateResult {
    // A right reference is no news of the user's own: it stands back until these are compared, too.
    const isQuiet = isBeside || (check.status === "done" && check.verdict === "correct");
    const kind = `line ${isBeside ? "beside" : isQuiet ? "quiet" : ""}`;
    if (check.status !== "done") {
      return html`<gl-check-progress class=${kind} .page=${this.page} .check=${check}></gl-check-progress>`;
    }
    const { verdict } = check;
    const text = isBeside
      ? html`${verdict === "correct" ? nothing : html`<span class=${MARKS[verdict].tone}>${icon(MARKS[verdict].icon)}</span> `}${t(referenceBeside(verdict))}`
      : this.said(referenceHeadline(check));
    return html`<div class=${kind} data-verdict=${verdict}>
      <p>${text}</p>
      <button
        class="tool"
        aria-expanded=${this.open ? "true" : "false"}
        title=${t("How it was checked")}
        aria-label=${t("How it was checked")}
        @click=${this.toggle}
      >
        ${icon(this.open ? "down" : "right")}
      </button>
    </div>`;
  }

  /** The claim in the verdict's colour; the cells that the details name are links there. */
  private said(headline: Headline): TemplateResult {
    const { of, details } = headline;
    return html`${claimOf(headline)}${details.length > 0 ? ": " : nothing}${details.map((words) => this.piece(words))}${
      of === "reference" ? "." : nothing
    }`;
  }

  /** What the largest error is, and where, is for those who ask: "1,056 of 1,056 cells" is enough for others. */
  private piece({ text, cell, role }: Words): TemplateResult {
    const shown = cell ? cellLink(this.page, cell.tensor, cell.index, { text }) : text;
    return role === "figure" ? html`<span class="figure muted">${shown}</span>` : html`${shown}`;
  }

  private readonly toggle = (): void => {
    this.open = !this.open;
  };

  private readonly showComparison = (): void => {
    this.page.view.tab.value = "compare";
    this.page.view.sideOpen.value = true;
  };
}

/** The worst cell of the worst tensor: what is no number before all others, as the sentences have it. */
function worstOf(tensors: Judged): { tensor: GradientName; index: readonly number[] } | undefined {
  const names = ["dx", "dgamma", "dbeta"] as const;
  const found = names.flatMap((tensor) => {
    const verdict = tensors[tensor];
    if (!verdict || verdict.worst.length === 0) return [];
    const { wrong, doubtful, worst: index } = verdict;
    return [{ tensor, index, wrong, doubtful, maxRelativeError: fromNumeric(verdict.maxRelativeError) }];
  });
  return found.sort(worstTensorFirst)[0];
}
