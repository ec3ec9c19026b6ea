"""The toy model of superposition (Elhage et al. 2022) and its features found again by a sparse autoencoder (Bricken et al. 2023).

    training/run.sh superposition.py docs/steering/superposition.svg

A model with fewer dimensions m than features n, x' = relu(W'W x + b), learns to store sparse features as directions that are not
orthogonal. First n = 5, m = 2, of falling importance, at growing sparsity: the directions are drawn. Then n = 64 equally important
features in m = 16: which does the model store, and how many of those does an autoencoder find in the hidden states alone?
"""
import math
import sys

import torch

import sae_models

SPARSITIES = (0.0, .7, .9, .97, .99)
SMALL, LARGE = (5, 2, .7), (64, 16, 1.0)
STORED, FOUND = .5, .9
PANEL, MARGIN, CHART = 160, 20, 190
COLOURS = ("#1b6ca8", "#c0392b", "#2e8b57", "#b8860b", "#6a3d9a")


def features(count, n, sparsity):
    """Each is 0 with the probability of `sparsity`, else uniform in 0 to 1."""
    return torch.rand(count, n) * (torch.rand(count, n) >= sparsity)


def toy(n, m, importance, sparsity, steps, seed):
    """The trained W, [m, n]."""
    torch.manual_seed(seed)
    w, b = torch.nn.Parameter(torch.randn(m, n) / math.sqrt(n)), torch.nn.Parameter(torch.zeros(n))
    weights = importance ** torch.arange(n, dtype=torch.float)
    optimiser = torch.optim.Adam((w, b), lr=1e-2)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = 1e-2 * min(1, 2 * (1 - step / steps))
        x = features(1024, n, sparsity)
        loss = (weights * (x - ((x @ w.T) @ w + b).relu()).pow(2)).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return w.detach(), loss.item()


class Hidden:
    """Hidden states of the toy model, to draw batches from."""

    def __init__(self, w, sparsity, count):
        x = features(count, w.shape[1], sparsity)
        x = x[x.sum(1) > 0]
        self.active = (x > 0).sum(1).float().mean().item()
        self.x = x @ w.T
        self.x *= math.sqrt(w.shape[0]) / self.x.pow(2).sum(1).mean().sqrt()

    def draw(self, count):
        return self.x[torch.randint(len(self.x), (count,))]


def best_cosines(directions, w):
    """For each column of w the largest cosine with one of the directions."""
    unit = directions / directions.norm(dim=1, keepdim=True)
    return (unit @ (w / w.norm(dim=0, keepdim=True))).max(0)[0]


def recovered(w, sparsity, seed):
    """Cosines of the model's stored features: with the directions of two autoencoders, with hidden states' principal axes, with random ones."""
    hidden = Hidden(w, sparsity, 60000)
    saes = [sae_models.fit(name, hidden, w.shape[1], max(1.0, hidden.active), 3000, seed, batch=1024, rate=3e-3) for name in ("standard", "gated")]
    stored = w[:, w.norm(dim=0) > STORED]
    axes = torch.linalg.svd(hidden.x - hidden.x.mean(0), full_matrices=False)[2]
    random = torch.randn(w.shape[1], w.shape[0], generator=torch.Generator().manual_seed(seed))
    return [best_cosines(d, stored) for d in (*(sae.W_dec.detach() for sae in saes), torch.cat((axes, -axes)), random)]


def text(x, y, content, size=12, anchor="middle", extra=""):
    return '<text x="%.1f" y="%.1f" font-size="%d" text-anchor="%s"%s>%s</text>' % (x, y, size, anchor, extra, content)


def panel(left, top, w, sparsity):
    """The directions of the five features in the plane."""
    centre, unit = (left + PANEL / 2, top + PANEL / 2), PANEL / 2.6
    out = ['<circle cx="%.1f" cy="%.1f" r="%.1f" fill="none" stroke="#ccc"/>' % (*centre, unit)]
    for i in range(w.shape[1]):
        x, y = centre[0] + unit * w[0, i].item(), centre[1] - unit * w[1, i].item()
        out.append('<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s" stroke-width="3"/>' % (*centre, x, y, COLOURS[i]))
        out.append('<circle cx="%.1f" cy="%.1f" r="4" fill="%s"/>' % (x, y, COLOURS[i]))
    stored = int((w.norm(dim=0) > STORED).sum())
    out.append(text(centre[0], top - 6, "sparsity %g: %d of %d stored" % (sparsity, stored, w.shape[1])))
    return out


def bars(left, top, width, results):
    """Stored and recovered features of the large model at each sparsity."""
    out, step = [], width / len(results)
    for i, (sparsity, stored, standard, gated, axes, _) in enumerate(results):
        for j, (value, colour) in enumerate(((stored, "#9aa7b1"), (standard, COLOURS[0]), (gated, COLOURS[2]), (axes, COLOURS[3]))):
            height, x = (CHART - 30) * value / LARGE[0], left + i * step + 10 + 29 * j
            out.append('<rect x="%.1f" y="%.1f" width="26" height="%.1f" fill="%s"/>' % (x, top + CHART - 30 - height, height, colour))
            out.append(text(x + 13, top + CHART - 34 - height, str(value), 11))
        out.append(text(left + i * step + 68, top + CHART - 12, "sparsity %g" % sparsity))
    return out


def picture(small, results):
    width = len(SPARSITIES) * (PANEL + MARGIN) + MARGIN
    second = 60 + PANEL + 50
    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" fill="#222">' % (width, second + CHART + 80),
           '<rect width="100%" height="100%" fill="#fff"/>',
           text(MARGIN, 22, "%d features in %d dimensions: the sparser they are, the more directions share the space" % SMALL[:2], 14, "start")]
    for i, (sparsity, w) in enumerate(small):
        out += panel(MARGIN + i * (PANEL + MARGIN), 56, w, sparsity)
    out.append(text(MARGIN, second, "%d features in %d dimensions: stored by the model, and found again in its hidden states (cosine above %g)" % (*LARGE[:2], FOUND), 14, "start"))
    out += bars(MARGIN, second + 26, width - 2 * MARGIN, results)
    for i, (name, colour) in enumerate((("stored (norm above %g)" % STORED, "#9aa7b1"), ("found by an autoencoder with L1", COLOURS[0]),
                                        ("found by a gated one", COLOURS[2]), ("found by principal axes", COLOURS[3]))):
        x = MARGIN + i * (width - 2 * MARGIN) / 4
        out.append('<rect x="%.1f" y="%.1f" width="12" height="12" fill="%s"/>' % (x, second + CHART + 44, colour))
        out.append(text(x + 18, second + CHART + 54, name, 12, "start"))
    return "\n".join(out + ["</svg>"]) + "\n"


def main(path):
    torch.set_num_threads(1)
    small = [(s, min((toy(*SMALL, s, 3000, seed) for seed in range(3)), key=lambda r: r[1])[0]) for s in SPARSITIES]
    results = []
    print("| sparsity | stored of %d | found, L1 | mean cosine | found, gated | mean cosine | by principal axes | by random directions |" % LARGE[0])
    print("|---:|---:|---:|---:|---:|---:|---:|---:|")
    for sparsity in SPARSITIES:
        w, _ = toy(*LARGE, sparsity, 4000, 0)
        cosines = recovered(w, sparsity, 0)
        results.append((sparsity, len(cosines[0]), *(int((c > FOUND).sum()) for c in cosines)))
        print("| %g | %d | %d | %.3f | %d | %.3f | %d | %d |" % (
            *results[-1][:3], cosines[0].mean().item(), results[-1][3], cosines[1].mean().item(), *results[-1][4:]), flush=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(picture(small, results))


if __name__ == "__main__":
    main(*sys.argv[1:])
