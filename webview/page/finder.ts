import { signal, type ReadonlySignal } from "@preact/signals-core";
import type { CellQuery, SearchQuery, SearchReport, Wanted } from "../../src/protocol/queries";
import type { PictureName, TensorName } from "../../src/protocol/picture";
import { PICTURES, STRIPS, viewOf } from "../../src/views";
import { blockAt, blocksOf, isOfBlocks } from "../heatmap/set-blocks";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import { RequestError } from "../transport";
import { readFind } from "./find-text";
import { itemAt } from "../../src/core/item-at";
import { blockOf, firstCellIn, setIndex } from "./block-index";
import { affineColumn, indexInShape, matrixCell } from "./geometry";
import { count } from "./numbers";
import type { Page } from "./page-context";
import { t } from "./strings";

/** Cells that are searched at once: between two pieces the worker answers others, and a search can end. */
const PIECE = 2 ** 18;

interface FinderState {
  readonly part: number | null; // how far a search is, 0 to 1; null when none is under way
  readonly said: string; // "3 of 128: dx[3, 17]", or why there is nothing
  readonly isFault: boolean;
}

/** How many cells each piece of a tensor holds, of what is searched for. */
interface Counted {
  readonly key: string;
  readonly pieceRows: number;
  readonly counts: readonly number[];
}

/** Goes to cells, values and tensors by what the user types. The worker looks; this knows how far, and which comes next. */
export class Finder {
  private readonly held = signal<FinderState>({ part: null, said: "", isFault: false });
  private counted: Counted | null = null;
  private turn = 0;

  constructor(private readonly page: Page) {}

  get state(): ReadonlySignal<FinderState> {
    return this.held;
  }

  /** Ends a search that is under way. */
  cancel(): void {
    if (this.held.peek().part === null) return;
    this.turn++;
    this.say(t("The search was cancelled."));
  }

  /** Goes to what the text means, or to the next (1) or the one before (-1) of its cells. */
  async find(text: string, step: 1 | -1): Promise<void> {
    const turn = ++this.turn;
    const analysis = this.page.store.analysis.peek();
    if (!analysis || text.trim() === "") {
      this.say("");
      return;
    }
    const wish = readFind(text, this.page.store.active.peek(), analysis);
    switch (wish.kind) {
      case "nothing":
        this.say(wish.fault, true);
        return;
      case "tensor":
        this.show(wish.tensor);
        this.say(viewOf(wish.tensor).title);
        return;
      case "cell":
        this.show(wish.tensor);
        this.page.goTo(this.cellOf(wish.tensor, wish.index));
        this.say(nameOf(wish.tensor, wish.index));
        return;
      case "value":
        try {
          await this.findValue(turn, wish, step);
        } catch (error) {
          if (!(error instanceof RequestError)) throw error;
          if (turn === this.turn) this.say(error.fault.text, true);
        }
    }
  }

  private async findValue(
    turn: number,
    { tensor, wanted, words }: { tensor: TensorName; wanted: Wanted; words: string },
    step: 1 | -1,
  ): Promise<void> {
    const { store } = this.page;
    const key = JSON.stringify([store.analysis.peek()?.generation, store.check.peek()?.status, tensor, wanted]);
    const isNew = this.counted?.key !== key;
    const counted = await this.count(turn, key, tensor, wanted);
    if (!counted || turn !== this.turn) return;
    const total = counted.counts.reduce((sum, one) => sum + one, 0);
    if (total === 0) {
      this.say(t("No cell of {0} is “{1}”.", viewOf(tensor).symbol, words), true);
      return;
    }
    const here = this.cursorIn(tensor);
    const at = here ? Math.floor(here.row / counted.pieceRows) : 0;
    const report = here && (await this.ask(counted, at, { tensor, wanted, from: here, nth: -1 }));
    const before = counted.counts.slice(0, at).reduce((sum, one) => sum + one, 0) + (report?.before ?? 0);
    const isOn = report?.isFrom === true;
    // A new search takes the cell that it stands on; the next one goes on from there.
    const next = step < 0 ? before - 1 : before + (isOn && !isNew ? 1 : 0);
    const place = (next + total) % total;
    const cell = await this.nth(counted, place, tensor, wanted);
    if (!cell || turn !== this.turn) return;
    this.show(tensor);
    this.page.goTo(this.cellAt(tensor, cell));
    this.say(t("{0} of {1}: {2}", count(place + 1), count(total), nameOf(tensor, this.indexOf(tensor, cell))));
  }

  /** Counts the cells piece by piece; undefined when another search has begun meanwhile. */
  private async count(turn: number, key: string, tensor: TensorName, wanted: Wanted): Promise<Counted | undefined> {
    if (this.counted?.key === key) return this.counted;
    const analysis = this.page.store.analysis.peek();
    if (!analysis) return undefined;
    const { rows, columns } = this.sizeOf(tensor, analysis);
    const pieceRows = Math.max(1, Math.floor(PIECE / Math.max(1, columns)));
    const counts: number[] = [];
    for (let row = 0; row < rows; row += pieceRows) {
      if (rows > pieceRows) this.held.value = { part: row / rows, said: "", isFault: false };
      const report = await this.ask({ pieceRows }, counts.length, { tensor, wanted, from: null, nth: -1 });
      if (turn !== this.turn) return undefined;
      counts.push(report.count);
    }
    this.counted = { key, pieceRows, counts };
    return this.counted;
  }

  private async nth(counted: Counted, place: number, tensor: TensorName, wanted: Wanted): Promise<CellQuery | null> {
    let left = place;
    const piece = counted.counts.findIndex((one) => {
      if (left < one) return true;
      left -= one;
      return false;
    });
    return (await this.ask(counted, piece, { tensor, wanted, from: null, nth: left })).cell;
  }

  private ask(
    { pieceRows }: Pick<Counted, "pieceRows">,
    piece: number,
    query: Omit<SearchQuery, "row0" | "row1">,
  ): Promise<SearchReport> {
    const [row0, row1] = [piece * pieceRows, (piece + 1) * pieceRows];
    return this.page.store.client.request("search", { ...query, row0, row1 });
  }

  /** The picture of a tensor, or the one that has it as a strip, becomes one of those that are shown. */
  private show(tensor: TensorName): void {
    const { store } = this.page;
    const summaries = store.analysis.peek()?.summaries ?? {};
    const picture = isStrip(tensor) ? pictureOf(tensor, (name) => store.stripsOf(name), summaries) : tensor;
    if (picture === undefined) return;
    const shown = store.views.peek();
    if (!shown.includes(picture))
      store.views.value = PICTURES.filter((name) => name === picture || shown.includes(name));
    store.active.value = picture;
  }

  /** Where the cursor stands in a tensor. */
  private cursorIn(tensor: TensorName): CellQuery | null {
    const { store } = this.page;
    const [analysis, cursor] = [store.analysis.peek(), store.cursor.peek()];
    if (!analysis || !cursor) return null;
    if (isOfBlocks(tensor, analysis)) return blockAt(store, cursor) ?? null;
    const { row, column } = matrixCell(analysis, indexInShape(analysis, store.plane.peek(), cursor));
    return { row: isStrip(tensor) ? 0 : row, column };
  }

  private sizeOf(tensor: TensorName, { rows, columns }: AnalysisState): { rows: number; columns: number } {
    if (isOfBlocks(tensor, this.page.store.analysis.peek())) return blocksOf(this.page.store);
    return { rows: isStrip(tensor) ? 1 : rows, columns };
  }

  /** The cell of the pictures that a cell of the tensor belongs to. */
  private cellAt(tensor: TensorName, cell: CellQuery): CellQuery {
    const analysis = this.page.store.analysis.peek();
    if (analysis && isOfBlocks(tensor, analysis)) return firstCellIn(analysis, cell);
    return isStrip(tensor) ? { row: this.page.cell.peek()?.query.row ?? 0, column: cell.column } : cell;
  }

  private cellOf(tensor: TensorName, index: readonly number[]): CellQuery {
    const analysis = this.page.store.analysis.peek();
    if (!analysis) return { row: 0, column: 0 };
    if (isOfBlocks(tensor, analysis)) return firstCellIn(analysis, blockOf(analysis, index));
    if (!isStrip(tensor)) return matrixCell(analysis, index);
    return { row: this.page.cell.peek()?.query.row ?? 0, column: affineColumn(analysis, index) };
  }

  private indexOf(tensor: TensorName, cell: CellQuery): readonly number[] {
    const analysis = this.page.store.analysis.peek();
    if (!analysis) return [cell.column];
    if (isOfBlocks(tensor, analysis)) return setIndex(analysis, cell);
    const index = indexInShape(analysis, { kind: "matrix" }, cell);
    return isStrip(tensor) ? analysis.columnAxes.map((axis) => itemAt(index, axis)) : index;
  }

  private say(said: string, isFault = false): void {
    this.held.value = { part: null, said, isFault };
  }
}

function isStrip(tensor: TensorName): tensor is Exclude<TensorName, PictureName> {
  return (STRIPS as readonly TensorName[]).includes(tensor);
}

function pictureOf(
  strip: TensorName,
  stripsOf: (picture: PictureName) => readonly TensorName[],
  summaries: AnalysisSummaries,
): PictureName | undefined {
  return PICTURES.find((name) => summaries[name] && stripsOf(name).includes(strip));
}
type AnalysisSummaries = Readonly<Partial<Record<TensorName, unknown>>>;

function nameOf(tensor: TensorName, index: readonly number[]): string {
  return `${viewOf(tensor).symbol}[${index.join(", ")}]`;
}
