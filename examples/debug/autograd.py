"""One step with PyTorch. Stop in the marked line, show x, take bn as its layer, and compare with x.grad."""

import torch

torch.manual_seed(1)


def step():
    bn = torch.nn.BatchNorm1d(6)
    torch.nn.init.uniform_(bn.weight, 0.5, 1.5)
    frozen = torch.nn.BatchNorm1d(6, eps=1e-3).eval()
    x = torch.randn(16, 6, requires_grad=True)
    target = torch.randn(16, 6)
    out = bn(x)
    out.retain_grad()  # the gradient that reaches the layer: dout
    loss = ((out - target) ** 2).sum()
    loss.backward()
    print(float(loss), frozen.training)  # stop here


step()
