import assert from "node:assert/strict";
import { keepFailures, type Session } from "../session";
import { breakAt, openDebugging, showByMenu, start, stopDebugging, useAs } from "./debugging";

/** Right backward passes; each has something that the names of its frame do not say. */
const PROGRAM = `import numpy as np


def scale_of_layer(width):
    return np.linspace(0.5, 2, width)


def backward(x, gamma, dout, eps=1e-5, axes=0):
    rows = x.size // gamma.size
    inverse = 1 / np.sqrt(x.var(axes) + eps)
    xhat = (x - x.mean(axes)) * inverse
    dgamma, dbeta = (dout * xhat).sum(axes), dout.sum(axes)
    return gamma * inverse * (dout - dbeta / rows - xhat * dgamma / rows), dgamma, dbeta


def unstated_eps(random):
    x, dout, gamma = random.normal(size=(8, 4)), random.normal(size=(8, 4)), np.linspace(0.5, 2, 4)
    dx, dgamma, dbeta = backward(x, gamma, dout, 1e-3)
    return dx, dgamma, dbeta  # stop here


def gamma_elsewhere(random):
    x, dout = random.normal(size=(8, 4)), random.normal(size=(8, 4))
    dx, dbeta = backward(x, scale_of_layer(4), dout)[::2]
    breakpoint()
    return dx, dbeta


def stepped_gamma(random):
    x, dout, gamma = random.normal(size=(8, 4)), random.normal(size=(8, 4)), np.linspace(0.5, 2, 4)
    dx, dgamma, dbeta = backward(x, gamma, dout)
    gamma -= 0.1 * dgamma
    breakpoint()
    return dx, dgamma, dbeta


def channels_last(random):
    x, dout, gamma = random.normal(size=(2, 4, 5, 3)), random.normal(size=(2, 4, 5, 3)), np.linspace(0.5, 2, 3)
    dx, dgamma, dbeta = backward(x, gamma, dout, axes=(0, 1, 2))
    breakpoint()
    return dx, dgamma, dbeta


def xhat_kept(random):
    rows = random.normal(3, 2, size=(8, 4))
    gamma, dout, inv_std = np.linspace(0.5, 2, 4), random.normal(size=(8, 4)), 1 / np.sqrt(rows.var(0) + 1e-3)
    cache = {"xhat": (rows - rows.mean(0)) * inv_std, "inv_std": inv_std}
    dx, dgamma, dbeta = backward(rows, gamma, dout, 1e-3)
    del rows
    breakpoint()
    return cache, dx, dgamma, dbeta


def forward(rows, cache):
    x = rows * 1
    cache["backward"] = lambda dout: backward(x, cache["scale"], dout)
    breakpoint()
    return x


def behind_forward(cache, dout):
    scale = cache["scale"]
    dx, dgamma, dbeta = cache["backward"](dout)
    breakpoint()
    return scale, dx, dgamma, dbeta


unstated_eps(np.random.default_rng(2))
gamma_elsewhere(np.random.default_rng(1))
stepped_gamma(np.random.default_rng(7))
channels_last(np.random.default_rng(8))
xhat_kept(np.random.default_rng(9))
later = {"scale": np.linspace(0.5, 2, 4)}
forward(np.random.default_rng(10).normal(size=(8, 4)), later)
behind_forward(later, np.random.default_rng(11).normal(size=(8, 4)))
`;

describe("A right backward in a frame that does not say all", () => {
  let session: Session;
  before(async () => {
    session = await openDebugging({}, { "debug/train.py": PROGRAM });
    await breakAt(session, "train.py", "# stop here");
    await start(session, "Python");
  });
  after(async () => {
    await stopDebugging(session);
    await session.close();
  });
  afterEach(keepFailures(() => session));

  async function stoppedIn(functionName: string): Promise<void> {
    const { page } = session.workbench;
    await page.locator(".debug-call-stack .monaco-list-row", { hasText: functionName }).first().waitFor();
    await page.locator(".debug-top-stack-frame-column, .debug-top-stack-frame-line").first().waitFor();
  }

  /** Checks the backward where a function stands; gives what the panel says of it, and lets the program go on. */
  async function said(functionName: string): Promise<string> {
    await stoppedIn(functionName);
    await session.workbench.runCommand("Gradient Lens: Check My Backward");
    const verdict = session.panel.locator("[data-candidate-verdict]").first();
    await verdict.waitFor();
    const sentence = (await verdict.innerText()).split("\n")[0]?.trim() ?? "";
    const text = `${await verdict.getAttribute("data-candidate-verdict")}: ${sentence}`;
    await session.closeEditors(); // the next stop opens the program again
    await session.workbench.runCommand("Debug: Continue");
    return text;
  }

  const cases = [
    ["the eps that fits", "unstated_eps", "Your dx, dgamma and dbeta are right with eps = 0.001 in forward and backward: eps is not given. Use that?"],
    ["the gamma that fits, column by column", "gamma_elsewhere", "Your dx and dbeta are right with gamma = 0.5, 1, 1.5, 2: gamma is not given. Use that?"],
    ["the gamma before its step", "stepped_gamma", "Your dx, dgamma and dbeta are right with gamma = 0.5, 1, 1.5, 2: gamma was read at the stop, and may have changed since the forward pass. Use that?"],
    ["channels on the last axis, as gamma's size says", "channels_last", "Your dx, dgamma and dbeta are right"],
    ["xhat and rstd in the place of x", "xhat_kept", "Your dx, dgamma and dbeta are right"],
  ] as const; // prettier-ignore
  for (const [what, functionName, sentence] of cases) {
    it(`is right with ${what}`, async () => {
      const verdict = sentence.endsWith("Use that?") ? "doubtful" : "correct";
      assert.equal((await said(functionName)).split(/: \d+ of /)[0], `${verdict}: ${sentence}`);
    });
  }

  it("is right with x of one stop, and gamma, dout and dx of another, where x is gone", async () => {
    await stoppedIn("forward");
    await showByMenu(session, "x");
    await session.settled();
    await session.workbench.runCommand("Debug: Continue");
    await stoppedIn("behind_forward");
    await session.panel.getByText("forward is not on the stack at this stop", { exact: false }).first().waitFor();
    await useAs(session, "scale", "gamma");
    await session.panel.getByText("scale in behind_forward", { exact: false }).first().waitFor({ state: "attached" });
    await useAs(session, "dout", "dout");
    await useAs(session, "dx", "My dx");
    await session.panel.locator('[data-candidate-verdict="correct"]').waitFor();
  });
});
