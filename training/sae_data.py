"""Residual streams of the model over generated rows, and forward passes with a layer's stream edited."""
import random

import torch
from torch.nn import functional as F

from bpe import PAD
from chat import answer_ids, prompt_ids
from generate.tasks import TASKS, generate

LONGEST = 400


class Row:
    """A prompt with its right answer: ids, and how many of them are the prompt's."""

    def __init__(self, encoder, example):
        self.example, prompt = example, prompt_ids(encoder, example)
        self.ids, self.prompt = prompt + answer_ids(encoder, example), len(prompt)


def rows(encoder, split, count, seed, tasks=tuple(TASKS)):
    """The tasks in turn, a function of the seed."""
    rng, found = random.Random("sae %s %d" % (split, seed)), []
    while len(found) < count:
        row = Row(encoder, generate(rng, split, tasks[len(found) % len(tasks)]))
        if len(row.ids) <= LONGEST:
            found.append(row)
    return found


def training_rows(encoder, mixed, labels):
    """Rows of all tasks and further ones of classification."""
    return rows(encoder, "train", mixed, 1) + rows(encoder, "train", labels, 2, ("c_labels",))


def batches(found, tokens=4096):
    """Rows of about the same length together: (rows, padded ids)."""
    ordered = sorted(found, key=lambda r: len(r.ids))
    while ordered:
        width = len(ordered[-1].ids)
        count = max(1, tokens // width)
        group, ordered = ordered[-count:], ordered[:-count]
        yield group, torch.tensor([r.ids + [PAD] * (width - len(r.ids)) for r in group])


def forward(model, ids, edit=None, layer=None, first=0, start=None):
    """Final hidden states and the streams after each layer; `edit` changes the stream after `layer`.

    With `start` (a stream after layer `first` - 1) the layers before are left out.
    """
    s, streams = ids.shape[1], []
    x = F.embedding(ids, model.embed_tokens) if start is None else start
    for number, block in enumerate(model.layers[first:], first):
        x = block(x, model.cos[:s], model.sin[:s], model.mask[:s, :s])
        if edit is not None and number == layer:
            x = edit(x)
        streams.append(x)
    return model.norm(x), streams


def tokens_of(group, width):
    """Which places of a padded batch hold tokens."""
    return torch.arange(width)[None] < torch.tensor([len(r.ids) for r in group])[:, None]


class Sample:
    """Streams after one layer, [tokens, hidden], and the shares in which kinds of tokens are drawn for training.

    Tokens that predict an answer are a fifth of a text and those that predict a label one in a hundred; drawn as they come,
    an autoencoder spends its features on the wording of prompts.
    """

    SHARES = ((0, .55), (1, .3), (2, .15))

    def __init__(self, x, kinds):
        self.x, self.kinds = x, kinds
        self.pools = [((kinds >= kind).nonzero()[:, 0], share) for kind, share in self.SHARES]

    def draw(self, count):
        parts = [pool[torch.randint(len(pool), (round(count * share),))] for pool, share in self.pools]
        return self.x[torch.cat(parts)]

    def scale(self):
        """What makes the mean squared norm of what is drawn the width."""
        return (self.x.shape[1] / self.draw(32768).pow(2).sum(1).mean()).sqrt().item()

    def scaled(self, scale):
        return Sample(self.x * scale, self.kinds)


@torch.no_grad()
def collect(model, found, layers):
    """Streams of all tokens after each of the layers: a `Sample` a layer."""
    kept, kinds = {layer: [] for layer in layers}, []
    for group, ids in batches(found):
        _, streams = forward(model, ids)
        there, kind = tokens_of(group, ids.shape[1]), torch.zeros_like(ids)
        for i, row in enumerate(group):
            kind[i, row.prompt - 1:len(row.ids) - 1] = 1
            if row.example.labels is not None:
                kind[i, row.prompt - 1] = 2
        kinds.append(kind[there])
        for layer in layers:
            kept[layer].append(streams[layer][there])
    return {layer: Sample(torch.cat(parts), torch.cat(kinds)) for layer, parts in kept.items()}


@torch.no_grad()
def answer_loss(model, found, layer=None, edit=None):
    """Mean cross entropy of the answers' tokens, in nats."""
    total, count = 0.0, 0
    for group, ids in batches(found):
        states, _ = forward(model, ids, edit, layer)
        at = [(i, t) for i, r in enumerate(group) for t in range(r.prompt - 1, len(r.ids) - 1)]
        i, t = torch.tensor(at).T
        total += F.cross_entropy(model.logits(states[i, t]), ids[i, t + 1], reduction="sum").item()
        count += len(at)
    return total / count
