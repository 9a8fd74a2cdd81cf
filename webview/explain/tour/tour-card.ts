import { css, html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { own } from "../../../src/core/own";
import { TOUR_LENGTH } from "../../page/page-context";
import { t } from "../../page/strings";
import { base } from "../../page/styles";
import { PartElement } from "../../page/watching-element";
import { tourStep, type Told } from "./tour-steps";

/** The tour as it is read: the step's sentence and formula, and the ways on, back and out, by mouse and by keys. */
@customElement("gl-explain-tour")
export class TourCard extends PartElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        padding: 8px 10px;
        border: 1px solid var(--vscode-focusBorder);
        border-radius: 6px;
        background: var(--vscode-editorWidget-background, var(--vscode-editor-background));
        color: var(--vscode-editorWidget-foreground, var(--vscode-foreground));
        /* What scrolls below stays clear of it. */
        box-shadow: 0 0 0 8px var(--vscode-sideBar-background, var(--vscode-editor-background));
      }
      header {
        display: flex;
        gap: 4px;
        align-items: center;
      }
      .title {
        flex: 1;
        font-weight: 600;
      }
      [aria-disabled="true"] {
        opacity: 0.5;
        cursor: default;
      }
      .says {
        max-width: 64ch;
      }
      .formula {
        padding: 6px 0 4px;
        overflow-x: auto;
      }
    `,
  ];

  @property({ attribute: false }) told!: Told;
  private get at(): number {
    return this.page.view.tour.value ?? 0;
  }

  protected override firstUpdated(): void {
    // Whoever goes from tab to tab stays there; else the keys are the tour's from now on.
    if (!focused()?.matches('[role="tab"]')) this.renderRoot.querySelector<HTMLElement>("[data-next]")?.focus();
  }

  override render(): TemplateResult {
    const { at } = this;
    const step = tourStep(at);
    const isLast = at === TOUR_LENGTH - 1;
    return html`<div role="group" aria-label=${t("Guided tour")} data-step=${at + 1} @keydown=${this.keyed}>
      <header>
        <span class="title" aria-hidden="true"
          >${t("{0} of {1}: {2}", at + 1, TOUR_LENGTH, step.title(this.told))}</span
        >
        <button class="tool" aria-disabled=${at === 0 ? "true" : "false"} @click=${() => this.go(at - 1)}>
          ${t("Back")}
        </button>
        <button
          class="tool"
          data-next
          aria-describedby="step"
          @click=${() => (isLast ? this.leave() : this.go(at + 1))}
        >
          ${isLast ? t("Done") : t("Next")}
        </button>
        <button class="tool" title=${t("Leave the tour (Escape)")} @click=${() => this.leave()}>${t("Leave")}</button>
      </header>
      <div id="step" aria-live="polite">
        <h3 class="unseen">${t("Step {0} of {1}: {2}", at + 1, TOUR_LENGTH, step.title(this.told))}</h3>
        <p class="says">${step.says(this.told)}</p>
      </div>
      <div class="formula" tabindex="0" role="group" aria-label=${t("Formula of this step")}>
        ${step.formula(this.told)}
      </div>
      <p class="muted">${step.where(this.told)}</p>
    </div>`;
  }

  private go(to: number): void {
    if (to >= 0 && to < TOUR_LENGTH) this.page.view.tour.value = to;
  }

  private leave(): void {
    this.dispatchEvent(new Event("gl-leave-tour"));
  }

  /** Arrows go on and back, Escape leaves. */
  private readonly keyed = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") this.leave();
    else {
      const { at } = this;
      const to = own({ ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: TOUR_LENGTH - 1 }, event.key);
      if (to === undefined) return;
      this.go(to);
    }
    event.preventDefault();
    event.stopPropagation(); // the page's pictures have these keys, too
  };
}

/** What has the focus, in whatever shadow it stands. */
function focused(): Element | null {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at;
}
