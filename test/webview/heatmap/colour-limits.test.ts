import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { PictureName, StripName } from "../../../src/protocol/picture";
import { drawn } from "../harness/browser";
import { chooseView } from "../harness/choose-view";
import { grid, ViewsTests } from "./opened";

describe("colour limits of linked views", () => {
  const views = new ViewsTests();

  const limitsOf = (page: Page, name: "x" | "dx" | "error") =>
    page.evaluate((tensor) => {
      const { colour } = window.harness.store;
      return { low: colour.value[tensor]?.low ?? null, high: colour.value[tensor]?.high ?? null };
    }, name);
  const limitOf = (page: Page, name: string) =>
    page.getByRole("textbox", { name: `Upper colour limit of ${name}` }).inputValue();
  const scaleOf = (page: Page, name: string) => page.getByRole("combobox", { name: `Colour scale of ${name}` });

  const side = (page: Page, names: readonly PictureName[]): Promise<void> =>
    page.evaluate((chosen) => void (window.harness.store.views.value = chosen), names).then(() => drawn(page));
  it("take limits typed at the bar, and go back to automatic ones", async () => {
    const page = await views.show("ordinary");
    const upper = page.getByRole("textbox", { name: "Upper colour limit of dx" });
    await upper.fill("0.5");
    await upper.press("Enter");
    await drawn(page);
    assert.equal(await page.getByRole("textbox", { name: "Lower colour limit of dx" }).inputValue(), "−0.5");
    const clipped = page.getByRole("button", { name: /^clipped [\d,]+ in dx: go to the next/ });
    await clipped.waitFor();
    await upper.fill("");
    await upper.press("Enter");
    await clipped.waitFor({ state: "detached" });
  });

  it("can be read to their last digit, however many they have", async () => {
    const page = await views.show("positive", { width: 620, height: 420 });
    await side(page, ["x"]);
    const limits = page.getByRole("textbox", { name: /colour limit of x$/ });
    const cut = await limits.evaluateAll((all) => all.map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth));
    assert.deepEqual(cut, [0, 0]);
    assert.match(await limitOf(page, "x"), /^1000000\.\d{2,}$/);
  });

  it("let a limit be dragged on the bar", async () => {
    const page = await views.show("ordinary");
    const handle = page.getByRole("slider", { name: "Upper colour limit of dx, drag" });
    const before = Number(await handle.getAttribute("aria-valuetext"));
    const box = await handle.boundingBox();
    assert.ok(box);
    const [x, y] = [box.x + 4, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - 40, y, { steps: 4 });
    await page.mouse.up();
    // Limits that change are written now and then; what they are is known at once.
    const written = async (): Promise<number> => {
      const { high } = await limitsOf(page, "dx");
      assert.ok(high !== null);
      await page.waitForFunction(
        ([slider, limit]) => Math.abs(Number(slider?.getAttribute("aria-valuetext")) / limit - 1) < 0.01,
        [await handle.elementHandle(), high] as const,
      );
      return high;
    };
    const after = await written();
    assert.ok(after < before * 0.95 && after > 0, `${before} -> ${after}`);
    await handle.focus();
    await page.keyboard.press("ArrowUp");
    assert.ok((await written()) > after);
  });

  it("take no limit that the scale has no place for", async () => {
    const page = await views.show("ordinary");
    await side(page, ["dx", "error"]);
    await page.getByRole("slider", { name: "Upper colour limit of error, drag" }).focus();
    for (let i = 0; i < 200; i++) await page.keyboard.press("PageUp");
    await drawn(page);
    const { high } = await limitsOf(page, "error");
    assert.ok(high !== null && Number.isFinite(high), `${high}`);
    const lower = page.getByRole("textbox", { name: "Lower colour limit of error" });
    for (const text of ["0", "−1"]) {
      await lower.fill(text);
      await lower.press("Enter");
      assert.deepEqual(await limitsOf(page, "error"), { low: null, high });
      assert.equal(await lower.inputValue(), "1e-17");
    }
  });

  it("drag a limit by the main button alone, and until the pointer is taken away", async () => {
    const page = await views.show("ordinary");
    const box = await page.getByRole("slider", { name: "Upper colour limit of dx, drag" }).boundingBox();
    assert.ok(box);
    const at = { x: box.x + 4, y: box.y + box.height / 2 };
    await page.mouse.move(at.x, at.y);
    await page.mouse.down({ button: "right" });
    await page.mouse.move(at.x - 40, at.y, { steps: 4 });
    await page.mouse.up({ button: "right" });
    assert.deepEqual(await limitsOf(page, "dx"), { low: null, high: null });
    const client = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchCancel", x: number) =>
      client.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: type === "touchCancel" ? [] : [{ x, y: at.y }],
      });
    await touch("touchStart", at.x);
    await touch("touchMove", at.x - 20);
    await touch("touchMove", at.x - 30);
    await touch("touchCancel", 0);
    const left = await limitsOf(page, "dx");
    assert.ok(left.high !== null);
    await page.mouse.move(at.x - 1, at.y);
    await page.mouse.move(at.x - 3, at.y);
    assert.deepEqual(await limitsOf(page, "dx"), left);
  });

  /** What stands beside a strip while no column is chosen: the range of its colours. */
  const rangeOf = (page: Page, picture: string, strip: StripName) =>
    page.getByRole("group", { name: picture, exact: true }).locator(`.at[data-strip="${strip}"]`).textContent();

  it("share one range among what is shown and compared, by one switch, and with nothing else", async () => {
    const page = await views.show("ordinary");
    await side(page, ["x", "dout", "dx"]);
    const alone = { x: await limitOf(page, "x"), dout: await limitOf(page, "dout"), dx: await limitOf(page, "dx") };
    assert.equal(new Set(Object.values(alone)).size, 3);
    await page.getByRole("button", { name: "Shared colours" }).click();
    await drawn(page);
    // Nothing of its kind is shown beside dx: it keeps the range that shows it best.
    for (const [name, limit] of Object.entries(alone)) assert.equal(await limitOf(page, name), limit, name);
    await side(page, ["x", "dx", "candidate", "difference"]);
    const dx = await limitOf(page, "dx");
    assert.equal(await limitOf(page, "your dx"), dx);
    assert.equal(await limitOf(page, "difference"), dx);
    assert.equal(await limitOf(page, "x"), alone.x);
  });

  it("share it with the strips under them: a dbeta 16 times too small looks it", async () => {
    const page = await views.show("ordinary");
    await side(page, ["dx", "candidate", "difference"]);
    const exact = await rangeOf(page, "dx", "dbeta");
    assert.notEqual(await rangeOf(page, "your dx", "candidateDbeta"), exact);
    await page.getByRole("button", { name: "Shared colours" }).click();
    await drawn(page);
    assert.equal(await rangeOf(page, "your dx", "candidateDbeta"), exact);
    assert.equal(await rangeOf(page, "difference", "dbetaDifference"), exact);
    assert.notEqual(await rangeOf(page, "dx", "dgamma"), exact); // sums of other terms
  });

  it("share a logarithmic range too, and leave it together", async () => {
    const page = await views.show("ordinary");
    await side(page, ["dx", "candidate", "difference"]);
    await page.getByRole("button", { name: "Shared colours" }).click();
    for (const [kind, from] of [
      ["log", "dx"],
      ["auto", "your dx"],
    ] as const) {
      await scaleOf(page, from).selectOption(kind);
      await drawn(page);
      for (const name of ["dx", "your dx", "difference"]) {
        assert.equal(await scaleOf(page, name).inputValue(), kind, name);
        assert.equal(await limitOf(page, name), await limitOf(page, "dx"), name);
      }
    }
  });

  it("share the range of the chosen pictures one at a time too: the keys go through them", async () => {
    const page = await views.show("ordinary");
    await side(page, ["dx", "candidate", "difference"]);
    await page.getByRole("button", { name: "Shared colours" }).click();
    await page.getByRole("button", { name: "One at a time" }).click();
    const seen = new Set<string>();
    for (const name of ["dx", "your dx", "difference"]) {
      await chooseView(page, name);
      await grid(page, name).waitFor();
      seen.add(await limitOf(page, name));
    }
    assert.equal(seen.size, 1, [...seen].join(", "));
  });
});
