import { computed, effect } from "@preact/signals-core";
import { format } from "d3-format";
import { html, LitElement, type TemplateResult } from "lit";
import type { PictureName, Plane, TensorSummary } from "../../src/protocol/picture";
import type { FindQuery, FindReport } from "../../src/protocol/queries";
import type { Cell, Store } from "../store";
import { RequestError } from "../transport";
import { cssOf, SLOT, STEPS } from "./painting/colour";
import { goTo } from "./move-cursor";
import { legendStyles } from "./legend-styles";
import { count, short } from "./number-format";
import { otherImages } from "./images";
import { isFlat } from "./colour-limits";
import { toPosition, type Scale } from "./scale";
import { sceneOf } from "./scene";
import { labelOf } from "./tensor-names";
import { isAllWrong } from "./wrong-share";
import { Watch } from "./watch-signals";
import { itemAt } from "../../src/core/item-at";

type What = FindQuery["what"];

/** "65.5k": a count of three digits. */
const briefCount = format(".3~s");

const SETTLE = 150; // ms without a change of limits or image before cells are counted

/** Cells of a kind in the plane that is shown, and in the whole tensor. */
interface Tally {
  readonly here: number;
  readonly all: number;
}
type Tallies = Readonly<Partial<Record<What, Tally>>>;

/** What in a picture is no ordinary colour: NaN, infinities, clipped, not checked yet, flat; with counts and "go to". */
export class LegendElement extends LitElement {
  static override properties = { store: { attribute: false }, tensor: {}, tallies: { state: true } };
  static override styles = legendStyles;
  declare store: Store;
  declare tensor: PictureName;
  declare tallies: Tallies;
  private readonly last = new Map<What, Cell>();
  /** What the swatches are taken from; limits change in every frame of a drag and do not show here. */
  private readonly table = computed(() => {
    const scale = sceneOf(this.store).scale(this.tensor).value;
    return scale && sceneOf(this.store).table(scale);
  });
  /** Until the check is done, cells of the error map that it has not come to are grey. */
  private readonly isUnfinished = computed(() => this.tensor === "error" && this.store.check.value?.status !== "done");
  private stop: () => void = () => undefined;
  private timer = 0;
  private asked = 0;
  private isGoing = false;

  constructor() {
    super();
    this.tallies = {};
    new Watch(this, () => {
      const { analysis, wrongShown, wrongIn, stripsOf } = this.store;
      void [analysis.value, this.table.value, this.isUnfinished.value, wrongShown.value];
      void [this.tensor, ...stripsOf(this.tensor)].map(wrongIn);
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stop = effect(() => {
      const { analysis, plane } = this.store;
      const scale = sceneOf(this.store).scale(this.tensor).value;
      const summary = analysis.value?.summaries[this.tensor];
      const isPart = plane.value.kind === "axes";
      window.clearTimeout(this.timer);
      this.last.clear();
      const asked = ++this.asked;
      const unknown: What[] = [];
      if (summary?.nan && isPart) unknown.push("nan");
      if (summary && infinitesOf(summary) && isPart) unknown.push("infinite");
      if (summary && scale && isClipping(scale, summary)) unknown.push("beyond");
      if (isPart && this.store.wrongIn(this.tensor) > 0) unknown.push("wrong");
      this.ariaBusy = unknown.length ? "true" : null; // until the counts stand
      if (unknown.length) this.timer = window.setTimeout(() => void this.count(asked, unknown), SETTLE);
      else this.tallies = {};
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
    window.clearTimeout(this.timer);
  }

  override render(): TemplateResult {
    const entries = this.entries();
    this.setAttribute("entries", entries.length > 2 ? "many" : String(entries.length));
    return html`${entries}`;
  }

  private entries(): readonly TemplateResult[] {
    const summary = this.store.analysis.value?.summaries[this.tensor];
    const scale = sceneOf(this.store).scale(this.tensor).value;
    if (!summary || !scale) return [];
    const { beyond } = this.tallies;
    const infinite = infinitesOf(summary);
    const odd = summary.nan + infinite;
    const entries: TemplateResult[] = [];
    if (this.store.wrongShown.value) entries.push(...this.wrong());
    if (summary.nan) entries.push(this.chip("nan", [this.swatch(SLOT.nan)], "NaN", summary.nan));
    if (infinite)
      entries.push(
        this.chip(
          "infinite",
          infiniteSlots(summary).map((slot) => this.swatch(SLOT[slot])),
          infiniteText(summary),
          infinite,
        ),
      );
    if (beyond)
      entries.push(this.chip("beyond", [this.swatch(SLOT.below), this.swatch(SLOT.above)], "clipped", beyond.all));
    if (this.isUnfinished.value) entries.push(this.note(SLOT.absent, "not checked", " yet"));
    else if (summary.finite === 0 && odd > 0) entries.push(html`<span>no finite value</span>`);
    if (isFlat(summary)) {
      const place = Math.min(Math.max(toPosition(scale)(summary.min), 0), 1);
      const words = `: every ${odd ? "finite " : ""}value is ${short(summary.min)}`;
      entries.push(this.note(Math.round(place * (STEPS - 1)), "flat", words));
    }
    return entries;
  }

  /** The wrong cells of the picture, or the strips under it that have some. */
  private wrong(): readonly TemplateResult[] {
    const { store, tensor } = this;
    const swatch = html`<i class="hatch"></i>`;
    const cells = store.wrongIn(tensor);
    if (cells > 0 && isAllWrong(store, tensor)) return [this.allWrong(cells)];
    if (cells > 0) return [this.chip("wrong", [swatch], "wrong", cells)];
    const strips = store.stripsOf(tensor).filter((strip) => store.wrongIn(strip) > 0);
    if (strips.length === 0) return [];
    const names = strips.map(labelOf).join(", ");
    return [
      html`<span class="note" title=${`wrong in ${names}`}
        >${swatch}<span>wrong<span class="words"> in ${names}</span></span></span
      >`,
    ];
  }

  /** There is no next one to go to: the worst is marked, and linked in the head. */
  private allWrong(cells: number): TemplateResult {
    const title = `All ${count(cells)} cells of ${labelOf(this.tensor)} are wrong`;
    return html`<span class="note" title=${title}>all cells wrong</span>`;
  }

  private swatch(entry: number): TemplateResult {
    const table = this.table.value;
    const colour = table ? cssOf(itemAt(table, entry)) : "transparent";
    return html`<i .style=${`background: ${colour}`}></i>`;
  }

  private note(entry: number, text: string, more: string): TemplateResult {
    return html`<span class="note" title=${text + more}
      >${this.swatch(entry)}<span>${text}<span class="words">${more}</span></span></span
    >`;
  }

  private chip(what: What, swatches: readonly TemplateResult[], text: string, all: number): TemplateResult {
    const here = this.tallies[what]?.here ?? all;
    const counts = (write: (value: number) => string, between: string, end = ""): string =>
      here === all ? write(all) : write(here) + between + write(all) + end;
    const title = `${text} ${counts(count, " here, ", " in all")} in ${labelOf(this.tensor)}: go to the next`;
    return html`<button aria-label=${title} title=${title} @click=${() => void this.goToNext(what)}>
      ${swatches}<span class="words">${text} ${counts(count, " of ")}</span
      ><span class="brief">${what === "wrong" ? "wrong " : ""}${counts(briefCount, "/")}</span
      ><span class="go" aria-hidden="true">→</span>
    </button>`;
  }

  private query(what: What, after: Cell | null, plane = this.store.plane.value): FindQuery {
    const scale = sceneOf(this.store).scale(this.tensor).value;
    const { tensor } = this;
    // A logarithmic map shows magnitudes, and everything small in its lowest colour.
    const low = scale?.kind === "log" ? -scale.high : (scale?.low ?? 0);
    return { tensor, what, low, high: scale?.high ?? 0, plane, after };
  }

  private async count(asked: number, unknown: readonly What[]): Promise<void> {
    const tallies: Partial<Record<What, Tally>> = {};
    for (const what of unknown) {
      const here = await this.find(this.query(what, null));
      // The matrix plane has every cell of the tensor.
      const all = await this.find(this.query(what, null, { kind: "matrix" }));
      if (asked !== this.asked) return;
      if (all) tallies[what] = { here: here?.count ?? 0, all: all.count };
    }
    this.tallies = tallies;
    this.ariaBusy = null;
  }

  private async goToNext(what: What): Promise<void> {
    if (this.isGoing) return;
    this.isGoing = true;
    const plane = this.store.plane.value;
    const found = await this.next(what);
    this.isGoing = false;
    if (!found || this.store.plane.value !== plane) return;
    this.store.plane.value = found.plane;
    this.last.set(what, found.cell);
    this.store.active.value = this.tensor;
    goTo(sceneOf(this.store), found.cell);
  }

  /** The next cell of a kind: in this image, then in the others, then from the first of this one again. */
  private async next(what: What): Promise<{ readonly plane: Plane; readonly cell: Cell } | null> {
    const plane = this.store.plane.value;
    const shape = this.store.analysis.value?.shape ?? [];
    const after = this.last.get(what) ?? null;
    const here = await this.find(this.query(what, after));
    const isNext = here && (!after || here.row > after.row || (here.row === after.row && here.column > after.column));
    const tally = this.tallies[what];
    if (!isNext && tally?.here !== tally?.all) {
      for (const other of otherImages(plane, shape)) {
        const there = await this.find(this.query(what, null, other));
        if (there) return { plane: other, cell: there };
      }
    }
    return here && { plane, cell: here };
  }

  private async find(query: FindQuery): Promise<FindReport | null> {
    try {
      return await this.store.client.request("find", query);
    } catch (error) {
      if (error instanceof RequestError) return null;
      throw error;
    }
  }
}
customElements.define("gl-legend", LegendElement);

function infinitesOf(summary: TensorSummary): number {
  return summary.positiveInfinite + summary.negativeInfinite;
}

function isClipping(scale: Scale, summary: TensorSummary): boolean {
  const slack = 1e-6 * (scale.high - scale.low);
  if (scale.kind === "log") return Math.max(Math.abs(summary.min), Math.abs(summary.max)) > scale.high + slack;
  return summary.min < scale.low - slack || summary.max > scale.high + slack;
}

function infiniteSlots(summary: TensorSummary): (keyof typeof SLOT)[] {
  return [
    ...(summary.positiveInfinite ? (["positiveInfinite"] as const) : []),
    ...(summary.negativeInfinite ? (["negativeInfinite"] as const) : []),
  ];
}
function infiniteText(summary: TensorSummary): string {
  if (!summary.negativeInfinite) return "+∞";
  return summary.positiveInfinite ? "±∞" : "−∞";
}
