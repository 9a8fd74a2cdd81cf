import { css, html, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { walkItems } from "../heatmap/walk-items";
import { icon, type IconName } from "../page/icons";
import { base } from "../page/styles";
import { WatchingElement } from "../page/watching-element";

interface MenuItem {
  readonly text: string;
  readonly run: () => void;
  readonly disabled?: boolean;
}
export interface MenuGroup {
  readonly title: string;
  readonly items: readonly MenuItem[];
}

/** A tool button with a menu in the top layer. Arrow keys, Home and End move; Escape and a click elsewhere close. */
@customElement("gl-menu")
export class Menu extends WatchingElement {
  static override styles = [
    base,
    css`
      :host {
        display: inline-flex;
      }
      .worded {
        padding-inline: 8px 3px;
        border-color: var(--vscode-contrastBorder, color-mix(in srgb, var(--vscode-foreground) 28%, transparent));
        background: var(--vscode-button-secondaryBackground, transparent);
        color: var(--vscode-button-secondaryForeground, var(--vscode-foreground));
      }
      .worded:hover {
        background: var(--vscode-button-secondaryHoverBackground, var(--vscode-toolbar-hoverBackground));
      }
      .menu {
        position: fixed;
        inset: auto;
        max-width: min(320px, 96vw);
        max-height: 90vh;
        margin: 0;
        padding: 4px;
        overflow: auto;
        border: 1px solid
          var(--vscode-menu-border, var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)));
        border-radius: 6px;
        background: var(--vscode-menu-background, var(--vscode-editorWidget-background));
        box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
        color: var(--vscode-menu-foreground, var(--vscode-foreground));
      }
      .group + .group {
        margin-top: 4px;
        padding-top: 4px;
        border-top: 1px solid var(--vscode-menu-separatorBackground, var(--vscode-panel-border));
      }
      .title {
        padding: 2px 10px;
        color: var(--vscode-descriptionForeground);
        font-size: 11px;
      }
      .menu button {
        display: block;
        width: 100%;
        min-height: 24px;
        padding: 2px 10px;
        border: 0;
        border-radius: 4px;
        background: none;
        color: inherit;
        text-align: start;
        white-space: nowrap;
        cursor: pointer;
      }
      .menu button:focus,
      .menu button:hover {
        background: var(--vscode-menu-selectionBackground, var(--vscode-list-activeSelectionBackground));
        color: var(--vscode-menu-selectionForeground, var(--vscode-list-activeSelectionForeground));
        outline: 1px solid var(--vscode-menu-selectionBorder, transparent);
        outline-offset: -1px;
      }
      .menu button:disabled {
        opacity: 0.5;
        cursor: default;
      }
    `,
  ];

  @property() label = "";
  /** What stands on the button beside its sign; nothing: the sign alone. */
  @property() text = "";
  @property() sign: IconName = "down";
  /** Asked when the menu opens, so that a menu nobody opens costs nothing while the pointer moves. */
  @property({ attribute: false }) groups: () => readonly MenuGroup[] = () => [];
  @query(".menu") private readonly menu!: HTMLElement;
  @query(".tool") private readonly button!: HTMLButtonElement;
  private open = false;
  private shown: readonly MenuGroup[] = [];

  override render(): TemplateResult {
    return html`<button
        class=${this.text ? "tool worded" : "tool"}
        aria-haspopup="menu"
        aria-expanded=${this.open ? "true" : "false"}
        title=${this.label}
        aria-label=${this.text || this.label}
        popovertarget="menu"
      >
        ${this.text} ${icon(this.sign)}
      </button>
      <div
        id="menu"
        class="menu"
        popover
        role="menu"
        aria-label=${this.label}
        @beforetoggle=${this.toggling}
        @toggle=${this.toggled}
        @keydown=${this.keyed}
      >
        ${this.shown.map(
          (group) =>
            html`<div class="group" role="group" aria-label=${group.title}>
              ${group.title ? html`<div class="title" aria-hidden="true">${group.title}</div>` : null}
              ${group.items.map(
                (item) =>
                  html`<button
                    role="menuitem"
                    tabindex="-1"
                    ?disabled=${item.disabled}
                    @click=${() => this.choose(item)}
                  >
                    ${item.text}
                  </button>`,
              )}
            </div>`,
        )}
      </div>`;
  }

  /** Opens it as a click on its button would. */
  show(): void {
    this.menu.showPopover();
  }

  private choose(item: MenuItem): void {
    this.close();
    item.run();
  }

  private readonly toggling = (event: ToggleEvent): void => {
    this.open = event.newState === "open";
    this.shown = this.open ? this.groups() : [];
    this.requestUpdate();
  };

  private readonly toggled = (event: ToggleEvent): void => {
    if (event.newState !== "open") return;
    const anchor = this.button.getBoundingClientRect();
    const size = this.menu.getBoundingClientRect();
    const below = anchor.bottom + 2 + size.height <= innerHeight;
    const top = below ? anchor.bottom + 2 : Math.max(2, anchor.top - size.height - 2);
    this.menu.style.top = `${top}px`;
    this.menu.style.left = `${Math.max(2, Math.min(anchor.right - size.width, innerWidth - size.width - 2))}px`;
    this.items()[0]?.focus();
  };

  private readonly keyed = (event: KeyboardEvent): void => {
    if (walkItems(event, this.items())) return;
    if (event.key === "Tab") this.menu.hidePopover();
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  };

  private close(): void {
    this.menu.hidePopover();
    this.button.focus();
  }

  private items(): HTMLButtonElement[] {
    return [...this.menu.querySelectorAll<HTMLButtonElement>("button:not(:disabled)")];
  }
}
