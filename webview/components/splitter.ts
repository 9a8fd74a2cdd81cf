import { css, html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { SIDE_SIZE } from "../page/page-context";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";

const SIDE_MIN = 220;
const STEP = 24; // px for each key press

/** The line between pictures and side: dragged, or moved with the arrow keys. `flow` says which way it lies. */
@customElement("gl-splitter")
export class SplitterPart extends PartElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        position: relative;
        z-index: 2;
        flex: none;
      }
      div {
        position: absolute;
        inset: 0 -3px;
        cursor: col-resize;
        touch-action: none;
      }
      div[aria-orientation="horizontal"] {
        inset: -3px 0;
        cursor: row-resize;
      }
      div:hover,
      div:active {
        background: var(--vscode-sash-hoverBorder, var(--vscode-focusBorder));
        transition: background 0.1s 0.2s;
      }
      div:focus-visible {
        outline: 2px solid var(--vscode-focusBorder);
        outline-offset: -2px;
      }
    `,
  ];

  static override properties = { below: { type: Boolean } };
  declare below: boolean;

  override render(): TemplateResult {
    const size = Math.round(this.page.view.sideSize.value);
    return html`<div
      role="separator"
      tabindex="0"
      aria-label=${t("Size of the details")}
      aria-orientation=${this.below ? "horizontal" : "vertical"}
      aria-valuenow=${size}
      aria-valuemin=${SIDE_MIN}
      aria-valuemax="1200"
      @pointerdown=${this.grab}
      @pointermove=${this.drag}
      @keydown=${this.keyed}
      @dblclick=${() => (this.page.view.sideSize.value = SIDE_SIZE)}
    ></div>`;
  }

  private readonly grab = (event: PointerEvent): void => {
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    event.preventDefault();
  };

  private readonly drag = (event: PointerEvent): void => {
    if (!(event.currentTarget as HTMLElement).hasPointerCapture(event.pointerId)) return;
    const frame = this.parentElement?.parentElement?.getBoundingClientRect();
    if (frame) this.set(this.below ? frame.bottom - event.clientY : frame.right - event.clientX);
  };

  private readonly keyed = (event: KeyboardEvent): void => {
    const [more, less] = this.below ? ["ArrowUp", "ArrowDown"] : ["ArrowLeft", "ArrowRight"];
    if (event.key !== more && event.key !== less) return;
    event.preventDefault();
    this.set(this.page.view.sideSize.peek() + (event.key === more ? STEP : -STEP));
  };

  private set(size: number): void {
    this.page.view.sideSize.value = Math.max(SIDE_MIN, Math.min(1200, Math.round(size)));
  }
}
