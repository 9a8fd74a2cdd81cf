import { computed, signal, type Signal } from "@preact/signals-core";
import type { ExplainPicture } from "../../src/protocol/explain";
import type { TensorSummary } from "../../src/protocol/picture";
import type { Kind } from "../../src/views/view";
import { sceneOf } from "../heatmap";
import type { Page } from "../page/page-context";
import { createStore, type Store } from "../store";
import { Client, RequestError } from "../transport";
import { portTo } from "./picture-port";

/** By this name the heatmap's engine knows the one picture of such a store. */
export const SHOWN = "dx";

/** What is shown: a picture with what is known of it. */
export interface Shown {
  readonly picture: ExplainPicture;
  readonly summary: TensorSummary;
  readonly generation: number; // of the picture, rising with every other one
}

/** A picture of the explanation as the heatmap's engine has it: a store with one tensor, whose tiles explain. */
export interface PictureStore {
  readonly store: Store;
  readonly fault: Signal<string | null>;
  /** Shows another picture as soon as its summary has come. The same one of the same analysis is not asked for again. */
  show(picture: ExplainPicture, generation: number): void;
}

export function createPictureStore(page: Page): PictureStore {
  const shown = signal<Shown | null>(null);
  const fault = signal<string | null>(null);
  const own = createStore(
    new Client(
      portTo(page, shown, () => again()),
      () => 0,
      () => undefined,
    ),
  );
  const analysis = computed(() => {
    const of = page.store.analysis.value;
    const now = shown.value;
    if (!of || !now) return null;
    const { rows, columns } = now.summary;
    const { generation } = now;
    return {
      ...of,
      generation,
      shape: [rows, columns],
      columnAxes: [1],
      setBlock: { rows, columns: 1 },
      rows,
      columns,
      parts: [],
      summaries: { dx: now.summary },
    };
  });
  const store: Store = {
    ...own,
    analysis,
    planeSize: computed(() => ({ rows: analysis.value?.rows ?? 0, columns: analysis.value?.columns ?? 0 })),
    kindOf: () => kindOf(shown.value?.picture),
    isOfCheck: () => false,
    maskOf: () => undefined,
    wrongIn: () => 0,
    worstIn: () => null,
    stripsOf: () => [],
    theme: page.store.theme,
    palette: page.store.palette,
  };
  // What is not whole yet goes on by being asked for again, as long as somebody looks.
  const again = (): void => {
    store.revision.value = { [SHOWN]: (store.revision.peek()[SHOWN] ?? 0) + 1 };
  };
  const forget = (): void => sceneOf(store).tiles.clear();
  return { store, fault, show: shower(page, { shown, fault, forget }) };
}

interface Showing {
  readonly shown: Signal<Shown | null>;
  readonly fault: Signal<string | null>;
  readonly forget: () => void;
}

function shower(page: Page, { shown, fault, forget }: Showing): PictureStore["show"] {
  let key = "";
  let turn = 0;
  return (picture, generation) => {
    const next = JSON.stringify([generation, picture]);
    if (next === key) return;
    key = next;
    const mine = ++turn;
    page.store.client.request("explainPicture", picture).then(
      (summary) => {
        if (mine !== turn) return;
        fault.value = null;
        // Numbers of another column stay until the newer ones come; those of another kind are never shown as this one's.
        if (sortOf(shown.peek()?.picture) !== sortOf(picture)) forget();
        shown.value = { picture, summary, generation: mine };
      },
      (error: unknown) => {
        if (!(error instanceof RequestError)) throw error;
        if (mine !== turn) return;
        key = ""; // asked again by the next state, if there is one
        if (error.fault.code !== "superseded" && error.fault.code !== "closed") fault.value = error.fault.text;
      },
    );
  };
}

/** What a picture shows, whatever the column. */
function sortOf(picture: ExplainPicture | undefined): string {
  return JSON.stringify({ ...picture, column: null });
}

function kindOf(picture: ExplainPicture | undefined): Kind {
  if (picture?.kind === "jacobian" && picture.piece === "error") return "error";
  return picture?.kind === "placement" && picture.of === "out" ? "value" : "gradient";
}
