import assert from "node:assert/strict";
import { writeNpy } from "../../src/input/write-npy";
import { keepFailures, Session } from "./session";

describe("A tensor file reopened with Gradient Lens", () => {
  let session: Session;
  before(async () => {
    const x = { shape: [3, 2], values: Float64Array.of(1, 2, 3, 5, 4, 4.5), dtype: "float64" } as const;
    session = await Session.open({ files: { "x.npy": writeNpy(x) } });
    await session.awaitEntries();
  });
  after(() => session.close());
  afterEach(keepFailures(() => session));

  it("is shown in the place of its editor, and comes back after a reload of the window with what was typed", async () => {
    const { workbench, panel } = session;
    const { page } = workbench;
    await workbench.file("x.npy").click({ button: "right" });
    await workbench.pickFromMenu("Open With...");
    await page.locator(".quick-input-list-row", { hasText: "Gradient Lens" }).first().click();
    const before = await session.settled();
    assert.equal(await panel.getByRole("heading", { level: 1 }).innerText(), "x.npy");
    assert.equal(await page.getByRole("tab", { name: "x.npy" }).count(), 1);
    await session.openBoxes();
    const eps = panel.getByRole("textbox", { name: "eps", exact: true });
    await eps.fill("0.25");
    await eps.press("Enter");
    await session.settled(before);

    const reloaded = page.waitForEvent("load");
    await workbench.runCommand("Developer: Reload Window").catch(() => undefined); // the palette goes with it
    await reloaded;
    await workbench.explorer().waitFor();
    await session.settled();
    assert.equal(await eps.inputValue(), "0.25");
  });
});
