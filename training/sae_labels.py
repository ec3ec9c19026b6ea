"""Features that stand for classification labels: found by mean difference and attribution, checked by clamping.

A feature that separates a label from others need not do anything; so candidates are ranked by the difference of their means
at the token that predicts the label times their effect on the label's logit, and the choice is reported with what clamping does.
"""
from collections import namedtuple

import torch

from generate.labels import TOPICS
from sae_data import batches, forward

Choice = namedtuple("Choice", "feature mean_on mean_off auc attribution largest")


def topic_of(label):
    """The first synonym of the topic a label in a prompt stands for."""
    plain = label.lower().replace("_", " ")
    return next(t for t in TOPICS if plain in t.split("|")).split("|")[0]


def auc(on, off):
    """The share of pairs in which the first is larger; ties count half."""
    values = torch.cat((on, off))
    order = values.sort()[1]
    ranks = torch.empty(len(values))
    ranks[order] = torch.arange(1, len(values) + 1, dtype=torch.float)
    _, group, counts = values.unique(return_inverse=True, return_counts=True)
    ranks = (torch.zeros(len(counts)).scatter_add(0, group, ranks) / counts)[group]
    return ((ranks[:len(on)].sum() - len(on) * (len(on) + 1) / 2) / (len(on) * len(off))).item()


class Labels:
    """Classification prompts, cut off at the token that predicts the label."""

    def __init__(self, model, encoder, rows):
        self.model, self.encoder = model, encoder
        self.rows = [r for r in rows if r.example.labels is not None]
        self.first = {}
        for row in self.rows:
            for label in row.example.labels:
                self.first.setdefault(label, encoder.encode(label)[0])
        self.groups = list(batches(self.rows))

    @torch.no_grad()
    def streams(self, layer):
        """The stream after a layer at the predicting token, in the order of `topics`, with its gradient for each row's own label."""
        states, gradients, topics = [], [], []
        for group, ids in self.groups:
            _, streams = forward(self.model, ids)
            x = streams[layer].detach()
            i = torch.arange(len(group))
            at = torch.tensor([r.prompt - 1 for r in group])
            with torch.enable_grad():
                x.requires_grad_()
                final, _ = forward(self.model, ids, first=layer + 1, start=x)
                logits = self.model.logits(final[i, at])
                value = sum(logits[j, self.first[r.example.answer]]
                            - sum(logits[j, self.first[o]] for o in r.example.labels if o != r.example.answer) / (len(r.example.labels) - 1)
                            for j, r in enumerate(group))
                gradient = torch.autograd.grad(value, x)[0]
            states.append(x.detach()[i, at])
            gradients.append(gradient[i, at])
            topics += [topic_of(r.example.answer) for r in group]
        return torch.cat(states), torch.cat(gradients), topics

    def choose(self, sae, scale, layer):
        """The best feature of each topic that occurs often enough."""
        x, gradient, topics = self.streams(layer)
        with torch.no_grad():
            f, effect = sae.encode(x * scale), gradient @ (sae.W_dec / scale).T
        chosen = {}
        for topic in sorted(set(topics)):
            on = torch.tensor([t == topic for t in topics])
            if on.sum() < 5:
                continue
            difference = f[on].mean(0) - f[~on].mean(0)
            attribution = difference * effect[on].mean(0)
            best = int(attribution.argmax())
            chosen[topic] = Choice(best, f[on, best].mean().item(), f[~on, best].mean().item(), auc(f[on, best], f[~on, best]),
                                   attribution[best].item(), f[on, best].max().item())
        return chosen

    @torch.no_grad()
    def clamped(self, sae, scale, layer, chosen, times=4.0, wins_by_topic=None):
        """How often a label offered in the prompt wins when its feature is clamped at the predicting token (labels not already right)."""
        wins = total = 0
        for group, ids in self.groups:
            i, at = torch.arange(len(group)), torch.tensor([r.prompt - 1 for r in group])
            _, streams = forward(self.model, ids)
            for topic, choice in chosen.items():
                targets = [next((l for l in r.example.labels if topic_of(l) == topic and l != r.example.answer), None) for r in group]
                if not any(targets):
                    continue
                x = streams[layer].clone()
                here = x[i, at]
                f = sae.encode(here * scale)[:, choice.feature]
                x[i, at] = here + (times * choice.largest - f)[:, None] * sae.W_dec[choice.feature] / scale
                final, _ = forward(self.model, ids, first=layer + 1, start=x)
                logits = self.model.logits(final[i, at])
                for j, (row, target) in enumerate(zip(group, targets)):
                    if target:
                        won = max(row.example.labels, key=lambda l: logits[j, self.first[l]].item()) == target
                        wins, total = wins + won, total + 1
                        if wins_by_topic is not None:
                            old = wins_by_topic.setdefault(topic, [0, 0])
                            old[0], old[1] = old[0] + won, old[1] + 1
        return wins / total
