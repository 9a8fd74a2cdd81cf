import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { TILES } from "../../src/core/tile-sizes";
import type { GradientName } from "../../src/core/verdict";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import type { ProfileQuery, ProfileReport } from "../../src/protocol/queries";
import { Asked } from "../page/asked-answer";
import { SYMBOLS } from "../page/math";
import { count } from "../page/numbers";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { chartStyles } from "../plots/chart";
import { errorBars } from "../plots/error-bars";
import { figureStyles } from "../plots/figure-styles";

const BARS = 200;
const GRADIENTS = ["dx", "dgamma", "dbeta"] as const;

/** How far off a gradient is by row, column or tile: where a loop, a kernel or a copy goes wrong, the bars show its period. */
@customElement("gl-error-profile")
export class ErrorProfilePart extends PartElement {
  static override styles = [
    base,
    chartStyles,
    figureStyles,
    css`
      :host {
        display: block;
      }
    `,
  ];

  @state() private tensor: GradientName = "dx";
  @state() private along: "rows" | "columns" = "rows";
  @state() private tile = 1;
  private readonly profile = new Asked<ProfileReport | null>();

  override render(): TemplateResult | typeof nothing {
    const { store } = this.page;
    const analysis = store.analysis.value;
    if (!analysis) return nothing;
    const { comparison } = analysis;
    const isDone = store.check.value?.status === "done";
    if (!comparison && !isDone) return nothing;
    const there = GRADIENTS.filter((name) => !comparison || comparison.tensors[name]);
    const tensor = there.includes(this.tensor) ? this.tensor : (there[0] ?? "dx");
    const along = tensor === "dx" ? this.along : "columns";
    const ask: ProfileQuery = { candidate: comparison !== null, tensor, along, tile: this.tile, bins: BARS };
    this.profile.ask(JSON.stringify([analysis.generation, isDone, ask]), () => store.client.request("profile", ask));
    const { value, fault } = this.profile.answer.value;
    return html`<figure>
      <figcaption>
        <h3>${t("Relative error by row and column")}</h3>
        ${this.choices(there, tensor, along)}
      </figcaption>
      ${fault ? html`<p class="bad" role="alert">${fault}</p>` : nothing}
      ${value ? this.bars(value, analysis, along) : html`<p class="muted">…</p>`}
    </figure>`;
  }

  private choices(there: readonly GradientName[], tensor: GradientName, along: "rows" | "columns"): TemplateResult {
    const tool = (text: string, isPressed: boolean, choose: () => void, isOff = false): TemplateResult =>
      html`<button class="tool" aria-pressed=${isPressed} ?disabled=${isOff} @click=${choose}>${text}</button>`;
    return html`${
        there.length > 1
          ? html`<div class="row" role="group" aria-label=${t("Gradient")}>
              ${there.map((name) => tool(SYMBOLS[name], name === tensor, () => (this.tensor = name)))}
            </div>`
          : nothing
      }
      <div class="row" role="group" aria-label=${t("Along")}>
        ${tool(t("rows"), along === "rows", () => (this.along = "rows"), tensor !== "dx")}
        ${tool(t("columns"), along === "columns", () => (this.along = "columns"))}
      </div>
      <div class="row" role="group" aria-label=${t("Cells of a bar")}>
        ${tool(t("each"), this.tile === 1, () => (this.tile = 1))}
        <span class="muted">${t("tiles of")}</span>
        ${[...TILES].reverse().map((size) => tool(String(size), this.tile === size, () => (this.tile = size)))}
      </div>`;
  }

  private bars(report: ProfileReport, { rows, columns }: AnalysisState, along: "rows" | "columns"): TemplateResult {
    const { each, tail, wrong } = report;
    const what = along === "rows" ? t("rows") : t("columns");
    const notes = [
      ...(each > 1 ? [t("A bar stands for {0} {1}.", count(each), what)] : []),
      ...(tail > 0 ? [t("The last tile holds {0} {1}: what is left over.", count(tail), what)] : []),
    ];
    return html`${errorBars(report, along === "rows" ? rows : columns, along)}
      <p class="muted">
        ${
          wrong.some((cells) => cells > 0)
            ? html`<i class="swatch wrong"></i> ${t("holds wrong cells")}`
            : t("No bar holds a wrong cell.")
        }
        ${notes.join(" ")}
      </p>`;
  }
}
