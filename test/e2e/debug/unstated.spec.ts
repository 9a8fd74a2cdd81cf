import assert from "node:assert/strict";
import { keepFailures, type Session } from "../session";
import { breakAt, openDebugging, start, stopDebugging } from "./debugging";

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


unstated_eps(np.random.default_rng(2))
gamma_elsewhere(np.random.default_rng(1))
stepped_gamma(np.random.default_rng(7))
channels_last(np.random.default_rng(8))
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

  /** Checks the backward where a function stands; gives what the panel says of it, and lets the program go on. */
  async function said(functionName: string): Promise<string> {
    const { page } = session.workbench;
    await page.locator(".debug-call-stack .monaco-list-row", { hasText: functionName }).first().waitFor();
    await page.locator(".debug-top-stack-frame-column, .debug-top-stack-frame-line").first().waitFor();
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
  ] as const; // prettier-ignore
  for (const [what, functionName, sentence] of cases) {
    it(`is right with ${what}`, async () => {
      const verdict = sentence.endsWith("Use that?") ? "doubtful" : "correct";
      assert.equal((await said(functionName)).split(/: \d+ of /)[0], `${verdict}: ${sentence}`);
    });
  }
});
