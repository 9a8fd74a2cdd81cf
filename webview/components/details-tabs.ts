import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, query } from "lit/decorators.js";
import { icon, type IconName } from "../page/icons";
import { SIDE_TABS, type SideTab } from "../page/page-context";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";
import "./compare";
import "./drift";
import "./explain-tab";
import "./inspector";
import "./plots";
import "./selection";
import "./tensor-table";
import "./worst-list";
import { own } from "../../src/core/own";
import { itemAt } from "../../src/core/item-at";

const FADE = 24; // px over which a tab fades that has more behind it

/** The details beside the pictures, one at a time. */
@customElement("gl-side")
export class SidePart extends PartElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-width: 0;
        min-height: 0;
        background: var(--vscode-sideBar-background, var(--vscode-editor-background));
      }
      .tabs {
        display: flex;
        flex: none;
        align-items: stretch;
        padding-inline: 6px 4px;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      [role="tablist"] {
        display: flex;
        flex: 1;
        min-width: 0;
        overflow-x: auto;
        scrollbar-width: none;
        --before: 0px;
        --behind: 0px;
        mask-image: linear-gradient(
          to right,
          transparent,
          #000 var(--before),
          #000 calc(100% - var(--behind)),
          transparent
        );
      }
      /* A tab that fades out at an edge: there are more behind it. */
      [role="tablist"][data-before] {
        --before: 24px;
      }
      [role="tablist"][data-behind] {
        --behind: 24px;
      }
      [role="tab"] {
        flex: none;
        height: 32px;
        padding: 0 5px;
        font-size: 12px;
        border: 0;
        border-bottom: 1px solid transparent;
        background: none;
        color: var(--vscode-panelTitle-inactiveForeground, var(--vscode-foreground));
        cursor: pointer;
      }
      [role="tab"]:hover {
        color: var(--vscode-panelTitle-activeForeground, var(--vscode-foreground));
      }
      [role="tab"][aria-selected="true"] {
        border-bottom-color: var(--vscode-panelTitle-activeBorder, var(--vscode-focusBorder));
        color: var(--vscode-panelTitle-activeForeground, var(--vscode-foreground));
      }
      .close {
        align-self: center;
      }
      :host([folded]) {
        border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      :host([folded]) .tabs {
        border-bottom: 0;
      }
      :host([folded]) [role="tab"] {
        height: 26px;
      }
      .hint {
        flex: 0 1 auto;
        align-self: center;
        padding-inline: 6px 8px;
        overflow: hidden;
        color: var(--vscode-descriptionForeground);
        font-size: 12px;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      @media (max-width: 620px) {
        .hint {
          display: none;
        }
      }
      [role="tabpanel"] {
        position: relative; /* what is for the ear alone scrolls with it, and does not make the page longer */
        flex: 1;
        min-height: 0;
        overflow: auto;
      }
    `,
  ];

  @query('[role="tablist"]') private readonly list!: HTMLElement;
  private readonly resized = new ResizeObserver(() => {
    this.showChosen();
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  protected override updated(): void {
    this.resized.observe(this.list);
    this.showChosen();
  }

  /** The chosen tab into sight, and nothing else: scrollIntoView would move the whole page along. */
  private showChosen(): void {
    const { list } = this;
    const chosen = list.querySelector<HTMLElement>('[aria-selected="true"]');
    if (chosen) {
      const left = chosen.offsetLeft - list.offsetLeft;
      const isLast = chosen.nextElementSibling === null;
      const right = left + chosen.offsetWidth + (isLast ? 0 : FADE);
      if (left - FADE < list.scrollLeft) list.scrollLeft = left - FADE;
      else if (right > list.scrollLeft + list.clientWidth) list.scrollLeft = right - list.clientWidth;
    }
    this.markMore();
  }

  private readonly markMore = (): void => {
    const { list } = this;
    list.toggleAttribute("data-before", list.scrollLeft > 1);
    list.toggleAttribute("data-behind", list.scrollLeft + list.clientWidth < list.scrollWidth - 1);
  };

  override render(): TemplateResult {
    const tab = this.tab();
    const isOpen = this.page.view.sideOpen.value === true;
    this.toggleAttribute("folded", !isOpen);
    return html`<div class="tabs">
        ${isOpen ? nothing : html`<span class="hint">${t("Click a cell for its exact numbers")}</span>`}
        <div role="tablist" aria-label=${t("Details")} @keydown=${this.keyed} @scroll=${this.markMore}>
          ${this.tabs().map(
            (name) =>
              html`<button
                role="tab"
                id=${`tab-${name}`}
                aria-selected=${isOpen && name === tab ? "true" : "false"}
                aria-controls=${isOpen ? "panel" : nothing}
                tabindex=${name === tab ? 0 : -1}
                @click=${() => this.choose(name)}
              >
                ${titleOf(name)}
              </button>`,
          )}
        </div>
        ${isOpen ? this.toggle(t("Hide the details"), "close", false) : this.toggle(t("Show the details"), "up", true)}
      </div>
      ${
        isOpen
          ? html`<div id="panel" role="tabpanel" aria-labelledby=${`tab-${tab}`} tabindex="0">
              ${this.content(tab)}
            </div>`
          : nothing
      }`;
  }

  private toggle(text: string, sign: IconName, open: boolean): TemplateResult {
    return html`<button
      class="tool close"
      aria-expanded=${open ? "false" : "true"}
      title=${text}
      aria-label=${text}
      @click=${() => (this.page.view.sideOpen.value = open)}
    >
      ${icon(sign)}
    </button>`;
  }

  private choose(name: SideTab): void {
    this.page.view.tab.value = name;
    this.page.view.sideOpen.value = true;
  }

  private tabs(): readonly SideTab[] {
    const parts = (this.page.store.analysis.value?.parts.length ?? 0) > 0;
    return SIDE_TABS.filter((name) => name !== "parts" || parts);
  }

  private tab(): SideTab {
    const chosen = this.page.view.tab.value;
    return this.tabs().includes(chosen) ? chosen : "cell";
  }

  private content(tab: SideTab): TemplateResult {
    const { page } = this;
    switch (tab) {
      case "cell":
        return html`<gl-inspector .page=${page}></gl-inspector>`;
      case "explain":
        return html`<gl-explain-tab .page=${page}></gl-explain-tab>`;
      case "selection":
        return html`<gl-selection .page=${page}></gl-selection>`;
      case "worst":
        return html`<gl-worst .page=${page}></gl-worst>`;
      case "compare":
        return html`<gl-compare .page=${page}></gl-compare>`;
      case "plots":
        return html`<gl-plots .page=${page}></gl-plots>`;
      case "table":
        return html`<gl-table .page=${page}></gl-table>`;
      case "parts":
        return html`<gl-drift .page=${page}></gl-drift>`;
    }
  }

  private readonly keyed = (event: KeyboardEvent): void => {
    const tabs = this.tabs();
    const at = tabs.indexOf(this.tab());
    const to = own({ ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }, event.key);
    if (to === undefined) return;
    event.preventDefault();
    const name = itemAt(tabs, (to + tabs.length) % tabs.length);
    this.page.view.tab.value = name;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#tab-${name}`)?.focus());
  };
}

function titleOf(tab: SideTab): string {
  switch (tab) {
    case "cell":
      return t("Cell");
    case "explain":
      return t("Explain");
    case "selection":
      return t("Selection");
    case "worst":
      return t("Worst");
    case "compare":
      return t("Compare");
    case "plots":
      return t("Plots");
    case "table":
      return t("Table");
    case "parts":
      return t("Parts");
  }
}
