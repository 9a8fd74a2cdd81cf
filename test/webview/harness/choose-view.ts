import type { Page } from "playwright-core";

/** Takes a view from the menu of views, and closes the menu. */
export async function chooseView(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitemcheckbox", { name: new RegExp(`^${name}: `) }).click();
  await page.keyboard.press("Escape");
}
