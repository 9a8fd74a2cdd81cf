import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { walkItems } from "./walk-items";

/**
 * A button and what drops down from it, in the top layer: a click elsewhere and Escape close it. With `inline` it has no
 * button, and what it holds stands where it is.
 */
export class DropDownElement extends LitElement {
  static override properties = {
    label: {},
    hint: {},
    menu: { type: Boolean },
    inline: { type: Boolean, reflect: true },
  };
  static override styles = css`
    :host {
      display: inline-flex;
      align-items: center;
    }
    .held[popover] {
      position: fixed;
      inset: auto;
      max-width: 96vw;
      max-height: 90vh;
      margin: 0;
      padding: 4px;
      overflow: auto;
      border: 1px solid
        var(--vscode-menu-border, var(--vscode-widget-border, var(--vscode-contrastBorder, var(--gl-line))));
      border-radius: 6px;
      background: var(--vscode-menu-background, var(--vscode-editorWidget-background, Canvas));
      box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
      color: var(--vscode-menu-foreground, var(--vscode-foreground));
    }
    button {
      height: 22px;
      padding: 0 7px;
      border: 1px solid transparent;
      border-radius: 4px;
      background: transparent;
      color: var(--vscode-foreground);
      font: inherit;
      cursor: pointer;
      white-space: nowrap;
    }
    button:hover,
    button[aria-expanded="true"] {
      background: var(--vscode-toolbar-hoverBackground, rgb(128 128 128 / 20%));
    }
    button:focus-visible {
      outline: 1px solid var(--vscode-focusBorder);
      outline-offset: 1px;
    }
  `;
  declare label: string;
  declare hint: string;
  /** Whether it holds items of a menu, through which the arrow keys go. */
  declare menu: boolean;
  declare inline: boolean;
  private isOpen = false;

  constructor() {
    super();
    this.hint = "";
    this.menu = false;
    this.inline = false;
  }

  override render(): TemplateResult {
    if (this.inline) return html`<slot></slot>`;
    return html`<button
        title=${this.hint}
        aria-haspopup=${this.menu ? "menu" : nothing}
        aria-expanded=${this.isOpen ? "true" : "false"}
        popovertarget="held"
      >
        ${this.label} <span aria-hidden="true">▾</span>
      </button>
      <div
        id="held"
        class="held"
        popover
        role=${this.menu ? "menu" : "group"}
        aria-label=${this.label}
        @beforetoggle=${this.toggling}
        @toggle=${this.toggled}
        @keydown=${this.keyed}
      >
        <slot></slot>
      </div>`;
  }

  private readonly toggling = (event: ToggleEvent): void => {
    this.isOpen = event.newState === "open";
    this.requestUpdate();
  };

  /** Under its button, as far as the window has room there. */
  private readonly toggled = (event: ToggleEvent): void => {
    if (event.newState !== "open") return;
    const held = event.target as HTMLElement;
    const anchor = this.getBoundingClientRect();
    const { width, height } = held.getBoundingClientRect();
    held.style.left = `${Math.max(2, Math.min(anchor.left, innerWidth - width - 2))}px`;
    held.style.top = `${Math.max(2, Math.min(anchor.bottom + 2, innerHeight - height - 2))}px`;
    this.items()[0]?.focus();
  };

  private readonly keyed = (event: KeyboardEvent): void => {
    if (this.menu) walkItems(event, this.items());
  };

  private items(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("button, select")];
  }
}
customElements.define("gl-drop-down", DropDownElement);
