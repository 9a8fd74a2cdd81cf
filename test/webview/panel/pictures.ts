import type { Page } from "playwright-core";
import type { OpenOptions } from "../harness/browser";
import { checked, spoil } from "./open";

/** A picture of the whole panel: a named problem, a window, and what a user does before it is taken. */
export interface PanelPicture extends OpenOptions {
  readonly name: string;
  /** Why it is here: what would be seen if it went wrong. */
  readonly reason: string;
  readonly problem: string;
  readonly act?: (page: Page) => Promise<void>;
}

const tab = async (page: Page, name: string): Promise<void> => {
  await page.getByRole("tab", { name }).click();
};

export const PANEL_PICTURES: readonly PanelPicture[] = [
  {
    name: "panel-dark",
    reason: "The whole panel with a chosen cell: head, verdict, parameters and details leave the pictures their room.",
    problem: "ordinary",
    width: 1280,
    height: 800,
    act: async (page) => {
      await page.getByRole("region", { name: "Verdict" }).getByTitle("Go to this cell").click();
      await page.locator('gl-inspector [data-field="numeric"]').waitFor();
    },
  },
  {
    name: "panel-compare-light",
    reason: "A wrong candidate beside dx on one scale, the mistake named with its formula and its line of code.",
    problem: "candidate",
    theme: "light",
    width: 1280,
    height: 900,
    act: (page) => tab(page, "Compare"),
  },
  {
    name: "panel-plots-high-contrast",
    reason: "The V, dx by column and the histograms in a high-contrast theme.",
    problem: "ordinary",
    theme: "hc-dark",
    width: 1280,
    height: 1100,
    act: async (page) => {
      await tab(page, "Plots");
      await page.getByRole("img", { name: /^Histogram of dx/ }).waitFor();
      await page.getByRole("img", { name: /^Error of the numeric/ }).waitFor();
    },
  },
  {
    name: "panel-table-high-contrast-light",
    reason: "10,000 columns as a table: whole numbers aligned, only a window of them there.",
    problem: "10,000 columns",
    theme: "hc-light",
    width: 1280,
    height: 800,
    act: async (page) => {
      await tab(page, "Table");
      await page.locator("#c0-0").filter({ hasText: /\d/ }).waitFor();
    },
  },
  {
    name: "panel-long-names-narrow",
    reason: "Long names in a panel of 400 pixels: cut with dots, nothing sideways out of the window.",
    problem: "long names",
    theme: "light",
    width: 400,
    height: 900,
  },
  {
    name: "panel-stale",
    reason: "A faulty input over the last good picture: the fault and its place, and colours that have faded.",
    problem: "with NaN",
    width: 1280,
    height: 800,
    act: spoil,
  },
  {
    name: "panel-ranks",
    reason:
      "A tensor put together from three ranks: each rank's rows are marked in every picture, its drift is listed.",
    problem: "ranks",
    theme: "light",
    width: 1280,
    height: 700,
    act: async (page) => {
      await tab(page, "Parts");
      await page.getByRole("row").filter({ hasText: "rank 2" }).filter({ hasText: "%" }).waitFor();
    },
  },
  {
    name: "panel-images",
    reason: "One channel of a rank-4 tensor as images, with sliders for the other axes.",
    problem: "images",
    width: 1000,
    height: 700,
    act: async (page) => {
      await page.getByRole("combobox", { name: "What is shown" }).selectOption("axes");
      await tab(page, "Selection");
      await page.getByRole("img", { name: /^Histogram of dx/ }).waitFor();
    },
  },
];

/** Shows the panel of a picture, checked and drawn. */
export async function showPanel(page: Page, picture: PanelPicture): Promise<void> {
  await page.evaluate((name) => {
    window.panel.forbidKernels();
    window.panel.load(name);
    window.panel.start();
  }, picture.problem);
  await checked(page);
  await picture.act?.(page);
}
