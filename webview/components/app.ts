import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import type { LinkedViewsElement } from "../heatmap";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";
import "./empty-state";
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
import "./find-bar";
import type { FindPart } from "./find-bar";
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
      .work.folded {
        min-height: 340px;
        height: 340px;
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
      main.empty {
        display: flex;
        flex: 1;
        flex-direction: column;
        justify-content: center;
      }
      main.empty gl-empty {
        flex: none;
      }
      main.empty gl-said {
        margin: 0 auto;
      }
    `,
  ];

  @state() private width = innerWidth;
  @query("gl-find") private readonly find!: FindPart | null;
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
    this.addEventListener("gl-find", this.showFind);
    document.addEventListener("keydown", this.keyed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resize.disconnect();
    this.removeEventListener("gl-help", this.showHelp);
    this.removeEventListener("gl-paste", this.askForText);
    this.removeEventListener("gl-find", this.showFind);
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
      ${analysis ? this.work(analysis, panel.stale !== null || panel.fault !== null) : html`<main class="empty"><gl-empty .page=${this.page}></gl-empty><gl-said .page=${this.page}></gl-said></main>`}
      <gl-help .page=${this.page}></gl-help>
      <gl-given .page=${this.page}></gl-given>
      <gl-live .page=${this.page}></gl-live>`;
  }

  private work(analysis: AnalysisState, stale: boolean): TemplateResult {
    const isOpen = this.page.view.sideOpen.value === true;
    void [this.page.view.sideSize.value, this.page.view.tour.value]; // set in updated()
    const below = this.isBelow;
    const kind = `work ${below ? "below" : "beside"} ${stale ? "stale" : ""} ${isOpen ? "" : "folded"}`;
    const hasBar = analysis.shape.length > 2 || (this.page.store.panel.value?.history.length ?? 0) > 1;
    return html`<div class=${kind}>
      <main aria-label=${t("Pictures")}>
        ${
          hasBar
            ? html`<div class="bar">
                <gl-plane .page=${this.page}></gl-plane>
                <gl-history .page=${this.page}></gl-history>
              </div>`
            : nothing
        }
        <gl-find .page=${this.page}></gl-find>
        <h2 class="unseen">${t("Pictures")}</h2>
        <gl-linked-views .store=${this.page.store}></gl-linked-views>
      </main>
      <aside aria-label=${t("Details")}>
        ${isOpen ? html`<gl-splitter .page=${this.page} .below=${below}></gl-splitter>` : nothing}
        <gl-side .page=${this.page}></gl-side>
      </aside>
    </div>`;
  }

  /** The details lie below the pictures where a panel is narrow, and while they are but one line. */
  private get isBelow(): boolean {
    return this.width < BESIDE || this.page.view.sideOpen.value !== true;
  }

  protected override updated(): void {
    const { side } = this;
    this.page.pictures.value = this.pictures;
    if (!side) return;
    // Not as an attribute: the page's policy allows no inline style.
    const { view } = this.page;
    const size = `${view.sideSize.peek()}px`;
    if (view.sideOpen.peek() !== true) side.style.flex = "none";
    else if (!this.isBelow) side.style.flex = `0 0 clamp(200px, ${size}, 60%)`;
    // What the tour says and what it shows stand below each other: the pictures can wait.
    else side.style.flex = view.tour.peek() !== null ? "0 0 72%" : `0 0 clamp(150px, ${size}, 34%)`;
  }

  /** "?" opens the help, unless it is being typed somewhere. */
  private readonly keyed = (event: KeyboardEvent): void => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey) return;
    const [target] = event.composedPath();
    if (target instanceof HTMLElement && target.matches("input, select, textarea")) return;
    event.preventDefault();
    this.showHelp();
  };

  private readonly showFind = (): void => {
    this.find?.open();
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
