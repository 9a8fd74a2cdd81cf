import { effect, signal, type ReadonlySignal, type Signal } from "@preact/signals-core";
import type { CellQuery, CellReport } from "../../src/protocol/queries";
import type { Store } from "../store";
import { RequestError } from "../transport";
import { indexInShape, matrixCell } from "./geometry";

/** The cell under the cursor, in the matrix plane, and what is known of it. */
export interface CellLookup {
  readonly generation: number;
  readonly query: CellQuery;
  readonly index: readonly number[];
  /** Null until the exact numbers of this very cell have come. */
  readonly report: CellReport | null;
}

/**
 * Follows the cursor: the cell at once, its exact report as soon as it comes. One request is in flight at a time and
 * the newest cell is asked for next, so that a fast pointer never queues up work.
 */
export function followCell(store: Store): ReadonlySignal<CellLookup | null> {
  const lookup = signal<CellLookup | null>(null);
  const ask = reportAsker(store, lookup);

  effect(() => {
    const analysis = store.analysis.value;
    const cursor = store.inspected.value;
    const plane = store.plane.value;
    if (!analysis || !cursor) {
      lookup.value = null;
      return;
    }
    const index = indexInShape(analysis, plane, cursor);
    const query = matrixCell(analysis, index);
    const { generation } = analysis;
    const last = lookup.peek();
    // A state that changes nothing in the numbers keeps the report.
    if (last?.generation === generation && last.query.row === query.row && last.query.column === query.column) return;
    lookup.value = { generation, query, index, report: null };
    void ask();
  });
  // What the pictures write of the cell stands beside the inspector's numbers, and is never another number.
  effect(() => {
    const { generation, report, query } = lookup.value ?? {};
    const [analysis, cell] = [store.analysis.value, store.inspected.value];
    const isOf = analysis && cell && report && query && generation === analysis.generation;
    const at = isOf ? matrixCell(analysis, indexInShape(analysis, store.plane.value, cell)) : null;
    const isSame = at !== null && at.row === query?.row && at.column === query.column;
    store.exact.value = isSame && cell && report ? { ...cell, values: report.values, wrong: report.wrong } : null;
  });
  // The numeric side of a cell is known only when the check has come to a word: ask again then.
  let checked: unknown = null;
  effect(() => {
    const check = store.check.value;
    if (!check || check.status === "running" || check === checked) return;
    checked = check;
    const now = lookup.peek();
    if (now) {
      lookup.value = { ...now, report: null };
      void ask();
    }
  });
  return lookup;
}

/** Asks for the report of the cell that is looked up until it is there; called again meanwhile, it asks once more. */
function reportAsker(store: Store, lookup: Signal<CellLookup | null>): () => Promise<void> {
  let busy = false;
  let again = false;
  return async () => {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    do {
      again = false;
      const wanted = lookup.peek();
      if (!wanted || wanted.report) break;
      const { row, column } = wanted.query;
      try {
        const report = await store.client.request("cell", { row, column });
        const now = lookup.peek();
        if (now?.generation === wanted.generation && now.query.row === row && now.query.column === column)
          lookup.value = { ...now, report };
        else again = true;
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        // A newer analysis has taken over, or there is none: its own state asks again.
      }
    } while (again);
    busy = false;
  };
}
