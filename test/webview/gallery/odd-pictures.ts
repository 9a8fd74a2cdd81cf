import { only, small, type Picture } from "./picture";

/** Pictures of few cells and many, and of odd and extreme numbers. */
export const ODD_PICTURES: readonly Picture[] = [
  {
    name: "tiny",
    reason: "6 x 4: large cells that print their values at once.",
    scenario: "tiny",
  },
  {
    name: "one-row",
    reason: "A single sample: one row fills the view.",
    scenario: "one row",
    ...small,
    act: only("x"),
  },
  { name: "one-column", reason: "A single feature.", scenario: "one column", ...small, act: only("x") },
  { name: "one-cell", reason: "1 x 1.", scenario: "one cell", ...small, act: only("x") },
  {
    name: "ten-thousand-columns",
    reason: "4 x 10,000: one pixel stands for many columns, and the page says so.",
    scenario: "10,000 columns",
    act: only("x"),
  },
  {
    name: "ten-thousand-columns-one-row",
    reason: "1 x 10,000 with one spike: it is one pixel wide, and it is there.",
    scenario: "1 x 10,000",
    ...small,
    act: only("x"),
  },
  {
    name: "all-nan",
    reason: "Nothing but NaN: its own colour and hatching, a legend, no made-up range.",
    scenario: "all NaN",
    ...small,
    act: only("x"),
  },
  {
    name: "all-zero",
    reason: "Nothing but 0: neutral, and called flat.",
    scenario: "all zero",
    ...small,
    act: only("dx"),
  },
  {
    name: "all-one",
    reason: "One value throughout: flat, with the value said.",
    scenario: "all one",
    ...small,
    act: only("x"),
  },
  {
    name: "odd-values-dark",
    reason: "NaN hatched, infinities with arrows or signs, in colours of their own, beside ordinary numbers.",
    scenario: "odd",
  },
  { name: "odd-values-light", reason: "The same on white.", scenario: "odd", theme: "light", ...small, act: only("x") },
  {
    name: "odd-values-small",
    reason: "Cells too small for print: arrows and hatching; smaller still, flat colours.",
    scenario: "odd, many",
    theme: "hc-dark",
    act: ({ store }) => {
      store.views.value = ["x", "dx"];
    },
  },
  {
    name: "huge",
    reason: "1e300: no overflow in range, ticks or colours.",
    scenario: "huge",
    ...small,
    act: only("dx"),
  },
  { name: "minute", reason: "1e-300: no underflow to one colour.", scenario: "minute", ...small, act: only("dx") },
];
