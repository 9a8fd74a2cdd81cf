import assert from "node:assert/strict";
import { drawn } from "../harness/browser";
import { grid, pixelsOf, ViewsTests } from "./opened";

describe("a rehearsal", () => {
  const tests = new ViewsTests();

  it("is drawn out of sight and reach, asks the host for nothing and leaves nothing", async () => {
    const page = await tests.open();
    const seen = await page.evaluate(async () => {
      const { harness } = window;
      const done = harness.rehearse();
      const views: { hidden: boolean; inert: boolean; final: boolean }[] = [];
      const look = (): void => {
        const view = document.querySelector<HTMLElementTagNameMap["gl-view"]>("body > gl-view");
        if (view) {
          const hidden = getComputedStyle(view).visibility === "hidden";
          views.push({ hidden, inert: view.inert, final: view.heatmap?.isFinal ?? false });
        }
        requestAnimationFrame(look);
      };
      look();
      await done;
      return { views, left: document.querySelectorAll("gl-view").length, asked: harness.host.asked.length };
    });
    assert.ok(seen.views.length > 10, `${seen.views.length} frames`);
    assert.ok(seen.views.every(({ hidden, inert }) => hidden && inert));
    assert.ok(
      seen.views.some(({ final }) => final),
      "expected a picture that was drawn",
    );
    assert.equal(seen.left, 0);
    assert.equal(seen.asked, 0);
  });

  it("ends when the first numbers come, and they are drawn as without it", async () => {
    const plain = await tests.show("ordinary");
    const page = await tests.open();
    await page.evaluate(async () => {
      const { harness } = window;
      const done = harness.rehearse();
      while (!document.querySelector("body > gl-view")) await new Promise((resolve) => requestAnimationFrame(resolve));
      void harness.showNamed("ordinary");
      await done;
    });
    assert.equal(await page.locator("body > gl-view").count(), 0);
    await drawn(page);
    await grid(page, "dx").waitFor();
    assert.deepEqual(await pixelsOf(page, "dx"), await pixelsOf(plain, "dx"));
  });

  it("does not begin once there are numbers", async () => {
    const page = await tests.show("ordinary");
    const count = await page.evaluate(async () => {
      const observer = new MutationObserver(() => undefined);
      observer.observe(document.body, { childList: true });
      await window.harness.rehearse();
      return observer.takeRecords().length;
    });
    assert.equal(count, 0);
  });
});
