import { effect } from "@preact/signals-core";
import { css, html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { fromNumeric } from "../../src/protocol/json-number";
import { SYMBOLS } from "../page/math";
import { exact } from "../page/numbers";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";

const QUIET = 150; // ms: moving along with the arrow keys must not queue up sentences

/** What is read out: the chosen cell with its exact value, what was copied or saved, and the verdict when it comes. */
@customElement("gl-live")
export class LivePart extends PartElement {
  static override styles = [
    base,
    css`
      .toast {
        position: fixed;
        z-index: 5;
        inset: auto 12px 12px auto;
        max-width: min(420px, calc(100vw - 24px));
        padding: 5px 10px;
        border: 1px solid
          var(--vscode-notifications-border, var(--vscode-widget-border, var(--vscode-contrastBorder, transparent)));
        border-radius: 6px;
        background: var(--vscode-notifications-background, var(--vscode-editorWidget-background));
        box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
        color: var(--vscode-notifications-foreground, var(--vscode-foreground));
      }
    `,
  ];

  @state() private text = "";
  @state() private toast = "";
  private timer: ReturnType<typeof setTimeout> | undefined;
  private toastTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly stops: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.stops.push(
      effect(() => this.follow()),
      effect(() => this.pop(this.page.notice.value)),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.stops.splice(0)) stop();
    clearTimeout(this.timer);
    clearTimeout(this.toastTimer);
  }

  override render(): TemplateResult {
    return html`<div class="unseen" role="status" aria-live="polite" data-live>${this.text}</div>
      <div role="status">${this.toast ? html`<div class="toast">${this.toast}</div>` : null}</div>`;
  }

  /** Only the chosen cell is read, not every one that the pointer passes. */
  private follow(): void {
    const { store, cell, view } = this.page;
    const cursor = store.cursor.value;
    const picture = store.active.value;
    const known = cell.value;
    if (!cursor || store.hover.value || !known?.report) return;
    const { report } = known;
    // What the cursor was moved in. The focus alone says nothing new.
    const tensor = view.tableFocused.peek() ? view.tableTensor.peek() : picture;
    const value = report.values[tensor];
    const text = t(
      "{0} {1}: {2}. dx {3}, error {4}",
      SYMBOLS[tensor],
      known.index.join(", "),
      value === undefined ? t("not known") : exact(value),
      report.values.dx === undefined ? t("not known") : exact(report.values.dx),
      fromNumeric(report.error) < 0 ? t("not known") : exact(report.error),
    );
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.text = text), QUIET);
  }

  private pop(text: string): void {
    this.toast = text;
    clearTimeout(this.toastTimer);
    if (!text) return;
    this.toastTimer = setTimeout(() => {
      this.page.notice.value = "";
    }, 6000);
  }
}
