import { signal, type ReadonlySignal, type Signal } from "@preact/signals-core";
import type { TensorName } from "../../src/protocol/picture";
import type { CellQuery } from "../../src/protocol/queries";
import type { Ask, Reply, RequestName } from "../../src/protocol/requests";
import type { Fault } from "../../src/core/fault";
import type { Store } from "../store";
import { RequestError } from "../transport";
import { followCell, type CellLookup } from "./cell-lookup";
import { goTo, sceneOf, type LinkedViewsElement } from "../heatmap";
import { indexInShape, planeThrough } from "./geometry";
import { nearValue } from "./tile-value";

/** Width of the details that shows all their tabs. */
export const SIDE_SIZE = 376;

export const SIDE_TABS = ["cell", "explain", "selection", "worst", "compare", "plots", "table", "parts"] as const;
export type SideTab = (typeof SIDE_TABS)[number];

/** Steps of Explain's guided tour. */
export const TOUR_LENGTH = 7;
export const isTourStep = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value < TOUR_LENGTH;

/** What the page around the pictures shows. */
interface PageView {
  readonly tab: Signal<SideTab>;
  /** null: the user has not said, and they open by themselves with the first chosen cell. */
  readonly sideOpen: Signal<boolean | null>;
  readonly sideSize: Signal<number>; // px: width beside the pictures, height below them
  readonly parametersOpen: Signal<boolean>; // boxes, not the line of words
  readonly moreParameters: Signal<boolean>; // all boxes, the rare ones too
  readonly tableTensor: Signal<TensorName>;
  /** Step of Explain's guided tour, from 0; null while there is none. */
  readonly tour: Signal<number | null>;
  readonly exportAsked: Signal<boolean>; // the menu of exports is to open
  readonly tableFocused: Signal<boolean>; // the keys move in the table, not in the pictures
}

/** One for a page: the store, the page's own view state, and the ways to ask the host. */
export interface Page {
  readonly store: Store;
  readonly view: PageView;
  /** The pictures on screen, for export and for the keyboard's focus; null while there are none. */
  readonly pictures: Signal<LinkedViewsElement | null>;
  readonly cell: ReadonlySignal<CellLookup | null>;
  /** A request of the user's that failed, shown until it is closed or the next one works. */
  readonly trouble: Signal<Fault | null>;
  /** The last thing done that has no other visible result: "Copied dx[3, 4]." Read out too. */
  readonly notice: Signal<string>;
  /** Sends what the user asked for; a fault is shown and gives undefined. */
  act<K extends RequestName>(name: K, ask: Ask<K>): Promise<Reply<K> | undefined>;
  /** Puts the cursor on a cell of the matrix plane, turning the plane's other axes to it. */
  goTo(cell: CellQuery): void;
  /** What the tiles on screen know of a tensor at the inspected cell: single precision; null when nothing yet. */
  near(tensor: TensorName): number | null;
}

export function createPage(store: Store): Page {
  const trouble = signal<Fault | null>(null);
  const cell = followCell(store);
  return {
    store,
    view: {
      tab: signal<SideTab>("cell"),
      sideOpen: signal<boolean | null>(null),
      sideSize: signal(SIDE_SIZE),
      parametersOpen: signal(false),
      moreParameters: signal(false),
      tableTensor: signal<TensorName>("dx"),
      tour: signal<number | null>(null),
      exportAsked: signal(false),
      tableFocused: signal(false),
    },
    pictures: signal<LinkedViewsElement | null>(null),
    cell,
    trouble,
    notice: signal(""),
    async act(name, ask) {
      try {
        const reply = await store.client.request(name, ask);
        trouble.value = null;
        return reply;
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        if (error.fault.code !== "superseded" && error.fault.code !== "closed") trouble.value = error.fault;
        return undefined;
      }
    },
    goTo(target) {
      const analysis = store.analysis.peek();
      if (!analysis) return;
      const index = indexInShape(analysis, { kind: "matrix" }, target);
      const there = planeThrough(store.plane.peek(), analysis, index);
      store.plane.value = there.plane;
      store.hover.value = null;
      goTo(sceneOf(store), there.cell);
    },
    near(tensor) {
      const shown = store.inspected.peek();
      const known = cell.peek();
      return shown && known ? nearValue(store, tensor, shown, known.query.column) : null;
    },
  };
}
