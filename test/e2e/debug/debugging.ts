/** A workbench with the real debuggers in it, and the clicks of debugging. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { root } from "../../../scripts/lib/paths.mjs";
import { Session } from "../session";

const ADAPTERS = join(root, "test", "launcher", "debuggers");

export async function openDebugging(
  settings: Readonly<Record<string, unknown>> = {},
  files: Record<string, string> = {},
  others: readonly string[] = [],
): Promise<Session> {
  return await Session.open({
    files,
    extensions: [root, ADAPTERS, ...others],
    settings: {
      "debug.openDebug": "openOnDebugBreak",
      "debug.internalConsoleOptions": "neverOpen",
      "debug.toolBarLocation": "docked",
      "debug.onTaskErrors": "debugAnyway",
      ...settings,
    },
  });
}

/** Builds examples/debug/train.cpp in the workspace. */
export function buildCpp(folder: string): void {
  mkdirSync(join(folder, "debug", "build"), { recursive: true });
  execFileSync("g++", ["-O0", "-g", join(folder, "debug", "train.cpp"), "-o", join(folder, "debug", "build", "train")]);
}

/** Builds examples/debug/train.go in the workspace. */
export function buildGo(folder: string): void {
  const out = join(folder, "debug", "build", "train-go");
  execFileSync("go", ["build", "-gcflags=-N -l", "-o", out, join(folder, "debug", "train.go")]);
}

/** Sets a breakpoint in the marked line of a program, as a user does: with the cursor there and F9. */
export async function breakAt(session: Session, file: string, marker = "// stop here"): Promise<number> {
  const { page } = session.workbench;
  const text = readFileSync(join(session.folder, "debug", file), "utf8");
  const line = text.split("\n").findIndex((content) => content.includes(marker)) + 1;
  assert.ok(line > 0, `expected ${marker} in ${file}`);
  await page.keyboard.press("Control+p");
  await page.locator(".quick-input-widget:visible input[type=text]").fill(`debug/${file}:${line}`);
  await page.locator(`.quick-input-widget .monaco-list-row[aria-label*="${file}"]`).first().waitFor();
  await page.keyboard.press("Enter");
  await session.workbench.editor(`debug/${file}`).waitFor();
  const mark = session.workbench
    .editor(`debug/${file}`)
    .locator(".codicon-debug-breakpoint, .codicon-debug-breakpoint-unverified")
    .first();
  // A workbench that has only just started does not know yet which languages have breakpoints: the key does nothing.
  for (let attempt = 0; attempt < 10 && !(await mark.isVisible()); attempt++) {
    await page.keyboard.press("F9");
    await mark.waitFor({ timeout: 4000 }).catch(() => undefined);
  }
  await mark.waitFor();
  return line;
}

/** Starts a configuration of launch.json and waits until its program is stopped. */
export async function start(session: Session, configuration: string): Promise<void> {
  const { page } = session.workbench;
  await page.keyboard.press("Control+p");
  await page.locator(".quick-input-widget:visible input[type=text]").fill(`debug ${configuration}`);
  await page.locator(`.quick-input-widget .monaco-list-row[aria-label^="${configuration}"]`).first().click();
  await page.locator(".debug-top-stack-frame-column, .debug-top-stack-frame-line").first().waitFor();
}

/** Waits until so many sessions of a name are shown as stopped in the Call Stack. */
export async function stoppedSessions(session: Session, name: RegExp, count: number): Promise<void> {
  const { page } = session.workbench;
  const rows = page
    .locator(".debug-call-stack .monaco-list-row", { has: page.locator(".session", { hasText: name }) })
    .filter({ hasText: "Paused" });
  await rows.nth(count - 1).waitFor();
}

/** A row of the Variables view by the name of its variable, once it has its value. */
export async function variable(session: Session, name: string): Promise<Locator> {
  const { page } = session.workbench;
  const rows = page.locator(".debug-variables .monaco-list-row");
  await rows.first().waitFor();
  const row = rows
    .filter({ has: page.locator(".expression .name", { hasText: new RegExp(`^${name}\\s*[:=]?\\s*$`) }) })
    .first();
  // Scopes may be closed: the nearest come first.
  for (let attempt = 0; attempt < 10; attempt++) {
    const shown = row.waitFor({ timeout: 3000 });
    if (
      await shown.then(
        () => true,
        () => false,
      )
    )
      return row;
    await page.locator('.debug-variables .monaco-list-row[aria-level="1"][aria-expanded="false"]').first().click();
  }
  throw new Error(`the Variables view has no ${name}`);
}

/** Right-clicks a row and chooses the entry of our menu. */
export async function showByMenu(session: Session, name: string, entry = "Show Batch-Norm Gradients"): Promise<void> {
  const row = await variable(session, name);
  await row.click({ button: "right" });
  await session.workbench.pickFromMenu(entry);
}

/** What holds no tensor has no entry of ours in its row's menu. Asked for by name it is said what it is. */
export async function assertNoTensor(session: Session, name: string, text: string): Promise<void> {
  const { page } = session.workbench;
  const row = await variable(session, name);
  await row.click({ button: "right" });
  const entries = page.locator(".monaco-menu .action-item:visible");
  await entries.first().waitFor();
  assert.equal(await entries.filter({ hasText: "Show Batch-Norm Gradients" }).count(), 0, name);
  await page.keyboard.press("Escape");
  await askForExpression(session);
  await page.locator(".quick-input-widget:visible input[type=text]").fill(name);
  await page.keyboard.press("Enter");
  await message(session, text);
}

/** Asks for an expression by the command, and waits for the box. */
export async function askForExpression(session: Session): Promise<void> {
  await session.workbench.runCommand("Gradient Lens: Show Batch-Norm Gradients of Expression");
  await session.workbench.page.getByText("Show batch-norm gradients of an expression").waitFor();
}

/** Right-clicks a row and chooses what to use it as. */
export async function useAs(session: Session, name: string, entry: string): Promise<void> {
  const { page } = session.workbench;
  const row = await variable(session, name);
  await row.click({ button: "right" });
  await page.locator(".monaco-menu .action-item:visible", { hasText: "Use in Gradient Lens as" }).first().hover();
  const item = page.getByRole("menuitem", { name: entry, exact: true });
  await item.waitFor();
  // A menu takes no click in its first moments.
  for (let attempt = 0; attempt < 20 && (await item.isVisible()); attempt++) {
    await item.click({ timeout: 2000 }).catch(() => undefined);
  }
}

/** Ends every session; with several the key ends the one in front. */
export async function stopDebugging(session: Session): Promise<void> {
  const { page } = session.workbench;
  const toolbar = page.locator(".debug-toolbar:visible");
  const sessions = page.locator(".debug-call-stack .monaco-list-row .session");
  do {
    await page.keyboard.press("Shift+F5");
    await toolbar.waitFor({ state: "hidden", timeout: 3000 }).catch(() => undefined);
  } while ((await toolbar.isVisible()) || (await sessions.count()) > 0);
}

/** Waits for a message of the workbench. A toast hides by itself; the list of notifications keeps it. */
export async function notification(session: Session, text: string): Promise<Locator> {
  await session.workbench.runCommand("Notifications: Show Notifications");
  const all = session.workbench.page.locator(".notifications-center .notification-list-item", { hasText: text });
  await all.first().waitFor();
  return all.first();
}

/** Waits for a message of the workbench, clicks a button of it where one is named, and closes it. */
export async function message(session: Session, text: string, button?: string): Promise<void> {
  const item = await notification(session, text);
  if (button !== undefined) await item.getByRole("button", { name: button }).click();
  await session.workbench.runCommand("Notifications: Clear All Notifications");
}
