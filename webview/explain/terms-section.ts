import { effect } from "@preact/signals-core";
import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Norm } from "../../src/core/normalization-layer";
import type { ExplainCellReport } from "../../src/protocol/explain";
import { fromNumeric, type Numeric } from "../../src/protocol/json-number";
import { exactUnsignedZero } from "../page/numbers";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { signedBar, signedBarStyles } from "../plots/signed-bar";
import "./explained-picture";
import { ITSELF, linkCursor } from "./link-cursor";
import { oneRange } from "./one-range";
import { createPictureStore, type PictureStore } from "./picture-store";
import { lookStyles, type Look } from "./tour/look-at";
import { hasConstantStatistics } from "./constant-statistics";
import {
  dxSymbols,
  dxWithNumbers,
  termsOf,
  termWithNumbers,
  upstreamWithNumbers,
  type TermName,
} from "./term-formulas";

const TERMS = ["direct", "mean", "variance"] as const satisfies readonly TermName[];

/** The three terms of dx: in symbols, with the numbers of the cell, and each as a picture. */
@customElement("gl-explain-terms")
export class TermsSection extends PartElement {
  static override styles = [
    base,
    signedBarStyles,
    lookStyles,
    css`
      :host {
        display: block;
      }
      .formulas {
        display: grid;
        gap: 6px;
        justify-items: start;
        padding: 4px 0;
        overflow-x: auto;
      }
      math {
        font-size: 1.15em;
      }
      .terms {
        display: grid;
        grid-template-columns: auto minmax(48px, 1fr) auto;
        gap: 2px 8px;
        align-items: center;
        max-width: 860px;
        margin: 6px 0;
      }
      .terms .mono {
        text-align: end;
        user-select: all;
      }
      .terms math {
        grid-column: 1 / -1;
        justify-self: start;
        margin-bottom: 6px;
      }
      hr {
        grid-column: 1 / -1;
        width: 100%;
        margin: 0;
        border: 0;
        border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, currentColor));
      }
      .choice {
        margin: 10px 0 6px;
      }
      .pictures {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(240px, 100%), 1fr));
        gap: 10px 16px;
      }
    `,
  ];

  @property({ attribute: false }) report!: ExplainCellReport;
  /** What the tour points at. */
  @property({ attribute: false }) look: Look | null = null;
  @state() private chosen: readonly TermName[] = TERMS;
  private stores: Readonly<Record<TermName, PictureStore>> | null = null;
  private cleanups: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    const of = (): PictureStore => createPictureStore(this.page);
    const stores = (this.stores ??= { direct: of(), mean: of(), variance: of() });
    this.cleanups = [
      ...TERMS.map((name) => linkCursor(stores[name].store, this.page, ITSELF)),
      effect(() => this.follow(stores)),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const cleanup of this.cleanups) cleanup();
  }

  /** Asks for the pictures of the analysis, and gives them one range: what cancels looks equally strong. */
  private follow(stores: Readonly<Record<TermName, PictureStore>>): void {
    const analysis = this.page.store.analysis.value;
    if (!analysis) return;
    const shown = termsOf(analysis.norm, false);
    for (const name of shown) stores[name].show({ kind: "term", term: name }, analysis.generation);
    oneRange(shown.map((name) => stores[name]));
  }

  override render(): TemplateResult | typeof nothing {
    const { report } = this;
    const analysis = this.page.store.analysis.value;
    if (!analysis) return nothing;
    const { norm, mode } = analysis;
    const shown = termsOf(norm, hasConstantStatistics(report));
    const sizes = [...TERMS.map((name) => report.terms[name]), report.dx]
      .map((value) => Math.abs(fromNumeric(value)))
      .filter(Number.isFinite);
    const largest = Math.max(0, ...sizes);
    return html`<div class="formulas" tabindex="0" role="group" aria-label=${t("dx of the cell as a formula")}>
        ${dxSymbols(report, norm)} ${upstreamWithNumbers(report, norm)} ${dxWithNumbers(report, norm)}
      </div>
      <div class="terms" ?data-looked=${this.look === "terms"}>
        ${shown.map((name) => html`${this.line(nameOf(name), name, report.terms[name], largest)}${termWithNumbers(report, name, norm)}`)}
        <hr />
        ${this.line(html`= <span class="symbol">dx</span>`, "dx", report.dx, largest)}
      </div>
      ${report.said.map((sentence) => html`<p data-said>${sentence}</p>`)}
      <p class="muted">
        ${t("Formulas show three digits of each number: worked out with these, a result can differ in its last digit.")}
      </p>
      ${mode === "eval" ? nothing : this.pictures(norm)}`;
  }

  private line(label: TemplateResult | string, name: string, value: Numeric, largest: number): TemplateResult {
    return html`<span>${label}</span>${signedBar(value, largest)}<span class="mono" data-term=${name}
        >${exactUnsignedZero(value)}</span
      >`;
  }

  private pictures(norm: Norm): TemplateResult | typeof nothing {
    const { stores } = this;
    if (!stores) return nothing;
    const there = termsOf(norm, false);
    return html`<div class="choice row wrap" role="group" aria-label=${t("Terms as pictures")}>
        ${there.map(
          (name) =>
            html`<button
              class="tool"
              aria-pressed=${this.chosen.includes(name) ? "true" : "false"}
              @click=${() => this.toggle(name)}
            >
              ${nameOf(name)}
            </button>`,
        )}
        <span class="muted">${t("One range of colours for all.")}</span>
      </div>
      <div class="pictures">
        ${there
          .filter((name) => this.chosen.includes(name))
          .map(
            (name) =>
              html`<gl-explain-picture
                data-picture=${name}
                .picture=${stores[name]}
                .name=${nameOf(name)}
                .caption=${captionOf(name, norm)}
              ></gl-explain-picture>`,
          )}
      </div>`;
  }

  private toggle(name: TermName): void {
    this.chosen = TERMS.filter((each) => this.chosen.includes(each) !== (each === name));
  }
}

function nameOf(name: TermName): string {
  switch (name) {
    case "direct":
      return t("① direct");
    case "mean":
      return t("② mean path");
    case "variance":
      return t("③ variance path");
  }
}

function captionOf(name: TermName, norm: Norm): string {
  const isBatch = norm === "batch";
  switch (name) {
    case "direct":
      return isBatch ? "γ r dout" : "r u";
    case "mean":
      return isBatch ? "−γ r ḡ" : "−r ū";
    case "variance":
      return isBatch ? "−γ r x̂ c" : "−r x̂ c";
  }
}
