import assert from "node:assert/strict";
import { keepFailures, type Session } from "../session";
import { breakAt, openDebugging, showByMenu, start, stopDebugging } from "./debugging";

/** 128 MiB: by the protocol alone that takes seconds. */
const PROGRAM = `import numpy as np

large = np.ones((8192, 2048))
x = np.random.default_rng(1).standard_normal((6, 4))
print(large.shape, x.shape)  # stop here
`;

describe("A reading that takes long", () => {
  let session: Session;
  before(async () => {
    session = await openDebugging({ "gradientLens.debug.transfer": "protocolOnly" }, { "debug/train.py": PROGRAM });
    await breakAt(session, "train.py", "# stop here");
    await start(session, "Python");
  });
  after(async () => {
    await stopDebugging(session);
    await session.close();
  });
  afterEach(keepFailures(() => session));
  afterEach(() => session.closeEditors());

  it("says how much has come, and is cancelled; the program's session goes on", async () => {
    await showByMenu(session, "large");
    const header = session.panel.locator("gl-header");
    await header.getByText(/^Reading large: .* of 128 MiB$/).waitFor();
    await session.panel.getByRole("button", { name: "Cancel" }).click(); // without a picture it stands in the middle
    await session.panel.getByText("Reading large was cancelled.", { exact: false }).first().waitFor();
    assert.equal(await header.getByRole("progressbar").count(), 0);
    await session.closeEditors();
    await showByMenu(session, "x");
    await session.settled();
    assert.match((await session.picture("x").getAttribute("aria-label")) ?? "", /6 rows, 4 columns/);
  });
});
