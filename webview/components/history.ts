import { css, html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { fromNumeric } from "../../src/protocol/json-number";
import type { HistoryEntry, StopTrend } from "../../src/protocol/provenance";
import { icon } from "../page/icons";
import { short, tiny } from "../page/numbers";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { PartElement } from "../page/watching-element";
import { sparkline, sparklineStyles } from "../plots/sparkline";
import { itemAt } from "../../src/core/item-at";

/** What can be followed from stop to stop: its short name, and the phrase that says what it is. */
const TRENDS: readonly {
  readonly label: string;
  readonly says: string;
  readonly of: (trend: StopTrend) => number;
  readonly write: (value: number) => string;
}[] = [
  { label: "\u2016d\u03b3\u2016", says: "Norm of d\u03b3", of: ({ dgamma }) => fromNumeric(dgamma), write: short },
  {
    label: "error",
    says: "Largest relative error of your gradients",
    of: ({ error }) => (error === null ? NaN : fromNumeric(error)),
    write: tiny,
  },
  {
    label: "dead",
    says: "Share of the cells that no gradient reaches (dx is 0)",
    of: ({ dead }) => dead,
    write: (share) => (Number.isNaN(share) ? "" : `${short(100 * share)} %`),
  },
];

const NOT_READ = "The program ran on before its numbers were read; the picture is of another stop";

/** The stops of the program whose pictures are kept, to go back and forth among them. */
@customElement("gl-history")
export class HistoryPart extends PartElement {
  static override styles = [
    base,
    sparklineStyles,
    css`
      :host {
        display: contents;
      }
      .history {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px 4px;
      }
      input {
        width: 120px;
      }
      .trend {
        white-space: nowrap;
        padding-inline-start: 8px;
      }
      .figure {
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  /** Stops that were not read, and are pointed at until there is a newer one: the picture stays what it was. */
  @state() private unreadAt: { readonly stop: number; readonly newest: number } | null = null;

  override render(): TemplateResult | typeof nothing {
    const panel = this.page.store.panel.value;
    if (!panel || panel.history.length < 2) return nothing; // where one stop is, the parameters say
    const { history, historyShown } = panel;
    const last = history.length - 1;
    const { unreadAt } = this;
    const pointedAt = unreadAt?.newest === itemAt(history, last).stop ? unreadAt.stop : historyShown;
    const found = pointedAt === null ? last : history.findIndex((entry) => entry.stop === pointedAt);
    const at = found < 0 ? last : found;
    const { title, isUnread = false } = itemAt(history, at);
    const read = history.filter((entry) => !entry.isUnread);
    const changes = this.page.store.analysis.value?.summaries.change !== undefined;
    const changeShown = this.page.store.views.value.includes("change");
    const step = (to: number, label: string, sign: "left" | "right"): TemplateResult =>
      html`<button
        class="tool"
        title=${label}
        aria-label=${label}
        ?disabled=${to < 0 || to > last}
        @click=${() => this.show(to)}
      >
        ${icon(sign)}
      </button>`;
    return html`<div class="history" role="group" aria-label=${t("History of stops")}>
      ${step(at - 1, t("Earlier stop"), "left")}
      <input
        type="range"
        min="0"
        max=${last}
        .value=${String(at)}
        aria-label=${t("Stop")}
        aria-valuetext=${title}
        @change=${(event: Event) => this.show(Number((event.target as HTMLInputElement).value))}
      />
      ${step(at + 1, t("Later stop"), "right")}
      <span class=${at === last ? "muted" : "unsure"} title=${isUnread ? t(NOT_READ) : nothing}
        >${title}${at === last || isUnread ? "" : ` (${t("not the newest")})`}</span
      >
      ${this.trends(read, read.indexOf(itemAt(history, at)))}
      ${
        changes
          ? html`<button class="tool" aria-pressed=${changeShown} @click=${this.toggleChange}>
              ${t("What changed")}
            </button>`
          : nothing
      }
    </div>`;
  }

  /** What became of the gradients from stop to stop, each as a line as small as a word. */
  private trends(history: readonly HistoryEntry[], at: number): unknown {
    return TRENDS.map(({ label, says, of, write }) => {
      const values = history.map(({ trend }) => (trend ? of(trend) : NaN));
      const here = values[at] ?? NaN;
      if (values.every(Number.isNaN)) return nothing;
      const ends = [values[0] ?? NaN, values.at(-1) ?? NaN].map(write);
      const whole = t("{0} over {1} stops: {2} at first, {3} at last", t(says), values.length, ...ends);
      return html`<span class="trend muted" title=${whole}
        >${t(label)} ${sparkline(values, at, whole)} <span class="figure">${write(here)}</span></span
      >`;
    });
  }

  private show(at: number): void {
    const history = this.page.store.panel.peek()?.history ?? [];
    const entry = history[at];
    this.unreadAt = entry?.isUnread ? { stop: entry.stop, newest: itemAt(history, history.length - 1).stop } : null;
    if (this.unreadAt) return;
    const stop = at >= history.length - 1 ? null : (entry?.stop ?? null);
    void this.page.act("showStop", { stop });
  }

  private readonly toggleChange = (): void => {
    const { views, active } = this.page.store;
    const shown = views.peek();
    if (!shown.includes("change")) {
      views.value = [...shown, "change"];
      active.value = "change";
    } else if (shown.length > 1) {
      const left = shown.filter((name) => name !== "change");
      views.value = left;
      if (active.peek() === "change") active.value = left[0] ?? "x";
    }
  };
}
