import { viewsListed } from "../../src/views";
import { css, html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { foundOfCheck } from "../../src/protocol/found-of-check";
import { fromNumeric, type Numeric } from "../../src/protocol/json-number";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import type { TensorName } from "../../src/protocol/picture";
import type { CellReport } from "../../src/protocol/queries";
import type { CellLookup } from "../page/cell-lookup";
import { axisNames } from "../page/geometry";
import { icon } from "../page/icons";
import { dxFormula, SYMBOLS } from "../page/math";
import { exact, short, tiny } from "../page/numbers";
import { setName } from "../page/set-words";
import { t } from "../page/strings";
import { base, figures } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { signedBar, signedBarStyles } from "../plots/signed-bar";
import { columnSection } from "./column-section";
import "./copy-menu";
import "./worst-list";

const FEW_ULP = 16; // that nobody asks about

/** Everything about the cell under the pointer or the keyboard's cursor: tile values at once, exact ones when they come. */
@customElement("gl-inspector")
export class InspectorPart extends PartElement {
  static override styles = [
    base,
    figures,
    signedBarStyles,
    css`
      :host {
        display: block;
        padding: 8px 12px 16px;
      }
      .parts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(280px, 100%), 1fr));
        gap: 10px 28px;
        align-items: start;
        margin-top: 10px;
      }
      h3 {
        margin-bottom: 3px;
        color: var(--vscode-descriptionForeground);
        text-transform: none;
      }
      .head {
        display: flex;
        align-items: center;
        gap: 2px;
      }
      .head h2 {
        flex: 1;
        min-width: 0;
        font-size: inherit;
        overflow-wrap: anywhere;
      }
      .big {
        min-height: 1.5em;
        margin-top: 2px;
        font-size: calc(var(--vscode-font-size, 13px) * 1.25);
        overflow-wrap: anywhere;
        user-select: all;
      }
      .near {
        color: var(--vscode-descriptionForeground);
      }
      .index {
        min-height: 1.4em;
      }
      .terms {
        display: grid;
        grid-template-columns: auto minmax(60px, 1fr) auto;
        align-items: center;
        gap: 3px 8px;
      }
      .terms .mono {
        text-align: end;
      }
      .formula {
        margin-bottom: 4px;
      }
      .check {
        margin-bottom: 2px;
      }
      .empty {
        padding: 4px 0 6px;
        max-width: 60ch;
      }
      gl-worst {
        margin: 0 -12px;
      }
    `,
  ];

  override render(): TemplateResult {
    const cell = this.page.cell.value;
    const analysis = this.page.store.analysis.value;
    if (!cell || !analysis) {
      return html`<p class="empty muted">
          ${t("Point at a cell, or focus a picture and use the arrow keys, to see its exact numbers. The worst are:")}
        </p>
        <gl-worst .page=${this.page}></gl-worst>`;
    }
    const report = cell.report;
    const active = this.page.store.active.value;
    const part = report?.part;
    const names = axisNames(analysis);
    return html`<div class="head">
        <h2><span class="symbol">${SYMBOLS[active]}</span><span class="mono">[${cell.index.join(", ")}]</span></h2>
        <gl-copy-menu .page=${this.page}></gl-copy-menu>
        ${
          this.page.store.panel.value?.provenance?.canReveal
            ? html`<button
                class="tool"
                title=${t("Reveal in editor")}
                aria-label=${t("Reveal in editor")}
                @click=${this.reveal}
              >
                ${icon("reveal")}
              </button>`
            : nothing
        }
      </div>
      <div class="big mono" data-field="value">${this.value(cell, active)}</div>
      <div class="index muted">
        ${names.map((name, axis) => html`<span class="mono">${name} ${cell.index[axis]}</span>${axis < names.length - 1 ? " · " : ""}`)}
        ${part ? html` · ${part}` : nothing}
      </div>
      <div class="parts">
        <section aria-label=${t("Forward and upstream")}>${this.table(viewsListed("forward"), cell)}</section>
        <section aria-label=${t("Terms of dx")}>
          <h3>${t("Terms of dx")}</h3>
          <p class="formula">${dxFormula(analysis)}</p>
          ${this.terms(report, analysis)}
        </section>
        <section aria-label=${t("Check")}>
          <h3>${t("Check")}</h3>
          ${this.check(cell)}
        </section>
        <section
          aria-label=${t("Your gradients")}
          ?hidden=${analysis.comparison === null && !analysis.summaries.change}
        >
          <h3>${analysis.comparison ? t("Your gradients") : t("Since the last stop")}</h3>
          ${this.table(viewsListed("candidate"), cell)}
        </section>
        ${columnSection(analysis, cell, this.inspecting)}
      </div>`;
  }

  /** The exact value, or until it comes what the tiles know of it, marked as near. */
  private value(cell: CellLookup, tensor: TensorName): TemplateResult | string {
    const known = cell.report?.values[tensor];
    const unchecked = this.page.store.kindOf(tensor) === "error" && known !== undefined && fromNumeric(known) < 0;
    if (unchecked) return t("not checked yet");
    if (known !== undefined) return exact(known);
    const near = this.page.near(tensor);
    if (near === null) return "\u2026";
    return html`<span class="near">≈ ${short(near)}</span>`;
  }

  private table(names: readonly TensorName[], cell: CellLookup): TemplateResult {
    const summaries: Partial<Record<TensorName, unknown>> = this.page.store.analysis.value?.summaries ?? {};
    const report = cell.report;
    const shown = names.filter((name) => (report ? report.values[name] !== undefined : summaries[name] !== undefined));
    return html`<table class="figures">
      <tbody>
        ${shown.map(
          (name) =>
            html`<tr data-tensor=${name}>
              <th scope="row"><span class="symbol">${SYMBOLS[name]}</span></th>
              <td>${this.value(cell, name)}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  private readonly inspecting = {
    table: (names: readonly TensorName[], cell: CellLookup) => this.table(names, cell),
    copy: (text: string) => void this.copy(text),
  };

  private async copy(text: string): Promise<void> {
    const said = text.includes("dmu") ? t("Copied: dμ and dv.") : t("Copied: dv.");
    if ((await this.page.act("copyText", { text })) !== undefined) this.page.notice.value = said;
  }

  private terms(report: CellReport | null, { mode, norm }: Pick<AnalysisState, "mode" | "norm">): TemplateResult {
    const labels = [t("① direct"), t("② mean path"), t("③ variance path")];
    const terms: readonly (Numeric | null)[] = report?.terms ?? [null, null, null];
    const dx = report?.values.dx ?? null;
    const sizes = [...terms, dx]
      .map((term) => (term === null ? 0 : Math.abs(fromNumeric(term))))
      .filter(Number.isFinite);
    const largest = Math.max(...sizes, 0);
    const isTerm = (i: number): boolean => i === 0 || (mode === "train" && (i === 2 || norm !== "rms"));
    return html`<div class="terms">
      ${terms.map((term, i) => (isTerm(i) ? html`<span>${labels[i]}</span>${signedBar(term, largest)}<span class="mono">${term === null ? "…" : short(term)}</span>` : nothing))}
      <span>= <span class="symbol">dx</span></span
      >${signedBar(dx, largest)}<span class="mono">${dx === null ? "…" : short(dx)}</span>
    </div>`;
  }

  private check(cell: CellLookup): TemplateResult {
    const report = cell.report;
    if (!report) return html`<p class="check muted">…</p>`;
    const candidate = report.values.candidate !== undefined;
    return html`${this.judgement(report)}
      <table class="figures">
        <tbody>
          <tr>
            <th scope="row">${t("numeric derivative")}</th>
            <td data-field="numeric">${exact(report.numeric)}</td>
          </tr>
          <tr>
            <th scope="row">${t("uncertain by")}</th>
            <td>± ${tiny(report.numericUncertainty)}</td>
          </tr>
          <tr>
            <th scope="row">${candidate ? t("your dx off by, in ULP") : t("dx off the derivative by, in ULP")}</th>
            <td data-field="ulp">${short(report.ulp)}</td>
          </tr>
        </tbody>
      </table>
      ${this.ulpWords(report, candidate)}`;
  }

  /** Many last places of a small number are nothing: why a cell that is right may be off by millions of them. */
  private ulpWords(report: CellReport, isCandidate: boolean): TemplateResult | typeof nothing {
    if (!(fromNumeric(report.ulp) > FEW_ULP)) return nothing;
    const said = (text: string): TemplateResult => html`<p class="muted" data-field="ulp-words">${text}</p>`;
    if (!isCandidate)
      return said(
        t("That says how sharp the numeric derivative is, not dx: it is uncertain by more than the last places of dx."),
      );
    const comparison = this.page.store.analysis.value?.comparison;
    const isRight = comparison?.tensors.dx?.doubtful === 0 && !report.wrong.includes("candidateWrong");
    if (!comparison || !isRight) return nothing;
    if (comparison.tolerance !== undefined)
      return said(t("Right all the same: it is within the tolerance of {0} you set.", comparison.tolerance));
    return said(
      t("Right all the same: dx is small beside the terms that it is a sum of, and rounding of those makes that much."),
    );
  }

  private judgement(report: CellReport): TemplateResult {
    const analysis = this.page.store.analysis.value;
    const name = analysis ? setName(analysis, report) : "";
    const error = fromNumeric(report.error);
    if (Number.isNaN(error) && Number.isNaN(fromNumeric(report.numeric))) {
      return html`<p class="check">
        <span class="unsure">${icon("doubt")}</span>
        ${t("This cell cannot be compared: NaN or infinity is in {0}.", name)}
      </p>`;
    }
    // Until the check is done its tolerance is not known; cells that it has not reached hold a negative error.
    if (!(report.tolerance > 0) || error < 0) {
      return html`<p class="check muted">
        ${error >= 0 ? t("error {0}; the check is not done", tiny(error)) : t("This cell has not been checked yet.")}
      </p>`;
    }
    const agrees = error <= report.tolerance;
    const share = foundOfCheck(this.page.store.check.value)?.floor ?? NaN;
    return html`<p class="check">
        <span class=${agrees ? "good" : "bad"}>${icon(agrees ? "passed" : "failed")}</span>
        ${t("error {0} {1} tolerance {2}", tiny(error), agrees ? "≤" : ">", tiny(report.tolerance))}
      </p>
      ${
        report.floor === null
          ? nothing
          : html`<p class="muted">
              ${t("relative to {0}, which is {1} of what the terms of {2} reach: dx is smaller", tiny(report.floor), share, name)}
            </p>`
      }`;
  }

  private readonly reveal = (): void => {
    const cell = this.page.cell.peek();
    if (cell) void this.page.act("reveal", cell.query);
  };
}
