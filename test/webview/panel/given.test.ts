import { deepEqual, equal, match } from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { gradientsOf } from "./gradients";
import { asked, PanelTests, renewed, waitAsked } from "./open";
import { problemNamed } from "./problems";

/** What comes in a drop or a clipboard: texts by their types, and files by their names. */
interface Coming {
  readonly texts?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
}

/** Drops it on the page, or pastes it into the page, as the browser does. */
async function bring(page: Page, how: "drop" | "paste", coming: Coming): Promise<void> {
  await page.evaluate(
    ([event, { texts = {}, files = {} }]) => {
      const transfer = new DataTransfer();
      for (const [type, text] of Object.entries(texts)) transfer.setData(type, text);
      for (const [name, text] of Object.entries(files)) transfer.items.add(new File([text], name));
      const options = { bubbles: true, cancelable: true, composed: true };
      document.body.dispatchEvent(
        event === "drop"
          ? new DragEvent("drop", { ...options, dataTransfer: transfer })
          : new ClipboardEvent("paste", { ...options, clipboardData: transfer }),
      );
    },
    [how, coming] as const,
  );
}

const choice = (page: Page): Locator => page.getByRole("dialog", { name: "Use it as" });

/** The rows of dx of a problem with an x of rank 2, as people copy them. */
function rowsOfDx(name: string): string {
  const { shape } = problemNamed(name).input.x;
  const [rows = 0, columns = 0] = shape;
  const { dx } = gradientsOf(name);
  return Array.from({ length: rows }, (_, i) => dx.slice(i * columns, (i + 1) * columns).join("\t")).join("\n");
}

describe("what is dropped on the panel and pasted into it", () => {
  const panel = new PanelTests();

  it("is used as the candidate that it is said to be, and the notes say how it was read", async () => {
    const page = await panel.open("small");
    await bring(page, "paste", { texts: { "text/plain": rowsOfDx("small") } });
    await choice(page)
      .getByText(/^pasted text, \d+ characters$/)
      .waitFor();
    await renewed(page, () => page.getByRole("button", { name: "my dx" }).click());
    await page.getByText("Used as your dx: pasted text.").waitFor();
    const note = page.getByRole("region", { name: "Notes" }).getByText(/^Your dx was read from pasted text: /);
    match(await note.innerText(), /: CSV.*, 7 x 3, float64\./);
    await page.getByRole("tab", { name: "Compare" }).click();
    match(await page.locator("gl-compare .title").innerText(), /Your dx is right\.\s+\(pasted text\)/);
  });

  it("is taken from a file of the system with its bytes, and as x goes to a panel of its own", async () => {
    const page = await panel.open("small");
    await bring(page, "drop", { files: { "x.csv": "1,2\n3,5\n" } });
    await choice(page).getByText("x.csv, 8 bytes").waitFor();
    await page.keyboard.press("Enter"); // the first button has the focus
    const { as, given } = (await waitAsked(page, "useGiven")) as { as: string; given: { content: Uint8Array } };
    equal(as, "x");
    equal(given.content.length, 8);
    await page.getByText("Used as x: x.csv.").waitFor();
    deepEqual(await page.evaluate(() => window.panel.host.shown.map(({ name }) => name)), ["x.csv"]);
  });

  it("is left to the host where the explorer gives its address", async () => {
    const page = await panel.open("small");
    const address = "file:///data/my%20grads.npy";
    await bring(page, "drop", { texts: { "text/uri-list": `${address}\r\n`, "text/plain": "/data/my grads.npy" } });
    await choice(page).getByText("my grads.npy").waitFor();
    await page.getByRole("button", { name: "my dγ (dgamma)" }).click();
    const expected = { as: "candidate.dgamma", given: { name: "my grads.npy", uri: address } };
    deepEqual(await waitAsked(page, "useGiven"), expected);
    await page.getByRole("alert").filter({ hasText: "my grads.npy is not there." }).waitFor();
  });

  it("changes nothing when it does not fit, and says why", async () => {
    const page = await panel.open("small");
    await bring(page, "paste", { texts: { "text/plain": "[[1, 2], [3, 4]]" } });
    await page.getByRole("button", { name: "my dx" }).click();
    await page.getByRole("alert").filter({ hasText: "Your dx has shape 2 x 2, expected" }).waitFor();
  });

  it("is refused in one sentence when it is several files, or nothing", async () => {
    const page = await panel.open("small");
    const said = (text: string): Promise<void> => page.getByRole("alert").filter({ hasText: text }).waitFor();
    await bring(page, "drop", { files: { "a.csv": "1", "b.csv": "2" } });
    await said("2 files came at once. Drop them one by one.");
    await bring(page, "drop", { texts: { "text/uri-list": "file:///a\r\n# a comment\r\nfile:///b\r\nfile:///c" } });
    await said("3 files came at once. Drop them one by one.");
    await bring(page, "paste", { texts: { "text/plain": " \n" } });
    await said("There is no text and no file in what came.");
    deepEqual(await asked(page, "useGiven"), []);
  });

  it("goes to the box in which the user is typing", async () => {
    const page = await panel.open("small", { boxes: true });
    const box = page.getByRole("textbox", { name: "eps" });
    await box.focus();
    await box.evaluate((input) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", "[[1, 2], [3, 4]]");
      input.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, composed: true, clipboardData }));
    });
    equal(await choice(page).count(), 0);
  });

  it("can be put away with Escape, and is x alone where there is nothing to compare with", async () => {
    const page = await panel.open(null);
    await bring(page, "paste", { texts: { "text/plain": "[[1, 2], [3, 4]]" } });
    const buttons = choice(page).getByRole("button");
    deepEqual(await buttons.allInnerTexts(), ["x, in a panel of its own", "Cancel"]);
    await page.keyboard.press("Escape");
    await choice(page).waitFor({ state: "hidden" });
    deepEqual(await asked(page, "useGiven"), []);
  });

  it("shows where it can be dropped while it is dragged over the page", async () => {
    const page = await panel.open("small");
    const drag = (name: string, isGone = false): Promise<void> =>
      page.evaluate(
        ([type, gone]) => {
          const event = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: new DataTransfer() });
          if (gone && event.relatedTarget !== null) throw new Error("expected a drag that leaves the page");
          document.body.dispatchEvent(event);
        },
        [name, isGone] as const,
      );
    const target = page.getByText("Drop one file or text here");
    await drag("dragover");
    await target.waitFor();
    match(await target.evaluate((element) => getComputedStyle(element).pointerEvents), /none/);
    await drag("dragleave", true);
    await target.waitFor({ state: "detached" });
  });
});
