import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import "@vscode-elements/elements/dist/vscode-progress-bar/index.js";
import type { CheckState, ComparisonState, TensorVerdict } from "../../src/protocol/analysis-state";
import { fromNumeric } from "../../src/protocol/json-number";
import { worstTensorFirst } from "../../src/core/worst-first";
import type { GradientName, Verdict } from "../../src/core/verdict";
import { goToIndex } from "../page/go-to-index";
import { icon, type IconName } from "../page/icons";
import { SYMBOLS } from "../page/math";
import { count, tiny } from "../page/numbers";
import { t } from "../page/strings";
import { base, figures } from "../page/styles";
import { PartElement } from "../page/watching-element";

type Done = Extract<CheckState, { status: "done" }>;

const MARKS: Record<Verdict, { icon: IconName; tone: string }> = {
  correct: { icon: "passed", tone: "good" },
  wrong: { icon: "failed", tone: "bad" },
  doubtful: { icon: "doubt", tone: "unsure" },
};

function verdictWord(verdict: Verdict): string {
  if (verdict === "correct") return t("Correct");
  if (verdict === "wrong") return t("Wrong");
  return t("Doubtful");
}

export function verdictMark(verdict: Verdict): TemplateResult {
  const { icon: name, tone } = MARKS[verdict];
  return html`<span class=${tone}>${icon(name)} <strong>${verdictWord(verdict)}</strong></span>`;
}

/** The reason without the verdict's word in front, which stands there in colour already. */
export function bareReason(reason: string, verdict: Verdict): string {
  const text = reason.replace(new RegExp(`^${verdict}\\s*[:,]?\\s*`, "i"), "");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The check in one sentence, its progress while it runs, and on request how it was made. */
@customElement("gl-verdict")
export class VerdictPart extends PartElement {
  static override styles = [
    base,
    figures,
    css`
      :host {
        display: block;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      .line {
        display: flex;
        align-items: flex-start;
        gap: 8px;
        min-height: 32px;
        padding: 4px 8px 4px 12px;
      }
      .line p {
        flex: 1;
        min-width: 0;
        padding-top: 3px;
        overflow-wrap: anywhere;
      }
      .line > .link {
        padding: 3px 4px;
      }
      .line.running {
        align-items: center;
      }
      .line.running p {
        flex: none;
        padding: 0;
      }
      vscode-progress-bar {
        flex: 1;
        min-width: 60px;
      }
      .how {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 32px;
        padding: 0 12px 8px 34px;
      }
      .how p {
        flex: 1 1 260px;
        max-width: 70ch;
      }
      .how table {
        width: auto;
      }
      @media (max-width: 520px) {
        .how {
          padding-inline-start: 12px;
        }
        .how thead th {
          white-space: normal;
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
    const comparison = analysis.comparison;
    return html`<section aria-label=${t("Verdict")}>
      ${check ? this.checkLine(check) : html`<div class="line"><p class="muted">${t("Not checked.")}</p></div>`}
      ${comparison ? this.comparisonLine(comparison) : nothing}
    </section>`;
  }

  private checkLine(check: CheckState): TemplateResult {
    if (check.status === "running") {
      return html`<div class="line running">
        <p>${t("Checking: {0} of {1} cells", count(check.done), count(check.total))}</p>
        <vscode-progress-bar
          aria-label=${t("Gradient check")}
          .value=${check.done}
          .max=${Math.max(1, check.total)}
        ></vscode-progress-bar>
        <button class="tool" @click=${() => void this.page.act("cancelCheck", null)}>
          ${icon("close")} ${t("Cancel")}
        </button>
      </div>`;
    }
    if (check.status === "cancelled") {
      return html`<div class="line">
        <p>
          <span class="unsure">${icon("doubt")} <strong>${t("Cancelled")}</strong></span>
          ${t("{0} of {1} cells were checked.", count(check.done), count(check.total))}
        </p>
        <button class="tool" @click=${() => void this.page.act("restartCheck", null)}>
          ${icon("refresh")} ${t("Check again")}
        </button>
      </div>`;
    }
    return html`<div class="line" data-verdict=${check.verdict}>
        <p>${verdictMark(check.verdict)} ${this.withLink(bareReason(check.reason, check.verdict), check.tensors)}</p>
        <button
          class="tool"
          aria-expanded=${this.open ? "true" : "false"}
          title=${t("How it was checked")}
          aria-label=${t("How it was checked")}
          @click=${this.toggle}
        >
          ${icon(this.open ? "down" : "right")}
        </button>
      </div>
      ${this.open ? this.how(check) : nothing}`;
  }

  private comparisonLine(comparison: ComparisonState): TemplateResult {
    const best = comparison.diagnoses.find((diagnosis) => !diagnosis.harmless) ?? comparison.diagnoses[0];
    return html`<div class="line" data-candidate-verdict=${comparison.verdict}>
      <p>
        ${verdictMark(comparison.verdict)} <strong>${t("Your gradients")}</strong>
        <span class="muted">(${comparison.title})</span>:
        ${
          best && comparison.fits.length === 0
            ? (this.linked(best.text) ?? best.text)
            : this.withLink(bareReason(comparison.reason, comparison.verdict), comparison.tensors)
        }
      </p>
      <button class="link" @click=${this.showComparison}>${t("Compare")}</button>
    </div>`;
  }

  /** The first cell that a sentence names becomes a link there; where it names none, the worst one follows it. */
  private withLink(text: string, tensors: Readonly<Partial<Record<GradientName, TensorVerdict>>>): unknown {
    const linked = this.linked(text);
    if (linked) return linked;
    const found = worstOf(tensors);
    if (!found) return text;
    return html`${text.replace(/[.\s]*$/, ".")} ${t("Worst:")}
    ${this.link(found.tensor, found.index, `${found.tensor}[${found.index.join(", ")}]`)}`;
  }

  /** The text with a link at the first cell that it names; undefined where it names none. */
  private linked(text: string): TemplateResult | undefined {
    const named = /\b(dx|dgamma|dbeta)\[([\d,\s]+)\]/.exec(text);
    if (!named) return undefined;
    const [, tensor, indices] = named as unknown as readonly [string, GradientName, string];
    const index = indices.split(",").map(Number);
    return html`${text.slice(0, named.index)}${this.link(tensor, index, named[0])}${text.slice(named.index + named[0].length)}`;
  }

  private link(tensor: GradientName, index: readonly number[], text: string): TemplateResult {
    return html`<button
      class="link mono"
      title=${t("Go to this cell")}
      @click=${() => goToIndex(this.page, tensor, index)}
    >
      ${text}
    </button>`;
  }

  private how(check: Done): TemplateResult {
    const names = ["dx", "dgamma", "dbeta"] as const;
    return html`<div class="how">
      <p class="muted">
        ${check.method}
        ${t(
          "A cell agrees when its relative error is at most {0}; the denominator is at least {1} of the column's largest gradient.",
          tiny(check.tolerance),
          tiny(check.floor),
        )}
        ${t("It took {0} ms.", count(Math.round(check.milliseconds)))}
        ${
          check.verdict === "doubtful"
            ? t(
                "Doubtful means that the numeric side is too noisy here, or that this probe cannot show a mistake: not that one was found.",
              )
            : check.verdict === "wrong"
              ? t("Wrong means that analytic and numeric gradients disagree by more than the check can be unsure of.")
              : nothing
        }
      </p>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">${t("Tensor")}</th>
            <th scope="col">${t("Cells")}</th>
            <th scope="col">${t("Agree")}</th>
            <th scope="col">${t("Doubtful")}</th>
            <th scope="col">${t("Wrong")}</th>
            <th scope="col">${t("Largest error")}</th>
          </tr>
        </thead>
        <tbody>
          ${names.map((name) => {
            const tensor = check.tensors[name];
            return html`<tr>
              <th scope="row">${SYMBOLS[name]}</th>
              <td>${count(tensor.cells)}</td>
              <td>${count(tensor.agreeing)}</td>
              <td>${count(tensor.doubtful)}</td>
              <td>${count(tensor.wrong)}</td>
              <td>${tiny(tensor.maxRelativeError)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
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
function worstOf(
  tensors: Readonly<Partial<Record<GradientName, TensorVerdict>>>,
): { tensor: GradientName; index: readonly number[] } | undefined {
  const names = ["dx", "dgamma", "dbeta"] as const;
  const found = names.flatMap((tensor) => {
    const verdict = tensors[tensor];
    if (!verdict || verdict.worst.length === 0) return [];
    const { wrong, doubtful, worst: index } = verdict;
    return [{ tensor, index, wrong, doubtful, maxRelativeError: fromNumeric(verdict.maxRelativeError) }];
  });
  return found.sort(worstTensorFirst)[0];
}
