import { css, html, nothing, svg, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import { fromNumeric } from "../../src/protocol/json-number";
import type { MarginalReport, RegionReport, SweepQuery, SweepReport, UlpReport } from "../../src/protocol/queries";
import { Asked } from "../page/asked-answer";
import { indexInShape, matrixCell } from "../page/geometry";
import { SYMBOLS } from "../page/math";
import { short, tiny } from "../page/numbers";
import { setName } from "../page/set-words";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { apart } from "../plots/distinct-number";
import { chart, chartStyles, domainOf, line } from "../plots/chart";
import { columnSizes, oddColumns } from "../plots/column-sizes";
import { figureStyles } from "../plots/figure-styles";
import { histogram } from "../plots/histogram";
import "./error-profile";
import { ulpHistogram } from "../plots/ulp-histogram";
import { Newest } from "./newest-question";

const HISTOGRAMS = ["x", "xhat", "out", "dx"] as const;
const ULPS = ["ulp", "dgammaUlp", "dbetaUlp"] as const;
const BINS = 60;
const COLUMN_BINS = 200;
const SCOPES = ["cell", "column", "all"] as const;
type Scope = (typeof SCOPES)[number];

/** Distributions, the error of the numeric derivative against its step, and the size of dx by column. */
@customElement("gl-plots")
export class PlotsPart extends PartElement {
  static override styles = [
    base,
    chartStyles,
    figureStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(280px, 100%), 1fr));
        gap: 14px 28px;
        align-items: start;
        padding: 8px 12px 16px;
      }
    `,
  ];

  @state() private scope: Scope = "all";
  private readonly histograms = new Asked<readonly RegionReport[]>();
  private readonly sweep = new Newest<SweepReport>();
  private readonly ulps = new Asked<UlpReport>();
  private readonly columns = new Asked<MarginalReport>();

  override render(): TemplateResult | typeof nothing {
    const analysis = this.page.store.analysis.value;
    if (!analysis) return nothing;
    return html`<gl-error-profile .page=${this.page}></gl-error-profile> ${this.ulpFigure(analysis)}
      ${this.sweepFigure(analysis)} ${this.columnFigure(analysis)} ${this.histogramFigures(analysis)}`;
  }

  private histogramFigures(analysis: AnalysisState): TemplateResult {
    const { store } = this.page;
    const tensors = HISTOGRAMS.filter((name) => analysis.summaries[name]);
    const plane = { kind: "matrix" } as const;
    this.histograms.ask(JSON.stringify([analysis.generation, tensors]), () =>
      store.client.request("region", {
        plane,
        row0: 0,
        row1: analysis.rows,
        column0: 0,
        column1: analysis.columns,
        tensors,
        bins: BINS,
      }),
    );
    const { value, fault } = this.histograms.answer.value;
    if (fault) return html`<p class="bad" role="alert">${fault}</p>`;
    return html`${value?.map(
      (report) =>
        html`<figure>
          <figcaption>
            <h3>${t("Histogram of {0}", SYMBOLS[report.tensor])}</h3>
            <span class="muted">
              ${t("mean {0}, sd {1}", apart(report.mean, fromNumeric(report.sd)), short(report.sd))}${
                report.tensor === "xhat" ? t("; the curve is what the unit Gaussian would count in each bin") : ""
              }
            </span>
          </figcaption>
          ${histogram(report, SYMBOLS[report.tensor], report.tensor === "xhat")}
        </figure>`,
    )}`;
  }

  private ulpFigure(analysis: AnalysisState): TemplateResult | typeof nothing {
    const tensor = ULPS.find((name) => analysis.summaries[name]);
    if (!tensor) return nothing;
    this.ulps.ask(JSON.stringify([analysis.generation, tensor]), () =>
      this.page.store.client.request("ulps", { tensor }),
    );
    const { value, fault } = this.ulps.answer.value;
    return html`<figure>
      <figcaption>
        <h3>${t("Histogram of your {0}", SYMBOLS[tensor])}</h3>
      </figcaption>
      ${fault ? html`<p class="bad" role="alert">${fault}</p>` : value ? ulpHistogram(value) : html`<p class="muted">…</p>`}
      <p class="muted">
        ${t("Each bar ends at its number of units in the last place; the first holds what is as near as rounding allows.")}
      </p>
    </figure>`;
  }

  private sweepFigure(analysis: AnalysisState): TemplateResult {
    const { store } = this.page;
    const cursor = store.cursor.value; // the chosen cell, which stays while the pointer moves
    const cell = cursor && matrixCell(analysis, indexInShape(analysis, store.plane.value, cursor));
    const scope = cell ? this.scope : "all";
    const ask: SweepQuery = {
      scope,
      row: cell && (scope === "cell" || (scope === "column" && analysis.norm !== "batch")) ? cell.row : 0,
      column: cell && scope !== "all" ? cell.column : 0,
    };
    this.sweep.ask(JSON.stringify([analysis.generation, ask]), () => store.client.request("sweep", ask));
    const { value, fault } = this.sweep.answer.value;
    const names: Record<Scope, string> = {
      cell: cell ? t("cell {0}, {1}", cell.row, cell.column) : t("cell"),
      column: cell ? setName(analysis, cell) : analysis.norm === "batch" ? t("column") : t("set"),
      all: t("all"),
    };
    return html`<figure>
      <figcaption>
        <h3>${t("Error against step")}</h3>
        <div class="row" role="group" aria-label=${t("Scope")}>
          ${SCOPES.map(
            (name) =>
              html`<button
                class="tool"
                aria-pressed=${scope === name}
                ?disabled=${name !== "all" && !cell}
                @click=${() => (this.scope = name)}
              >
                ${names[name]}
              </button>`,
          )}
        </div>
      </figcaption>
      ${fault ? html`<p class="bad" role="alert">${fault}</p>` : value ? this.vee(value, scope) : html`<p class="muted">…</p>`}
      <p class="muted">
        ${t("Step in units of √(v + ε). Truncation rises to the right, round-off to the left; the check's step is marked.")}
      </p>
    </figure>`;
  }

  private vee(report: SweepReport, scope: Scope): TemplateResult {
    if (report.cells === 0) {
      const within = this.page.store.analysis.value?.norm === "batch" ? t("column") : t("set");
      return html`<p class="muted">
        ${
          scope === "all"
            ? t("Nothing can be compared here: every {0} holds NaN or infinity.", within)
            : t("Nothing can be compared here: the {0} holds NaN or infinity.", within)
        }
      </p>`;
    }
    const points = Array.from(report.step, (x, i) => ({ x, y: report.error[i] ?? NaN })).filter(
      ({ x, y }) => x > 0 && y >= 0,
    );
    if (points.length === 0) return html`<p class="muted">${t("No step gives a derivative here.")}</p>`;
    const seen = points.filter(({ y }) => y > 0);
    if (seen.length === 0) return html`<p class="muted">${t("The error is 0 at every step.")}</p>`;
    const xs = domainOf([...points.map(({ x }) => x), report.chosen].filter((x) => x > 0));
    const [low, high] = domainOf(seen.map(({ y }) => y));
    const best = seen.reduce((a, b) => (b.y < a.y ? b : a));
    const says = t(
      "Error of the numeric derivative against its step: smallest {0} at step {1}",
      tiny(best.y),
      tiny(best.x),
    );
    const floor = low / 2;
    const drawn = points.map(({ x, y }) => ({ x, y: Math.max(y, floor) }));
    return chart({ domain: xs, log: true }, { domain: [floor, high * 2], log: true }, says, (toX, toY) => {
      const mark = toX(report.chosen);
      return svg`${Number.isFinite(mark) ? svg`<line class="mark" x1=${mark} x2=${mark} y1="6" y2="102" />` : nothing}
        ${line(drawn, toX, toY, "line")}
        <circle class="dot" cx=${toX(best.x)} cy=${toY(best.y)} r="2.5" />`;
    });
  }

  private columnFigure(analysis: AnalysisState): TemplateResult | typeof nothing {
    if (!analysis.summaries.dx) return nothing;
    const { store } = this.page;
    const bins = Math.min(COLUMN_BINS, analysis.columns);
    const ask = {
      tensor: "dx",
      plane: { kind: "matrix" },
      along: "columns",
      from: 0,
      to: analysis.columns,
      bins,
    } as const;
    this.columns.ask(JSON.stringify([analysis.generation, bins]), () => store.client.request("marginal", ask));
    const { value, fault } = this.columns.answer.value;
    const odd = value ? oddColumns(value.max, analysis.columns, store.theme.value) : [];
    const wide = analysis.columns / bins;
    return html`<figure>
      <figcaption>
        <h3>${t("Largest |dx| by column")}</h3>
        ${wide > 1 ? html`<span class="muted">${t("a bar stands for {0} columns", short(wide))}</span>` : nothing}
        ${odd.map(({ says, colour }) => html`<span><i class="swatch" .style=${`background: ${colour}`}></i> ${says}</span>`)}
      </figcaption>
      ${fault ? html`<p class="bad" role="alert">${fault}</p>` : nothing}
      ${value ? columnSizes(value.max, analysis.columns, odd) : html`<p class="muted">…</p>`}
    </figure>`;
  }
}
