import { doesNotMatch, equal, ok } from "node:assert/strict";
import { PanelTests, renewed } from "./open";

/** A notebook whose cells have printed so many matrices, each of another number of rows. */
function notebookOf(count: number): string {
  const cells = Array.from({ length: count }, (_, k) => ({
    cell_type: "code",
    outputs: [{ output_type: "stream", name: "stdout", text: `[[1, 2], [3, 5]${", [4, 4]".repeat(k)}]\n` }],
  }));
  return JSON.stringify({ cells, nbformat: 4 });
}

describe("other readings of a source", () => {
  const panel = new PanelTests();

  for (const [count, role] of [
    [3, "button"],
    [9, "combobox"],
  ] as const) {
    it(`are one click away: ${count} outputs of a notebook, each a ${role === "button" ? "button" : "line of a list"}`, async () => {
      const page = await panel.open("small");
      await renewed(page, () =>
        page.evaluate((content) => {
          window.panel.host.source.give({ source: { kind: "text", content, name: "train.ipynb" } });
        }, notebookOf(count)),
      );
      const notes = page.getByRole("region", { name: "Notes" });
      await notes.getByText(`Read cell 1, output 1: 2 x 2, one of ${count} outputs that hold a matrix.`).waitFor();
      await renewed(page, async () => {
        if (role === "button") await notes.getByRole("button", { name: "Read cell 3, output 1: 4 x 2" }).click();
        else await notes.getByRole("combobox").selectOption({ label: "cell 3, output 1: 4 x 2" });
      });
      await notes.getByText(/^Read cell 3, output 1: 4 x 2/).waitFor();
      if (role === "combobox") equal(await notes.getByRole(role).inputValue(), "");
      equal(await notes.getByRole(role).count(), role === "button" ? count - 1 : 1);
    });
  }

  it("are offered where the source cannot be read by itself: an archive without an x", async () => {
    const page = await panel.open("small", { width: 400 });
    const ways = [
      { id: "x=a", text: `"${"a".repeat(60)}", 2 x 2, as x` },
      { id: "x=b", text: '"b", 3 x 2, as x' },
    ];
    await page.evaluate((offered) => {
      window.panel.host.source.give({
        code: "no-x",
        text: "Expected an array named x, got a, b, byte 0.",
        bare: "Expected an array named x, got a, b.",
        place: { offset: 0, line: 1, column: 1 },
        ways: offered,
      });
    }, ways);
    const fault = page.getByRole("alert").filter({ hasText: "Expected an array named x" });
    const list = fault.getByRole("combobox");
    await list.waitFor();
    doesNotMatch(await fault.innerText(), /Line 1|byte 0/); // it would read as a third name
    await fault.getByText("Choose what to read (2)").waitFor({ state: "attached" });
    const sentence = await fault.locator(".text").boundingBox();
    ok(sentence && sentence.width > 200, `expected room for the sentence beside a long list, got ${sentence?.width}`);
    await list.selectOption({ label: '"b", 3 x 2, as x' });
    await page.waitForFunction(() => window.panel.host.asked.some(({ name }) => name === "readAs"));
    const asked = await page.evaluate(() => window.panel.host.asked.find(({ name }) => name === "readAs")?.ask);
    ok(JSON.stringify(asked) === '{"id":"x=b"}', JSON.stringify(asked));
  });
});
