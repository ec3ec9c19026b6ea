"""Sparse autoencoders to train: standard with L1, gated, TopK, BatchTopK (used as JumpReLU).

Inputs are scaled so that their mean squared norm is their width; `exported` folds the scale into the weights.
The decoder bias is subtracted from the input.
"""
import math

import torch
from torch import nn

AUXILIARY_SHARE, AUXILIARY_FEATURES = 1 / 32, 64


class Sae(nn.Module):
    """Features of x (scaled) and the reconstruction; subclasses say how features come about and what the loss is."""

    architecture = None
    penalised = False

    def __init__(self, width, features, mean):
        super().__init__()
        directions = torch.randn(features, width)
        self.W_dec = nn.Parameter(directions / directions.norm(dim=1, keepdim=True))
        self.W_enc = nn.Parameter(self.W_dec.data.T.clone())
        self.b_enc = nn.Parameter(torch.zeros(features))
        self.b_dec = nn.Parameter(mean.clone())

    def before(self, x):
        return (x - self.b_dec) @ self.W_enc + self.b_enc

    def decode(self, f):
        return f @ self.W_dec + self.b_dec

    def reconstruct(self, x):
        return self.decode(self.encode(x))

    @torch.no_grad()
    def after_step(self):
        """Decoder rows of norm 1, so that a penalty on features cannot be dodged and the largest are comparable."""
        self.W_dec.data /= self.W_dec.data.norm(dim=1, keepdim=True)

    @torch.no_grad()
    def replace(self, dead, inputs):
        """Points features that never fire at inputs that are badly reconstructed (Bricken et al. 2023)."""
        directions = (inputs - self.b_dec) / (inputs - self.b_dec).norm(dim=1, keepdim=True)
        self.W_dec.data[dead] = directions
        self.W_enc.data[:, dead] = directions.T * .2 * self.W_enc.data.norm(dim=0).mean()
        for name, parameter in self.named_parameters():
            if parameter.ndim == 1 and name != "b_dec":
                parameter.data[dead] = 0

    def tensors(self):
        return {"W_enc": self.W_enc, "W_dec": self.W_dec, "b_enc": self.b_enc, "b_dec": self.b_dec}

    @torch.no_grad()
    def exported(self, scale):
        """SAELens' tensors with the inputs' scale folded in."""
        found = {name: tensor.detach().clone() for name, tensor in self.tensors().items()}
        found["W_enc"] *= scale
        found["W_dec"] /= scale
        found["b_dec"] /= scale
        return found

    def settings(self):
        return {}


def squared_error(x, y):
    return (x - y).pow(2).sum(1).mean() / x.shape[1]


class Standard(Sae):
    """relu with an L1 penalty (Bricken et al. 2023)."""

    architecture, penalised = "standard", True

    def encode(self, x):
        return self.before(x).relu()

    def loss(self, x, penalty, dead):
        f = self.encode(x)
        return squared_error(x, self.decode(f)) + penalty * f.sum(1).mean() / math.sqrt(x.shape[1]), f


class Gated(Sae):
    """Whether and how much are learnt apart (Rajamanoharan et al. 2024): the penalty is on the gate only."""

    architecture, penalised = "gated", True

    def __init__(self, width, features, mean):
        super().__init__(width, features, mean)
        self.b_gate, self.b_mag, self.r_mag = (nn.Parameter(torch.zeros(features)) for _ in range(3))
        del self.b_enc

    def paths(self, x):
        p = (x - self.b_dec) @ self.W_enc
        return p + self.b_gate, (p * self.r_mag.exp() + self.b_mag).relu()

    def encode(self, x):
        gate, magnitude = self.paths(x)
        return (gate > 0) * magnitude

    def loss(self, x, penalty, dead):
        gate, magnitude = self.paths(x)
        f, on = (gate > 0) * magnitude, gate.relu()
        auxiliary = squared_error(x, on @ self.W_dec.detach() + self.b_dec.detach())
        return squared_error(x, self.decode(f)) + penalty * on.sum(1).mean() / math.sqrt(x.shape[1]) + auxiliary, f

    def tensors(self):
        return {"W_enc": self.W_enc, "W_dec": self.W_dec, "b_dec": self.b_dec,
                "b_gate": self.b_gate, "b_mag": self.b_mag, "r_mag": self.r_mag}


class TopK(Sae):
    """The k largest; features that have not fired for long learn from what is left over (Gao et al. 2024)."""

    architecture = "topk"

    def __init__(self, width, features, mean, k):
        super().__init__(width, features, mean)
        self.k = k

    def chosen(self, p):
        top, at = p.topk(self.k, 1)
        return torch.zeros_like(p).scatter(1, at, top.relu())

    def encode(self, x):
        return self.chosen(self.before(x))

    def loss(self, x, penalty, dead):
        p = self.before(x)
        f = self.chosen(p)
        y = self.decode(f)
        loss = squared_error(x, y)
        count = int(dead.sum())
        if count:
            top, at = p.masked_fill(~dead, -1e9).topk(min(AUXILIARY_FEATURES, count), 1)
            left = torch.zeros_like(p).scatter(1, at, top.relu()) @ self.W_dec
            loss = loss + AUXILIARY_SHARE * squared_error((x - y).detach(), left)
        return loss, f

    def settings(self):
        return {"k": self.k, "rescale_acts_by_decoder_norm": False}


class BatchTopK(TopK):
    """The k largest on average over a batch (Bussmann et al. 2024); afterwards a threshold, so JumpReLU."""

    architecture = "jumprelu"

    def __init__(self, width, features, mean, k):
        super().__init__(width, features, mean, k)
        self.register_buffer("threshold", torch.zeros(()))

    def chosen(self, p):
        if not self.training:
            return p * (p > self.threshold)
        lowest = p.flatten().topk(self.k * len(p), sorted=False)[0].min().clamp(min=0)
        with torch.no_grad():
            self.threshold.mul_(.99).add_(.01 * lowest) if self.threshold > 0 else self.threshold.copy_(lowest)
        return p * (p >= lowest)

    def tensors(self):
        return {**super().tensors(), "threshold": self.threshold.expand(self.b_enc.shape)}

    def settings(self):
        return {}


def make(name, width, features, mean, k):
    return {"standard": lambda: Standard(width, features, mean), "gated": lambda: Gated(width, features, mean),
            "topk": lambda: TopK(width, features, mean, k), "jumprelu": lambda: BatchTopK(width, features, mean, k)}[name]()


def fit(name, sample, features, k, steps, seed, batch=2048, rate=1e-3, report=None):
    """Trains on a `Sample` (scaled); the penalty is steered so that about k features are active, as many as TopK has."""
    torch.manual_seed(seed)
    sae = make(name, sample.x.shape[1], features, sample.draw(16384).mean(0), k).train()
    optimiser = torch.optim.Adam(sae.parameters(), lr=rate, betas=(.9, .999))
    silent, penalty = torch.zeros(features), .02
    for step in range(steps):
        part = sample.draw(batch)
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1, step / 100, (steps - step) / (.2 * steps))
        loss, f = sae.loss(part, penalty, silent > 100)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        sae.after_step()
        fired = (f.detach() > 0)
        active = fired.sum().item() / len(part)
        silent = torch.where(fired.any(0), torch.zeros(()), silent + 1)
        if sae.penalised:
            if 100 < step < .7 * steps:
                penalty *= math.exp(.02 * max(-1, min(1, (active - k) / k)))
            if step in (int(.2 * steps), int(.35 * steps), int(.5 * steps)):
                _revive(sae, optimiser, sample, silent > 100)
                silent.zero_()
        if report and step % report == 0:
            print("  %s step %d loss %.4f active %.1f silent %d penalty %.4f" % (
                name, step, loss.item(), active, int((silent > 100).sum()), penalty), flush=True)
    return sae.eval()


@torch.no_grad()
def _revive(sae, optimiser, sample, dead):
    if not dead.any():
        return
    x = sample.draw(8192)
    error = (x - sae.reconstruct(x)).pow(2).sum(1)
    sae.replace(dead, x[torch.multinomial(error.pow(2), int(dead.sum()))])
    for parameter, state in optimiser.state.items():
        for moment in (state["exp_avg"], state["exp_avg_sq"]):
            if moment.ndim == 1 and len(moment) == len(dead):
                moment[dead] = 0
            elif moment.ndim == 2:
                (moment if moment.shape[0] == len(dead) else moment.T)[dead] = 0
