import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import "@vscode-elements/elements/dist/vscode-badge/index.js";
import "@vscode-elements/elements/dist/vscode-progress-bar/index.js";
import type { ParameterName } from "../../src/protocol/parameters";
import type { Offer, Provenance } from "../../src/protocol/provenance";
import { icon } from "../page/icons";
import { shapeText } from "../page/numbers";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";
import "./check-mine";
import "./export-menu";
import "./undo-button";

/** Where the numbers are from, what they are, and whether they are today's. */
@customElement("gl-header")
export class HeaderPart extends PartElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        position: relative;
        z-index: 3;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
      }
      .bar {
        position: relative;
        display: flex;
        align-items: center;
        gap: 8px;
        min-height: 34px;
        padding: 0 8px 0 12px;
      }
      h1 {
        flex: 0 1 auto;
        min-width: 60px;
        margin: 0;
        overflow: hidden;
        font-size: inherit;
        font-weight: 600;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .facts {
        flex: none;
        white-space: nowrap;
      }
      .where {
        flex: 0 1000 auto;
        min-width: 0;
      }
      .busy {
        flex: 0 100 auto;
      }
      .where,
      .busy {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      vscode-progress-bar {
        position: absolute;
        inset: auto 0 -1px;
      }
      .spring {
        flex: 1;
      }
      .tools {
        display: flex;
        flex: none;
        gap: 2px;
      }
      dl {
        display: grid;
        grid-template-columns: max-content 1fr;
        gap: 2px 12px;
        margin: 0;
        padding: 2px 12px 8px;
      }
      dt {
        color: var(--vscode-descriptionForeground);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      .stale,
      .offers {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px;
        padding: 3px 12px;
        border-top: 1px solid var(--vscode-contrastBorder, transparent);
      }
      .stale {
        flex-wrap: nowrap;
        background: var(--vscode-inputValidation-warningBackground, transparent);
        color: var(--vscode-inputValidation-warningForeground, var(--vscode-foreground));
      }
      .stale strong {
        white-space: nowrap;
      }
      @media (max-width: 520px) {
        .dtype,
        .where,
        .busy,
        .spring {
          display: none;
        }
        /* The title gives way first; where even a short one does not fit, the tools have a line of their own. */
        .bar {
          flex-wrap: wrap;
          gap: 4px;
        }
        h1 {
          flex: 1 1 60px;
          max-width: max-content;
        }
        .tools {
          margin-inline-start: auto;
        }
      }
    `,
  ];

  @state() private open = false;

  override render(): TemplateResult {
    const panel = this.page.store.panel.value;
    const source = panel?.provenance ?? null;
    const busy = panel?.busy ?? null;
    return html`<header>
      <div class="bar">
        <h1 title=${source?.title ?? ""}>${source?.title ?? t("Gradient Lens")}</h1>
        ${
          source
            ? html`<span class="facts mono muted" title=${t("Type and shape of x")}
                  ><span class="dtype">${source.dtype} </span><span>${shapeText(source.shape)}</span></span
                >
                ${
                  // Of a file, its name and the fold say all; a stopped program has more to tell.
                  source.kind === "debugger"
                    ? html`<span class="where muted" title=${source.details.join("\n")}
                        >${source.details.join(" · ")}</span
                      >`
                    : nothing
                }
                ${source.whole ? nothing : html`<vscode-badge title=${t("Only a part of the tensor was read.")}>${t("a part of the tensor")}</vscode-badge>`}
                <button
                  class="tool"
                  aria-expanded=${this.open ? "true" : "false"}
                  title=${t("Where the numbers are from")}
                  aria-label=${t("Where the numbers are from")}
                  @click=${this.toggle}
                >
                  ${icon(this.open ? "down" : "right")}
                </button>`
            : nothing
        }
        <span class="spring"></span>
        ${busy === null ? nothing : html`<span class="busy muted" role="status">${busy}</span> ${this.progress(busy)}`}
        ${source ? this.tools(source.kind) : nothing}
      </div>
      ${source && this.open ? this.details() : nothing} ${this.stale()} ${this.offers()}
    </header>`;
  }

  private tools(kind: Provenance["kind"]): TemplateResult {
    return html`<div class="tools" role="toolbar" aria-label=${t("Panel")}>
      <gl-undo .page=${this.page}></gl-undo>
      ${kind === "report" ? nothing : html`<gl-check-mine .page=${this.page}></gl-check-mine>`}
      ${
        kind === "debugger"
          ? html`<button
              class="tool"
              title=${t("Collect from all stopped sessions of this program")}
              aria-label=${t("Collect from all")}
              @click=${() => void this.page.act("collectAll", null)}
            >
              ${icon("layers")}
            </button>`
          : nothing
      }
      ${
        kind !== "report"
          ? html`<button
              class="tool"
              title=${t("Read the source again")}
              aria-label=${t("Read the source again")}
              @click=${this.refresh}
            >
              ${icon("refresh")}
            </button>`
          : nothing
      }
      <button
        class="tool"
        title=${t("Find a cell, a value or a tensor (Ctrl+F)")}
        aria-label=${t("Find")}
        @click=${() => this.dispatchEvent(new CustomEvent("gl-find", { bubbles: true, composed: true }))}
      >
        ${icon("find")}
      </button>
      <gl-export-menu .page=${this.page}></gl-export-menu>
      <button
        class="tool"
        title=${t("Keys and formulas")}
        aria-label=${t("Keys and formulas")}
        @click=${() => this.dispatchEvent(new CustomEvent("gl-help", { bubbles: true, composed: true }))}
      >
        ${icon("help")}
      </button>
    </div>`;
  }

  private details(): TemplateResult | typeof nothing {
    const source = this.page.store.panel.value?.provenance;
    if (!source) return nothing;
    return html`<dl>
      <dt>${t("From")}</dt>
      <dd>${source.details.map((line) => html`<div>${line}</div>`)}</dd>
      <dt>${t("Read")}</dt>
      <dd>
        ${source.how}${source.whole ? "" : html` <strong class="unsure">${t("Only a part of the tensor was read.")}</strong>`}
      </dd>
      <dt>${t("Type")}</dt>
      <dd class="mono">${source.dtype}, ${shapeText(source.shape)}</dd>
    </dl>`;
  }

  private stale(): TemplateResult | typeof nothing {
    const reason = this.page.store.panel.value?.stale;
    if (!reason) return nothing;
    return html`<div class="stale" role="status">
      ${icon("stale")}<span><strong>${t("Stale")}</strong> ${reason}</span>
    </div>`;
  }

  /** How far a reading is; a long one can be ended. */
  private progress(busy: string): TemplateResult {
    const part = this.page.store.panel.value?.progress;
    const isAlone = !this.page.store.analysis.value; // then what is under way stands in the middle, with its button
    if (part === undefined) return html`<vscode-progress-bar indeterminate aria-label=${busy}></vscode-progress-bar>`;
    return html`${
        isAlone
          ? nothing
          : html`<button class="tool" @click=${() => void this.page.act("cancelReading", null)}>
              ${icon("close")} ${t("Cancel")}
            </button>`
      } <vscode-progress-bar .value=${100 * part} aria-label=${busy}></vscode-progress-bar>`;
  }

  /** What the program has: gradients, until they are compared, and what is assumed without it. */
  private offers(): TemplateResult | typeof nothing {
    const offers = this.page.store.panel.value?.provenance?.offers ?? [];
    const parameters = this.page.store.analysis.value?.parameters;
    const gradients = offers.filter(({ role }) => role.startsWith("candidate."));
    const assumed = offers.filter(({ role }) => parameters?.[role as ParameterName]?.from === "default");
    return html`${this.offered(
      t("Gradients of the program"),
      t("The program has gradients:"),
      gradients.map((offer) => [offer, t("Compare with {0}", offer.title)]),
    )}
    ${this.offered(
      t("Variables of these names"),
      t("Assumed, but in this frame:"),
      assumed.map((offer) => [offer, offer.role === offer.title ? t("Use {0}", offer.title) : t("Use {0} as {1}", offer.title, offer.role)]), // prettier-ignore
    )}`;
  }

  private offered(
    label: string,
    says: string,
    offers: readonly (readonly [offer: Offer, text: string])[],
  ): TemplateResult | typeof nothing {
    if (offers.length === 0) return nothing;
    return html`<div class="offers" role="group" aria-label=${label}>
      <span class="muted">${says}</span>
      ${offers.map(
        ([offer, text]) =>
          html`<button class="link" @click=${() => void this.page.act("useOffer", offer)}>${text}</button>`,
      )}
    </div>`;
  }

  private readonly toggle = (): void => {
    this.open = !this.open;
  };

  private readonly refresh = (): void => {
    void this.page.act("refresh", null);
  };
}
