import type { HarnessPage } from "../harness/page";
import { ODD_PICTURES } from "./odd-pictures";
import { WRONG_PICTURES } from "./wrong-pictures";
import { only, small, type Picture } from "./picture";

const fourViews = ({ store }: HarnessPage): void => {
  store.views.value = ["x", "out", "dx", "error"];
};

export const PICTURES: readonly Picture[] = [
  {
    name: "first-sight",
    reason: "Beside an editor: x and dout small, dx large, the numbers of few columns in their strips.",
    scenario: "few columns",
    width: 790,
    height: 780,
  },
  {
    name: "first-sight-light",
    reason: "The same on white, half as wide.",
    scenario: "few columns",
    theme: "light",
    width: 540,
    height: 900,
  },
  {
    name: "four-views-dark",
    reason: "Linked views aligned, strips under their columns, one look for all.",
    scenario: "ordinary",
    theme: "dark",
    act: fourViews,
  },
  {
    name: "four-views-light",
    reason: "The same on white: neutral is white, ends are dark.",
    scenario: "ordinary",
    theme: "light",
    act: fourViews,
  },
  {
    name: "four-views-high-contrast",
    reason: "High contrast: borders and text from the theme, pictures still readable.",
    scenario: "ordinary",
    theme: "hc-dark",
    act: fourViews,
  },
  {
    name: "four-views-high-contrast-light",
    reason: "High contrast on white.",
    scenario: "ordinary",
    theme: "hc-light",
    act: fourViews,
  },
  {
    name: "eight-views",
    reason: "Everything at once: small views drop their marginals, not their numbers.",
    scenario: "ordinary",
    act: ({ store }) => {
      store.views.value = ["x", "xhat", "out", "dout", "dx", "error", "candidate", "difference"];
    },
  },
  {
    name: "one-at-a-time",
    reason: "One view over the whole page.",
    scenario: "ordinary",
    act: ({ store }) => {
      store.single.value = true;
    },
  },
  {
    name: "narrow",
    reason: "A panel beside an editor, 420 px wide: views below each other, nothing cut.",
    scenario: "ordinary",
    width: 420,
    height: 900,
  },
  {
    name: "cursor-linked",
    reason:
      "One cell chosen: the same cell marked in every view, its numbers in every head, its column in every strip.",
    scenario: "ordinary",
    act: ({ store }) => {
      store.cursor.value = { row: 35, column: 33 };
    },
  },
  {
    name: "selection",
    reason: "A rectangle selected, with the cursor at its corner.",
    scenario: "ordinary",
    theme: "light",
    act: ({ store }) => {
      store.cursor.value = { row: 60, column: 40 };
      store.selection.value = { row0: 20, row1: 61, column0: 12, column1: 41 };
    },
  },
  {
    name: "printed-values",
    reason: "Zoomed in: three significant digits in each cell, readable on every colour, grid on the cells' edges.",
    scenario: "ordinary",
    act: ({ store }) => {
      store.camera.value = { row: 40, column: 20, rows: 12, columns: 7 };
      store.cursor.value = { row: 44, column: 23 };
    },
  },
  {
    name: "printed-values-light",
    reason: "The same on white, at a ratio of 2: text and edges sharp.",
    scenario: "ordinary",
    theme: "light",
    ratio: 2,
    ...small,
    act: (page) => {
      only("dx")(page);
      page.store.camera.value = { row: 40, column: 20, rows: 12, columns: 7 };
    },
  },
  ...ODD_PICTURES,
  ...WRONG_PICTURES,
  {
    name: "clipped",
    reason: "Limits typed below the range: clipped cells marked at their corners and counted.",
    scenario: "tiny",
    ...small,
    act: (page) => {
      only("dx")(page);
      page.store.colour.value = { dx: { kind: "linear", low: -0.5, high: 0.5 } };
    },
  },
  {
    name: "clipped-sequential",
    reason: "Both limits typed within the range of a map from low to high: neither end's cells look like the map.",
    scenario: "positive",
    ...small,
    act: (page) => {
      only("x")(page);
      page.store.colour.value = { x: { kind: "linear", low: 999_999.7, high: 1_000_000.3 } };
    },
  },
  {
    name: "robust-limits",
    reason: "Middle 90 % of the cells: the rest has the colour of clipped ones, and is counted.",
    scenario: "ordinary",
    theme: "light",
    act: ({ store }) => {
      store.robust.value = 0.9;
    },
  },
  {
    name: "symlog",
    reason: "Nine decades with both signs: symlog tells them apart where linear shows the largest only.",
    scenario: "wide span",
    act: ({ store }) => {
      store.views.value = ["x", "dx"];
      store.colour.value = { dx: { kind: "symlog", low: null, high: null } };
    },
  },
  {
    name: "error-symlog",
    reason: "Errors on a bar that is not logarithmic: the tolerance is marked all the same, whole at the bar's end.",
    scenario: "ordinary",
    ...small,
    act: (page) => {
      only("error")(page);
      page.store.colour.value = { error: { kind: "symlog", low: null, high: null } };
    },
  },
  {
    name: "legend-narrow",
    reason: "300 px: every entry of the legend is there as a colour and a count, and nothing is cut.",
    scenario: "odd",
    width: 300,
    height: 620,
    act: ({ store }) => {
      store.views.value = ["x", "dx"];
      store.cursor.value = { row: 0, column: 0 };
      store.colour.value = { x: { kind: "linear", low: -1, high: 1 }, dx: { kind: "linear", low: -1, high: 1 } };
    },
  },
  {
    name: "selection-of-all",
    reason: "Everything selected, the cursor in the last cell: frames at the picture's edges are whole.",
    scenario: "ordinary",
    ...small,
    act: (page) => {
      only("dx")(page);
      page.store.selection.value = { row0: 0, row1: 96, column0: 0, column1: 64 };
      page.store.cursor.value = { row: 95, column: 63 };
    },
  },
  {
    name: "shared-range",
    reason: "One range for dx and the candidate, and for their strips: a dbeta 16 times too small looks it.",
    scenario: "ordinary",
    act: ({ store }) => {
      store.views.value = ["x", "dout", "dx", "candidate"];
      store.sharedRange.value = true;
    },
  },
  {
    name: "square-cells",
    reason: "Square cells: the matrix keeps its shape, the page shows through beside it.",
    scenario: "ordinary",
    act: ({ store }) => {
      store.square.value = true;
    },
  },
  {
    name: "needles",
    reason: "4096 x 4096 with 40 single cells: each of them is to be seen at the fit, on one pixel in 24.",
    scenario: "needles",
  },
  {
    name: "needles-fractional-ratio",
    reason: "The same at a ratio of 1.25: no blur, no colour that is not in the map.",
    scenario: "needles",
    theme: "light",
    ratio: 1.25,
    ...small,
  },
  {
    name: "needles-beside-an-offset",
    reason: "The same far from 0: spikes towards 0 are to be seen as well, though all around is larger in magnitude.",
    scenario: "needles beside an offset",
    ...small,
  },
  {
    name: "last-digits",
    reason: "1,000,000 and a wave of 1: what single precision alone would show in steps is smooth.",
    scenario: "positive",
    ...small,
    act: only("x"),
  },
  {
    name: "images",
    reason: "One image of (N, C, H, W): square cells, the strips still one value for each channel, this one marked.",
    scenario: "images",
    act: ({ store }) => {
      store.plane.value = { kind: "axes", rows: 2, columns: 3, at: [1, 2, 0, 0] };
      store.square.value = true;
      store.views.value = ["x", "dx"];
    },
  },
  {
    name: "image-grid",
    reason:
      "All images of (N, C, H, W): sample below sample, channel by channel, each channel's strip under its images.",
    scenario: "images",
    act: ({ store }) => {
      store.plane.value = { kind: "images" };
      store.views.value = ["x", "dx"];
    },
  },
  {
    name: "partly-checked",
    reason: "A check under way: cells not checked yet are grey, and the legend says so.",
    scenario: "partly checked",
    ...small,
    act: only("error"),
  },
];
