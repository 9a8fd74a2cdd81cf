import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import type { LinkedViewsElement } from "../heatmap";
import { icon } from "../page/icons";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";
import "./faults";
import "./drop-and-paste";
import type { GivenPart } from "./drop-and-paste";
import "./header";
import "./help";
import type { HelpPart } from "./help";
import "./history";
import "./live-region";
import "./parameters-form";
import "./plane-picker";
import "./details-tabs";
import "./splitter";
import "./check-verdict";
import "./said-words";

const BESIDE = 820; // px from which the details stand beside the pictures, not below them

/** The whole page: what it is, whether it is right, what it was computed with; the pictures; the details. */
@customElement("gl-app")
export class App extends PartElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        overflow: auto;
      }
      .top {
        flex: none;
      }
      .work {
        display: flex;
        flex: 1 0 auto;
        min-height: 300px;
        height: 300px;
      }
      .work.below {
        flex-direction: column;
        min-height: 520px;
        height: 520px;
      }
      .work.below.alone {
        min-height: 300px;
      }
      .work > main {
        display: flex;
        flex: 1 1 0;
        flex-direction: column;
        min-width: 0;
        min-height: 0;
      }
      .bar {
        display: flex;
        flex: none;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 16px;
        padding: 4px 8px 0 12px;
        margin-bottom: 2px;
      }
      .spring {
        flex: 1;
      }
      gl-linked-views {
        flex: 1;
        min-height: 0;
        min-width: 0;
      }
      aside {
        display: flex;
        min-width: 0;
        min-height: 0;
      }
      .below aside {
        flex-direction: column;
      }
      gl-side {
        flex: 1;
      }
      gl-splitter {
        width: 1px;
        background: var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      .below gl-splitter {
        width: auto;
        height: 1px;
      }
      /* Numbers of yesterday lose their colour, not their contrast. */
      .stale gl-linked-views {
        filter: saturate(0.4);
      }
      .empty {
        display: grid;
        flex: 1;
        place-content: center;
        gap: 10px;
        max-width: 52ch;
        margin: 0 auto;
        padding: 24px;
        text-align: center;
      }
      .empty h2 {
        font-size: 1.15em;
      }
      .empty code {
        font-family: var(--vscode-editor-font-family, monospace);
      }
    `,
  ];

  @state() private width = innerWidth;
  @query("gl-help") private readonly help!: HelpPart;
  @query("gl-given") private readonly given!: GivenPart;
  @query("gl-linked-views") private readonly pictures!: LinkedViewsElement | null;
  @query("aside") private readonly side!: HTMLElement | null;
  private readonly resize = new ResizeObserver(([entry]) => {
    if (entry) this.width = entry.contentRect.width;
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.resize.observe(this);
    this.addEventListener("gl-help", this.showHelp);
    this.addEventListener("gl-paste", this.askForText);
    document.addEventListener("keydown", this.keyed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resize.disconnect();
    this.removeEventListener("gl-help", this.showHelp);
    this.removeEventListener("gl-paste", this.askForText);
    document.removeEventListener("keydown", this.keyed);
  }

  override render(): TemplateResult {
    const { store } = this.page;
    const panel = store.panel.value;
    const analysis = panel?.analysis;
    return html`<div class="top">
        <gl-header .page=${this.page}></gl-header>
        <gl-faults .page=${this.page}></gl-faults>
        <gl-verdict .page=${this.page}></gl-verdict>
        <gl-parameters .page=${this.page}></gl-parameters>
      </div>
      ${analysis ? this.work(panel.stale !== null || panel.fault !== null) : this.empty()}
      <gl-help .page=${this.page}></gl-help>
      <gl-given .page=${this.page}></gl-given>
      <gl-live .page=${this.page}></gl-live>`;
  }

  private work(stale: boolean): TemplateResult {
    const open = this.page.view.sideOpen.value;
    void this.page.view.sideSize.value; // set in updated()
    const below = this.width < BESIDE;
    const kind = `work ${below ? "below" : "beside"} ${stale ? "stale" : ""} ${open ? "" : "alone"}`;
    return html`<div class=${kind}>
      <main aria-label=${t("Pictures")}>
        <div class="bar">
          <gl-plane .page=${this.page}></gl-plane>
          <gl-history .page=${this.page}></gl-history>
          ${
            open
              ? nothing
              : html`<span class="spring"></span>
                  <button class="tool" @click=${() => (this.page.view.sideOpen.value = true)}>
                    ${icon(below ? "below" : "side")} ${t("Details")}
                  </button>`
          }
        </div>
        <h2 class="unseen">${t("Pictures")}</h2>
        <gl-linked-views .store=${this.page.store}></gl-linked-views>
      </main>
      ${
        open
          ? html`<aside aria-label=${t("Details")}>
              <gl-splitter .page=${this.page} .below=${below}></gl-splitter><gl-side .page=${this.page}></gl-side>
            </aside>`
          : nothing
      }
    </div>`;
  }

  private empty(): TemplateResult {
    const busy = this.page.store.panel.value?.busy ?? null;
    const fault = this.page.store.panel.value?.fault ?? null;
    return html`<main class="empty">
      <h2>${busy ?? (fault ? t("No picture yet") : t("Nothing selected yet"))}</h2>
      ${
        busy
          ? nothing
          : html`<p class="muted">
              ${
                fault
                  ? t("The picture comes as soon as the input can be used.")
                  : t(
                      "Select a matrix in an editor, or a tensor of a stopped program, and run Gradient Lens: Show Batch-Norm Gradients.",
                    )
              }
            </p>`
      }
      <gl-said .page=${this.page}></gl-said>
    </main>`;
  }

  protected override updated(): void {
    const { side } = this;
    this.page.pictures.value = this.pictures;
    if (!side) return;
    // Not as an attribute: the page's policy allows no inline style.
    const size = `${this.page.view.sideSize.peek()}px`;
    side.style.flex = this.width < BESIDE ? `0 0 clamp(150px, ${size}, 34%)` : `0 0 clamp(200px, ${size}, 60%)`;
  }

  /** "?" opens the help, unless it is being typed somewhere. */
  private readonly keyed = (event: KeyboardEvent): void => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey) return;
    const [target] = event.composedPath();
    if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) return;
    event.preventDefault();
    this.showHelp();
  };

  private readonly showHelp = (): void => {
    this.help.show();
  };

  private readonly askForText = (): void => {
    void this.given.askForText();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "gl-app": App;
  }
}
