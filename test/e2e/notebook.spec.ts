import assert from "node:assert/strict";
import { keepFailures, Session } from "./session";

const output = (text: string): object => ({
  output_type: "stream",
  name: "stdout",
  text: text.split(/(?<=\n)/),
});
const cell = (id: string, ...outputs: object[]): object => ({
  id,
  cell_type: "code",
  execution_count: 1,
  metadata: {},
  source: ["print(x)"],
  outputs,
});
const NOTEBOOK = JSON.stringify({
  cells: [cell("a"), cell("b", output("[[1. 2. 4.]\n [3. 5. 8.]]\n"))],
  metadata: { language_info: { name: "python" } },
  nbformat: 4,
  nbformat_minor: 5,
});

describe("A cell of a notebook", () => {
  let session: Session;
  before(async () => {
    session = await Session.open({ files: { "train.ipynb": NOTEBOOK } });
    await session.awaitEntries();
  });
  after(() => session.close());
  afterEach(keepFailures(() => session));
  afterEach(() => session.closeEditors());

  it("has an entry in its menu that shows what it has printed", async () => {
    const { workbench } = session;
    const { page } = workbench;
    await workbench.file("train.ipynb").dblclick();
    const code = page.locator(".notebook-editor .code-cell-row");
    await code.nth(1).waitFor();
    await code.nth(1).click();
    await code.nth(1).hover();
    await code.nth(1).locator(".cell-title-toolbar").getByRole("button", { name: "More Actions" }).click();
    await session.keepPicture("notebook-menu");
    await workbench.pickFromMenu("Show Batch-Norm Gradients of Cell Output");
    await page.getByRole("tab", { name: "Gradients: train.ipynb, cell 2" }).waitFor();
    await session.settled();
    assert.match((await session.picture("x").getAttribute("aria-label")) ?? "", /2 rows, 3 columns/);
  });
});
