import { VIEWS } from "../../src/views";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import type { TensorName } from "../../src/protocol/picture";
import type { ValuesReport } from "../../src/protocol/queries";
import type { Cell } from "../store";
import { Asked } from "../page/asked-answer";
import { SYMBOLS } from "../page/math";
import { fittedAlike, type Written } from "../heatmap/number-format";
import { exact, short } from "../page/numbers";
import { t } from "../page/strings";
import { base } from "../page/styles";
import { chooseInTable, kindOf, placeInTable, tableSize } from "../page/table-places";
import { PartElement } from "../page/watching-element";
import { own } from "../../src/core/own";
import { tableStyles } from "./tensor-table-styles";

const ROW = 22; // px
const COLUMN = 84;
const HEAD = 56; // px, the column of row numbers
const ROOM = 10; // characters of a cell
const DIGITS = 6; // at most, where not all numbers in view fit whole
const TALLEST = 4_000_000; // px: browsers cut elements off at some 16 million

interface Window {
  readonly row0: number;
  readonly row1: number;
  readonly column0: number;
  readonly column1: number;
}

/** Numbers that have come, and of what. */
interface Known {
  readonly window: Window;
  readonly tensor: TensorName;
  readonly report: ValuesReport;
}

/** The numbers of one tensor as a grid: only the cells in sight are there, and the cursor is the pictures' cursor. */
@customElement("gl-table")
export class TablePart extends PartElement {
  static override styles = [base, tableStyles];

  @query(".port") private readonly port!: HTMLElement | null;
  @state() private first: Cell = { row: 0, column: 0 };
  @state() private fits = { rows: 1, columns: 1 };
  private readonly values = new Asked<Known>();
  private readonly resize = new ResizeObserver(() => this.measure());
  private seen: Cell | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resize.disconnect();
    this.page.view.tableFocused.value = false;
  }

  override render(): TemplateResult | typeof nothing {
    const { store, view } = this.page;
    const analysis = store.analysis.value;
    if (!analysis) return nothing;
    const tensor = view.tableTensor.value;
    const names = VIEWS.map(({ name }) => name).filter((name) => analysis.summaries[name] !== undefined);
    const { rows, columns } = tableSize(store, tensor);
    const grid = this.grid(tensor, rows, columns, analysis.generation);
    return html`<div class="bar">
        <label class="row"
          >${t("Table of")}
          <select
            @change=${(event: Event) => (view.tableTensor.value = (event.target as HTMLSelectElement).value as TensorName)}
          >
            ${names.map((name) => html`<option value=${name} .selected=${name === tensor}>${SYMBOLS[name]}</option>`)}
          </select></label
        >
        <span class="muted">${t("{0} rows, {1} columns", rows, columns)}</span>
        ${
          grid.rounding === ""
            ? nothing
            : html`<span class="muted" data-field="rounding"
                >${t("≈ {0}; each number in full in its tooltip", grid.rounding)}</span
              >`
        }
      </div>
      ${grid.shown}`;
  }

  /** The numbers in sight, and how they are rounded. */
  private grid(
    tensor: TensorName,
    rows: number,
    columns: number,
    generation: number,
  ): { readonly shown: TemplateResult; readonly rounding: string } {
    const { store } = this.page;
    const row0 = Math.max(0, Math.min(this.first.row, rows - this.fits.rows));
    const column0 = Math.max(0, Math.min(this.first.column, columns - this.fits.columns));
    const window = {
      row0,
      row1: Math.min(rows, row0 + this.fits.rows),
      column0,
      column1: Math.min(columns, column0 + this.fits.columns),
    };
    const plane = kindOf(store, tensor) === "picture" ? store.plane.value : ({ kind: "matrix" } as const);
    const checked = store.check.value?.status;
    this.values.ask(JSON.stringify([generation, tensor, plane, window, checked]), async () => ({
      window,
      tensor,
      report: await store.client.request("values", { tensor, plane, ...window }),
    }));
    const { value, fault } = this.values.answer.value;
    const known = value?.tensor === tensor ? value : null;
    const written = fittedAlike(known ? [...known.report.values] : [], ROOM, Math.abs, DIGITS);
    const cursor = placeInTable(store, tensor);
    const tall = Math.min(TALLEST, (rows + 1) * ROW + 2);
    const wide = Math.min(TALLEST, columns * COLUMN + HEAD);
    const at = cursor && inside(cursor, window) ? `c${cursor.row}-${cursor.column}` : nothing;
    const shown = html`${fault ? html`<p class="bad" role="alert">${fault}</p>` : nothing}
      <div
        class="port"
        role="grid"
        tabindex="0"
        aria-label=${t("Table of {0}", SYMBOLS[tensor])}
        aria-rowcount=${rows + 1}
        aria-colcount=${columns + 1}
        aria-activedescendant=${at}
        @scroll=${this.scrolled}
        @focus=${() => (this.page.view.tableFocused.value = true)}
        @blur=${() => (this.page.view.tableFocused.value = false)}
        @keydown=${(event: KeyboardEvent) => this.keyed(event, rows, columns)}
      >
        <div
          class="extent"
          role="presentation"
          data-tall=${tall}
          data-wide=${wide}
          data-cell=${this.cellWidth(columns)}
        >
          ${this.cells(window, known, cursor, written)}
        </div>
      </div>`;
    return { shown, rounding: written.rounding };
  }

  private cells(window: Window, known: Known | null, cursor: Cell | null, written: Written): TemplateResult {
    const across = Array.from({ length: window.column1 - window.column0 }, (_, i) => window.column0 + i);
    const down = Array.from({ length: window.row1 - window.row0 }, (_, i) => window.row0 + i);
    return html`<table role="presentation">
      <thead role="rowgroup">
        <tr role="row" aria-rowindex="1">
          <th role="columnheader" aria-colindex="1">${t("row")}</th>
          ${across.map((column) => html`<th role="columnheader" aria-colindex=${column + 2}>${column}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${down.map(
          (row) =>
            html`<tr role="row" aria-rowindex=${row + 2}>
              <th role="rowheader" aria-colindex="1">${row}</th>
              ${across.map((column) => {
                const number = known ? valueAt(known, row, column) : undefined;
                const chosen = cursor?.row === row && cursor.column === column;
                return html`<td
                  role="gridcell"
                  id=${`c${row}-${column}`}
                  aria-colindex=${column + 2}
                  aria-selected=${chosen ? "true" : "false"}
                  class=${number !== undefined && !Number.isFinite(number) ? "bad" : ""}
                  title=${number === undefined ? "" : exact(number)}
                  @click=${() => this.choose({ row, column })}
                >
                  ${number === undefined ? "…" : said(written.text(number) ?? short(number), exact(number))}
                </td>`;
              })}
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  protected override updated(): void {
    const { port } = this;
    if (!port) return;
    this.resize.observe(port);
    const extent = port.querySelector<HTMLElement>(".extent");
    if (extent) {
      extent.style.height = `${extent.dataset.tall ?? 0}px`;
      extent.style.width = `${extent.dataset.wide ?? 0}px`;
      extent.style.setProperty("--cell", `${extent.dataset.cell ?? COLUMN}px`);
    }
    // The cursor may have been moved from elsewhere: bring it into sight, once.
    const cursor = this.page.store.cursor.peek();
    const place = placeInTable(this.page.store, this.page.view.tableTensor.peek());
    if (place && cursor !== this.seen) this.bring(place);
    this.seen = cursor;
  }

  /** Columns fill the width where there are more of them: none is cut at its edge. */
  private cellWidth(columns: number): number {
    const room = (this.port?.clientWidth ?? 0) - HEAD;
    return columns > this.fits.columns ? Math.max(COLUMN, Math.floor(room / this.fits.columns)) : COLUMN;
  }

  private measure(): void {
    const { port } = this;
    if (!port) return;
    const rows = Math.max(1, Math.floor((port.clientHeight - ROW) / ROW));
    const columns = Math.max(1, Math.floor((port.clientWidth - HEAD) / COLUMN));
    if (rows !== this.fits.rows || columns !== this.fits.columns) this.fits = { rows, columns };
  }

  /** The scroll bar's share of its way is the window's share of the rows: exact for small tables, stretched for huge ones. */
  private readonly scrolled = (): void => {
    const { port } = this;
    if (!port) return;
    const { rows, columns } = this.extent();
    const share = (offset: number, way: number): number => (way > 0 ? Math.min(1, offset / way) : 0);
    this.first = {
      row: Math.round(
        share(port.scrollTop, port.scrollHeight - port.clientHeight) * Math.max(0, rows - this.fits.rows),
      ),
      column: Math.round(
        share(port.scrollLeft, port.scrollWidth - port.clientWidth) * Math.max(0, columns - this.fits.columns),
      ),
    };
  };

  private extent(): { rows: number; columns: number } {
    return tableSize(this.page.store, this.page.view.tableTensor.peek());
  }

  private bring(cell: Cell): void {
    const { port } = this;
    if (!port) return;
    const { rows, columns } = this.extent();
    const within = (first: number, fits: number, at: number): number =>
      at < first ? at : at >= first + fits ? at - fits + 1 : first;
    const row = within(this.first.row, this.fits.rows, cell.row);
    const column = within(this.first.column, this.fits.columns, cell.column);
    const reach = (first: number, all: number, fits: number, way: number): number =>
      all > fits ? (first / (all - fits)) * way : 0;
    if (row !== this.first.row)
      port.scrollTop = reach(row, rows, this.fits.rows, port.scrollHeight - port.clientHeight);
    if (column !== this.first.column) {
      port.scrollLeft = reach(column, columns, this.fits.columns, port.scrollWidth - port.clientWidth);
    }
  }

  private choose(cell: Cell): void {
    chooseInTable(this.page.store, this.page.view.tableTensor.peek(), cell);
  }

  private keyed(event: KeyboardEvent, rows: number, columns: number): void {
    const from = placeInTable(this.page.store, this.page.view.tableTensor.peek()) ?? this.first;
    const edge = event.ctrlKey || event.metaKey;
    const places: Readonly<Record<string, Cell>> = {
      ArrowDown: { row: from.row + 1, column: from.column },
      ArrowUp: { row: from.row - 1, column: from.column },
      ArrowRight: { row: from.row, column: from.column + 1 },
      ArrowLeft: { row: from.row, column: from.column - 1 },
      PageDown: { row: from.row + this.fits.rows, column: from.column },
      PageUp: { row: from.row - this.fits.rows, column: from.column },
      Home: { row: edge ? 0 : from.row, column: 0 },
      End: { row: edge ? rows - 1 : from.row, column: columns - 1 },
    };
    const to = own(places, event.key);
    if (!to) return;
    event.preventDefault();
    const within = (at: number, size: number): number => Math.max(0, Math.min(size - 1, at));
    this.choose({ row: within(to.row, rows), column: within(to.column, columns) });
  }
}

function valueAt({ window, report }: Known, row: number, column: number): number | undefined {
  if (!inside({ row, column }, window)) return undefined;
  return report.values[(row - window.row0) * report.columns + (column - window.column0)];
}

function inside(cell: Cell, window: Window): boolean {
  return (
    cell.row >= window.row0 && cell.row < window.row1 && cell.column >= window.column0 && cell.column < window.column1
  );
}

/** What is seen, and what is read out where that is the whole number and this is not. */
function said(seen: string, whole: string): TemplateResult | string {
  return seen === whole ? whole : html`<span aria-hidden="true">${seen}</span><span class="unseen">${whole}</span>`;
}
