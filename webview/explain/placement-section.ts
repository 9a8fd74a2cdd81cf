import { effect } from "@preact/signals-core";
import { css, html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { PlacedReport, PlacementsReport } from "../../src/protocol/explain";
import { count } from "../page/numbers";
import { t } from "../page/strings";
import { base, figures } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { chartStyles } from "../plots/chart";
import { figureStyles } from "../plots/figure-styles";
import { seriesStyles } from "../plots/series";
import { ITSELF, linkCursor } from "./link-cursor";
import { LongWork } from "./long-work";
import { oneRange } from "./one-range";
import { createPictureStore, type PictureStore } from "./picture-store";
import { besideStyles } from "./beside-styles";
import { placedFigures } from "./placed-figures";
import { placedOverview } from "./placed-overview";
import { scaleCharts } from "./scale-charts";
import { workLine, workStyles } from "./work-line";

/** Cells up to which nobody needs to ask for it: some tenths of a second of work. */
const AT_ONCE = 2 ** 16;

type Stores = Readonly<Record<PlacedReport["name"], PictureStore>>;

/** Batch norm before the ReLU, behind it, and none, on the problem's own numbers. */
@customElement("gl-explain-placement")
export class PlacementSection extends PartElement {
  static override styles = [
    base,
    figures,
    chartStyles,
    figureStyles,
    seriesStyles,
    besideStyles,
    workStyles,
    css`
      :host {
        display: block;
      }
      .placed {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(240px, 100%), 1fr));
        gap: 14px 16px;
        margin: 10px 0;
      }
      th {
        white-space: nowrap;
      }
      details {
        margin: 4px 0 8px;
      }
      details .scroll {
        max-height: 180px;
        overflow-y: auto;
      }
    `,
  ];

  private readonly work = new LongWork<PlacementsReport>();
  private stores: Stores | null = null;
  private generation: number | null = null; // that the work is about
  private cleanups: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    const of = (): PictureStore => createPictureStore(this.page);
    const stores = (this.stores ??= { "bn-relu": of(), "relu-bn": of(), none: of() });
    this.cleanups = [
      ...Object.values(stores).map(({ store }) => linkCursor(store, this.page, ITSELF)),
      effect(() => this.begin()),
      effect(() => this.follow(stores)),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const cleanup of this.cleanups) cleanup();
    if (this.work.state.peek().report?.placements) return;
    this.work.stop();
    this.generation = null;
  }

  /** Begins anew with every analysis. */
  private begin(): void {
    const analysis = this.page.store.analysis.value;
    if (!analysis || analysis.generation === this.generation) return;
    this.generation = analysis.generation;
    this.work.reset();
    const isAnswered = analysis.norm !== "batch"; // by one sentence
    if (isAnswered || analysis.rows * analysis.columns <= AT_ONCE) this.go();
  }

  private go(): void {
    void this.work.go(() => this.page.store.client.request("placements", null));
  }

  private follow(stores: Stores): void {
    const placements = this.work.state.value.report?.placements;
    const { generation } = this;
    if (generation === null) return;
    for (const { name, out } of placements ?? [])
      if (out) stores[name].show({ kind: "placement", placement: name, of: "dx" }, generation);
    oneRange(Object.values(stores));
  }

  override render(): TemplateResult | typeof nothing {
    const analysis = this.page.store.analysis.value;
    const { stores } = this;
    if (!analysis || !stores) return nothing;
    const { report, fault } = this.work.state.value;
    if (fault !== null) return html`<p class="muted" data-fault>${fault}</p>`;
    const cells = analysis.rows * analysis.columns;
    const isLong = cells > AT_ONCE && !report;
    const words = { name: t("Placements"), begin: t("Compare the placements") };
    return html`${isLong ? html`<p class="muted">${t("{0} cells take a while.", count(cells))}</p>` : nothing}
    ${workLine(this.work, words, () => this.go())}
    ${report?.notes.map((note) => html`<p class="muted" data-note>${note}</p>`)}
    ${report?.placements ? this.found(report.placements, report.said, stores) : nothing}`;
  }

  private found(placements: readonly PlacedReport[], said: PlacementsReport["said"], stores: Stores): TemplateResult {
    return html`${placedOverview(placements)} ${placedFigures(placements, stores)}
      <p>${t("What made x is scaled: x = s z, with your x as z. A scale of the weights before would do that.")}</p>
      ${scaleCharts(placements, said)}`;
  }
}
