import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { Finder } from "../page/finder";
import { icon } from "../page/icons";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";

/** Find: a cell, a value or a tensor by what is typed; opened by Ctrl+F, closed by Escape. */
@customElement("gl-find")
export class FindPart extends PartElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        flex: none;
      }
      .find {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px 4px;
        padding: 4px 8px 4px 12px;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        background: var(--vscode-editorWidget-background, transparent);
      }
      input {
        flex: 1 1 150px;
        max-width: 320px;
        text-overflow: ellipsis;
      }
      .said {
        flex: 1 1 120px;
        min-width: 0;
        padding-inline-start: 6px;
        overflow-wrap: anywhere;
      }
      .close {
        margin-inline-start: auto;
      }
    `,
  ];

  @state() private isOpen = false;
  @query("input") private readonly box!: HTMLInputElement | null;
  private finder: Finder | undefined;
  private opener: HTMLElement | undefined; // had the focus, and gets it back

  override connectedCallback(): void {
    super.connectedCallback();
    this.finder ??= new Finder(this.page);
    document.addEventListener("keydown", this.keyedAnywhere);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.keyedAnywhere);
  }

  /** Opens the box, with what stands in it selected: the next letter replaces it. */
  open(): void {
    if (!this.isOpen) this.opener = focused();
    this.isOpen = true;
    void this.updateComplete.then(() => {
      this.box?.focus();
      this.box?.select();
    });
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.isOpen || !this.finder) return nothing;
    const { part, said, isFault } = this.finder.state.value;
    const words = t("Cell, value or tensor: 3,17 · nan · > 100 · max · dgamma");
    return html`<div class="find" role="search" aria-label=${t("Find")} @keydown=${this.keyed}>
      <input class="box" type="text" aria-label=${t("Find")} title=${words} placeholder=${words} spellcheck="false" />
      <button class="tool" title=${t("Previous (Shift+F3)")} aria-label=${t("Previous")} @click=${this.previous}>
        ${icon("up")}
      </button>
      <button class="tool" title=${t("Next (F3)")} aria-label=${t("Next")} @click=${this.next}>${icon("down")}</button>
      <span class="said ${isFault ? "bad" : "muted"}" role="status"
        >${part === null ? said : t("Searched {0} %", Math.floor(100 * part))}</span
      >
      ${
        part === null
          ? nothing
          : html`<button class="tool" @click=${() => this.finder?.cancel()}>${icon("close")} ${t("Cancel")}</button>`
      }
      <button class="tool close" title=${t("Close (Escape)")} aria-label=${t("Close")} @click=${this.close}>
        ${icon("close")}
      </button>
    </div>`;
  }

  private go(step: 1 | -1): void {
    void this.finder?.find(this.box?.value ?? "", step);
  }

  private readonly next = (): void => {
    this.go(1);
  };
  private readonly previous = (): void => {
    this.go(-1);
  };

  private readonly close = (): void => {
    this.finder?.cancel();
    this.isOpen = false;
    this.opener?.focus();
  };

  private readonly keyed = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && event.target === this.box) this.go(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** Ctrl+F and F3 are heard wherever the focus is. */
  private readonly keyedAnywhere = (event: KeyboardEvent): void => {
    const isFind =
      (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "f";
    if (!isFind && event.key !== "F3") return;
    if (!this.page.store.analysis.peek()) return;
    event.preventDefault();
    event.stopPropagation(); // VS Code, which listens at the window, would find in the text editor beside it, too
    if (isFind || !this.isOpen) this.open();
    else this.go(event.shiftKey ? -1 : 1);
  };
}

/** What has the focus, inside of elements too. */
function focused(): HTMLElement | undefined {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element instanceof HTMLElement ? element : undefined;
}
