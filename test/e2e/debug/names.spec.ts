import assert from "node:assert/strict";
import { keepFailures, type Session } from "../session";
import { breakAt, notification, openDebugging, start, stopDebugging } from "./debugging";

/** A right backward whose names are its own: x is in a dictionary under a name that others have, and h is what comes behind the layer. */
const PROGRAM = `import numpy as np

rng = np.random.default_rng(0)


def step():
    cache = {"inp": rng.normal(size=(8, 4)), "rows": 8}
    scaling = rng.normal(size=4) + 1
    centre, variance = cache["inp"].mean(0), cache["inp"].var(0)
    inverse = 1 / np.sqrt(variance + 1e-5)
    norm = (cache["inp"] - centre) * inverse
    h = np.tanh(scaling * norm)
    dy = rng.normal(size=(8, 4))
    dscaling, dshift = (dy * norm).sum(0), dy.sum(0)
    dinput = scaling * inverse * (dy - dshift / 8 - norm * dscaling / 8)
    weight = rng.normal(size=(1, 4))
    return dinput, weight  # stop here


step()
`;

describe("Check My Backward, by names of its own", () => {
  let session: Session;
  before(async () => {
    session = await openDebugging({}, { "debug/train.py": PROGRAM });
    await breakAt(session, "train.py", "# stop here");
  });
  after(async () => {
    await stopDebugging(session);
    await session.close();
  });
  afterEach(keepFailures(() => session));

  it("asks, takes what is typed, goes back, and says at last what it took", async () => {
    await start(session, "Python");
    const { page } = session.workbench;
    const widget = page.locator(".quick-input-widget:visible");
    const asked = (title: string): Promise<void> => widget.getByText(`Check my backward: ${title}`).waitFor();
    const offered = (name: string) => widget.locator(`.monaco-list-row[aria-label^="${name},"]`).first();
    const type = async (text: string): Promise<void> => {
      await widget.locator("input[type=text]").fill(text);
      await widget.locator(".monaco-list-row", { hasText: "as it is typed" }).waitFor();
      await page.keyboard.press("Enter");
    };
    await session.workbench.runCommand("Gradient Lens: Check My Backward");
    await asked("x, the input of the batch norm"); // neither h nor inp is taken unasked
    await offered("h").waitFor();
    await type('cache["rows"]');
    await widget.getByText('cache["rows"] is one value, 8.').waitFor();
    await asked("x, the input of the batch norm");
    await type('cache["inp"]');
    await asked("gamma"); // weight of 1 x 4 is not taken unasked
    await offered("weight").click();
    await asked("dx, as the program computed it"); // dout = dy has a usual name
    await widget.getByRole("button", { name: "Back" }).click();
    await asked("gamma");
    await offered("scaling").click();
    await asked("dx, as the program computed it");
    await offered("dinput").click();
    await asked("dgamma, as the program computed it");
    await offered("dscaling").click();
    await asked("dbeta, as the program computed it");
    await offered("dshift").click();
    await session.panel.locator('[data-candidate-verdict="correct"]').waitFor();
    const said = await notification(session, "Your backward is checked with");
    assert.match(
      await said.innerText(),
      /x = cache\["inp"\], gamma = scaling, dout = dy, dx = dinput, dgamma = dscaling/,
    );
  });

  it("asks nothing again in the same function", async () => {
    await session.closeEditors();
    await session.workbench.runCommand("Gradient Lens: Check My Backward");
    await session.panel.locator('[data-candidate-verdict="correct"]').waitFor();
  });
});
