import assert from "node:assert/strict";
import { keepFailures, type Session } from "../session";
import { breakAt, message, openDebugging, showByMenu, start, stopDebugging, useAs } from "./debugging";

/** A layer and autograd's own gradients, in a stopped PyTorch program. */
describe("A batch-norm layer of PyTorch", () => {
  let session: Session;
  before(async () => {
    session = await openDebugging();
    await breakAt(session, "autograd.py", "# stop here");
    await start(session, "PyTorch");
  });
  after(async () => {
    await stopDebugging(session);
    await session.close();
  });
  afterEach(keepFailures(() => session));
  afterEach(() => session.closeEditors());

  const showX = async (): Promise<number> => {
    await showByMenu(session, "x");
    return await session.settled();
  };
  const readsLayer = async (name: string, mode: string): Promise<void> => {
    const { panel } = session;
    for (const line of [`layer = ${name}`, `gamma = ${name}.weight`, `runningVar = ${name}.running_var`])
      await panel.getByText(line, { exact: false }).first().waitFor({ state: "attached" });
    await session.openBoxes();
    assert.equal(await panel.getByRole("combobox", { name: "Mode" }).inputValue(), mode);
  };

  it("is x's by the menu of its row", async () => {
    const first = await showX();
    await useAs(session, "bn", "Normalization Layer of x");
    await session.settled(first);
    await readsLayer("bn", "train");
    assert.equal((await session.verdict()).word, "correct");
  });

  it("is x's when it is shown beside x, with eps and mode of its own", async () => {
    const first = await showX();
    await showByMenu(session, "frozen");
    await message(session, "frozen is a BatchNorm1d layer", "Use for x");
    await session.settled(first);
    await readsLayer("frozen", "eval");
    await session.openBoxes();
    assert.equal(await session.panel.getByRole("textbox", { name: "eps" }).inputValue(), "0.001");
  });

  it("is x's by the panel's picker of gamma", async () => {
    const { page } = session.workbench;
    const first = await showX();
    await session.openBoxes();
    await session.panel.getByRole("button", { name: "Pick gamma" }).click();
    await page.locator('.quick-input-widget .monaco-list-row[aria-label*="frozen"]').first().click();
    await session.settled(first);
    await readsLayer("frozen", "eval");
  });

  it("and what is no layer is not taken for one", async () => {
    await showX();
    await useAs(session, "target", "Normalization Layer of x");
    await message(session, "target is float32 16 x 6, no normalization layer.");
  });

  it("autograd's x.grad is compared by one click, with the dout that it belongs to", async () => {
    const { page } = session.workbench;
    const first = await showX();
    await useAs(session, "bn", "Normalization Layer of x");
    const second = await session.settled(first);
    await session.panel.getByRole("button", { name: "Compare with x.grad" }).click();
    // out.grad is dx's dout; it stands first.
    await page.locator('.quick-input-widget .monaco-list-row[aria-label^="out.grad"]').first().click();
    const third = await session.settled(second);
    await session.panel.locator('[data-candidate-verdict="correct"]').waitFor();
    await session.panel.getByText("dout = out.grad", { exact: false }).first().waitFor({ state: "attached" });
    // dout is known now: one click is enough.
    await session.panel.getByRole("button", { name: "Compare with bn.weight.grad" }).click();
    const fourth = await session.settled(third);
    await session.panel.getByRole("button", { name: "Compare with bn.bias.grad" }).click();
    await session.settled(fourth);
    await session.panel.locator('[data-candidate-verdict="correct"]').waitFor();
    for (const line of ["your dgamma = bn.weight.grad", "your dbeta = bn.bias.grad"])
      await session.panel.getByText(line, { exact: false }).first().waitFor({ state: "attached" });
    assert.equal(await session.panel.getByRole("button", { name: /^Compare with/ }).count(), 0);
    await session.panel.getByRole("tab", { name: "Compare" }).click();
    await session.panel.getByRole("button", { name: "Put your gradients away" }).click();
    await session.panel.locator("[data-candidate-verdict]").waitFor({ state: "detached" });
    await session.panel.getByRole("button", { name: "Compare with x.grad" }).waitFor();
  });
});
