import assert from "node:assert/strict";
import { findMistake } from "../../../src/core/diagnosis";
import { findLine } from "../../../src/panel/own-code/find-line";

const STAGED = `
def batchnorm_backward(dout, cache):
    x, gamma, mu, var, eps = cache
    N, D = x.shape
    r = 1.0 / np.sqrt(var + eps)
    x_hat = (x - mu) * r
    dbeta = dout.sum(axis=0)
    dgamma = np.sum(dout * x_hat, axis=0)
    dxhat = dout * gamma
    dvar = np.sum(dxhat * (x - mu), axis=0) * -0.5 * (var + eps) ** -1.5
    dmu = -np.sum(dxhat * r, axis=0) + dvar * np.mean(-2.0 * (x - mu), axis=0)
    dx = dxhat * r + dvar * 2 * (x - mu) / N + dmu / N
    return dx, dgamma, dbeta
`;
const TORCH = `
class BatchNorm(torch.autograd.Function):
    @staticmethod
    def backward(ctx, grad_output):
        xhat, weight, rstd = ctx.saved_tensors
        g = grad_output
        grad_weight = (g * xhat).sum((0, 2, 3))
        grad_bias = g.sum(0)
        grad_input = (  # in one formula
            weight * rstd
            * (g - g.mean(0, keepdim=True) - xhat * (g * xhat).mean(0, keepdim=True))
        )
        return grad_input, grad_weight, grad_bias
`;
const LOOPS = `
for (let i = 0; i < N; i++) {
  for (let k = 0; k < D; k++) {
    dbeta[k] += dout[i * D + k];
    dgamma[k] += dout[i * D + k] * xhat[i * D + k]; // sum over the rows
  }
}
for (let i = 0; i < N; i++) dx[i] = gamma[k] * r[k] * (dout[i] - dbeta[k] / N - (xhat[i] * dgamma[k]) / N);
`;

function lineOf(program: string, name: string, id: string): string | undefined {
  const mistake = findMistake(id);
  assert.ok(mistake, id);
  const found = findLine(program, name, mistake);
  if (found) assert.equal(program.split("\n")[found.line - 1]?.trim(), found.text);
  return found?.text;
}

/** [program, file, mistake, what is right, what is written instead] */
const WRITTEN: readonly (readonly [string, string, string, string, string])[] = [
  [STAGED, "bn.py", "variance-path-omitted", "dxhat * r + dvar * 2 * (x - mu) / N + dmu / N", "dxhat * r + dmu / N"],
  [STAGED, "bn.py", "variance-path-omitted", "dxhat * r + dvar * 2 * (x - mu) / N + dmu / N", "gamma * r * (dout - np.mean(dout, 0))"], // prettier-ignore
  [STAGED, "bn.py", "dbeta-mean", "dout.sum(axis=0)", "np.mean(dout, axis=0)"],
  [STAGED, "bn.py", "dgamma-uses-x", "dout * x_hat", "dout * x"],
  [STAGED, "bn.py", "dv-power-one", "** -1.5", "** -1"],
  [STAGED, "bn.py", "eps-outside-root", "1.0 / np.sqrt(var + eps)", "1 / (np.sqrt(var) + eps)"],
  [STAGED, "bn.py", "factor-2-missing", "dvar * 2 * (x - mu)", "dvar * (x - mu)"],
  [TORCH, "bn.py", "dgamma-mean", ".sum((0, 2, 3))", ".mean((0, 2, 3))"],
  [TORCH, "bn.py", "dbeta-all-axes", "g.sum(0)", "g.sum()"],
  [TORCH, "bn.py", "mean-path-omitted", "g - g.mean(0, keepdim=True) - xhat", "g - xhat"],
  [TORCH, "bn.py", "gamma-omitted", "weight * rstd", "rstd"],
  [LOOPS, "bn.ts", "dbeta-scaled-by-gamma", "dbeta[k] += dout[i * D + k];", "dbeta[k] += dxhat[i * D + k];"],
  [LOOPS, "bn.ts", "inverse-n-missing-mean", "dbeta[k] / N", "dbeta[k]"],
];

describe("the line of a mistake in the user's own program", () => {
  for (const [program, name, id, right, written] of WRITTEN) {
    it(`is found, however it is written: ${id}, ${written}`, () => {
      assert.ok(program.includes(right));
      const wrong = program.replace(right, written);
      const found = lineOf(wrong, name, id);
      if (id === "gamma-omitted" || id === "mean-path-omitted") assert.equal(found, "grad_input = (  # in one formula");
      else assert.ok(found?.includes(written), found);
    });
  }

  it("is none in a right program", () => {
    for (const [program, name, id] of WRITTEN) assert.equal(lineOf(program, name, id), undefined, id);
  });

  it("is none where two lines make the mistake, or the names are not the usual ones", () => {
    const wrong = STAGED.replace("dout.sum(axis=0)", "np.mean(dout, axis=0)");
    assert.equal(lineOf(wrong + wrong, "bn.py", "dbeta-mean"), undefined);
    assert.equal(lineOf(wrong.replaceAll("dout", "whatever"), "bn.py", "dbeta-mean"), undefined);
  });

  it("is none in what is no program: numbers, prose, a part of the rows", () => {
    for (const text of [
      "",
      "[[1, 2], [3, 4]]",
      "dx = 3 apples",
      "dbeta = np.mean(dout[:n], axis=0)",
      "dbeta = = 3",
      "dx = ((((",
    ])
      assert.equal(lineOf(text, "notes.txt", "dbeta-mean"), undefined, text);
  });
});
