import type { HarnessPage } from "../harness/page";
import type { Picture } from "./picture";

const compare = ({ store }: HarnessPage): void => {
  store.views.value = ["dx", "candidate", "difference", "relative"];
  store.sharedRange.value = true;
};

/** Cells that a verdict calls wrong. */
export const WRONG_PICTURES: readonly Picture[] = [
  ...(["dark", "light", "hc-dark", "hc-light"] as const).map((theme) => ({
    name: `wrong-cells-${theme}`,
    reason: "Wrong cells hatched and outlined over colours and NaN, in strips and legend, in every theme; dx is right.",
    scenario: "wrong and NaN",
    theme,
    act: compare,
  })),
  {
    name: "wrong-cell-of-10,000-columns",
    reason: "One wrong cell of 40,000, smaller than a pixel: it is seen.",
    scenario: "one wrong cell",
    theme: "light",
    height: 420,
    act: (page) => {
      page.store.views.value = ["candidate", "difference"];
    },
  },
  {
    name: "wrong-cells-printed",
    reason: "Numbers in cells stay readable: each wrong cell has an outline of its own.",
    scenario: "wrong and NaN",
    theme: "light",
    act: (page) => {
      compare(page);
      page.store.camera.value = { row: 1, column: 1, rows: 9, columns: 6 };
      page.store.cursor.value = { row: 4, column: 3 };
    },
  },
];
