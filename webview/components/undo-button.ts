import { css, html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { icon } from "../page/icons";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";

/** The way back from what was last typed, picked, given, taken over or put away: a button, and Ctrl+Z. */
@customElement("gl-undo")
export class UndoPart extends PartElement {
  static override styles = [
    base,
    css`
      @media (max-width: 520px) {
        .word {
          display: none;
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("keydown", this.keyed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.keyed);
  }

  override render(): TemplateResult | typeof nothing {
    const changed = this.page.store.panel.value?.undo;
    if (!changed) return nothing;
    const names = changed.map((slot) => (slot === "candidate" ? t("your gradients") : slot)).join(", ");
    return html`<button
      class="tool"
      title=${t("Undo (Ctrl+Z): brings back {0} as before", names)}
      aria-label=${t("Undo")}
      @click=${this.undo}
    >
      ${icon("reset")}<span class="word"> ${t("Undo")}</span>
    </button>`;
  }

  /** In a box, the key takes back what is being typed there. */
  private readonly keyed = (event: KeyboardEvent): void => {
    const isUndo = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key === "z";
    const [target] = event.composedPath();
    const isTyping = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    if (!isUndo || isTyping || !this.page.store.panel.peek()?.undo) return;
    event.preventDefault();
    this.undo();
  };

  private readonly undo = (): void => void this.page.act("undo", null);
}
