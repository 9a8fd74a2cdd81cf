import { css, html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { PLACEMENT_TITLES } from "../../src/core/explained-words";
import { EXPERIMENT_SEED, EXPERIMENT_STEPS } from "../../src/core/experiment-setup";
import type { ExperimentReport } from "../../src/protocol/explain";
import { t } from "../page/strings";
import { base, figures } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { chartStyles } from "../plots/chart";
import { figureStyles } from "../plots/figure-styles";
import { legend, seriesChart, seriesStyles } from "../plots/series";
import { besideStyles } from "./beside-styles";
import { joinLosses, lossAxis, stepsIn } from "./losses";
import { LongWork } from "./long-work";
import { numberTable } from "./number-table";
import { workLine, workStyles } from "./work-line";

const NAMES = ["bn-relu", "relu-bn", "none"] as const satisfies readonly (keyof ExperimentReport["losses"])[];
/** Steps whose losses the tables have. */
const SHOWN = [1, 50, 100, 150, EXPERIMENT_STEPS];

/** A small network trained under the three placements from five scales of its initial weights, drawn as it goes. */
@customElement("gl-explain-experiment")
export class ExperimentSection extends PartElement {
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
    `,
  ];

  private readonly work = new LongWork<ExperimentReport>();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.work.stop();
  }

  private go(isNew: boolean): void {
    if (isNew) this.work.reset();
    void this.work.go(async (before) => {
      const from = before ? stepsIn(before.losses) : 0;
      const ask = { seed: EXPERIMENT_SEED, from, isNew: before === null };
      const report = await this.page.store.client.request("experiment", ask);
      return before ? { ...report, losses: joinLosses(before.losses, report.losses, from) } : report;
    });
  }

  override render(): TemplateResult {
    const { report, fault } = this.work.state.value;
    const words = { name: t("Experiment"), begin: t("Run the experiment"), again: t("Run it again") };
    return html`${workLine(this.work, words, (isNew) => this.go(isNew))}
      <p class="muted">${t("Seed {0}: the same losses to the last bit, on any machine.", EXPERIMENT_SEED)}</p>
      ${fault === null ? nothing : html`<p class="bad" role="alert">${fault}</p>`}
      <div aria-live="polite">${report?.said.map((sentence) => html`<p data-said>${sentence}</p>`)}</div>
      ${report ? this.charts(report) : nothing}`;
  }

  private charts({ scales, losses }: ExperimentReport): TemplateResult {
    const across = {
      domain: [1, EXPERIMENT_STEPS] as const,
      names: SHOWN.map((at) => ({ at, text: String(at) })),
    };
    const up = lossAxis(losses);
    const kinds = scales.map((scale, at) => ({ name: String(scale), kind: `step${at}` }));
    const head = [t("scale"), ...SHOWN.map((step) => t("step {0}", step))];
    return html`<div class="row wrap">${t("Scale of the initial weights:")} ${legend(kinds)}</div>
      ${NAMES.map((name) => {
        const title = t(PLACEMENT_TITLES[name]);
        const series = kinds.map((kind, at) => ({
          ...kind,
          points: (losses[name][at] ?? []).map((y, step) => ({ x: step + 1, y })),
        }));
        const rows = kinds.map((kind, at) => ({
          label: kind.name,
          cells: SHOWN.map((step) => ({
            name: `${name} ${at} ${step}`,
            value: losses[name][at]?.[step - 1] ?? null,
          })),
        }));
        return html`<figure class="beside" data-losses=${name}>
          <figcaption><h4>${t("Loss by step, {0}", title)}</h4></figcaption>
          ${seriesChart(across, up, t("Loss by step, {0}; the table has its numbers", title), series)}
          ${numberTable(t("Loss by step, {0}", title), head, rows)}
        </figure>`;
      })}`;
  }
}
