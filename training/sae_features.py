"""Names features of an autoencoder that mean something, with the evidence, and writes features.json beside its weights.

    training/run.sh sae_features.py training/checkpoint/model.safetensors models/guided-tiny-moe models/guided-tiny-moe/sae/FOLDER

A feature that tells two kinds of text apart need not do anything. So a candidate is the feature with the largest difference of means times
its effect on the model (for labels the gradient of the label's logit, for the rest the mean difference alone), and what it does is then
measured: a label's feature is clamped and ablated at the token that predicts the label; any other is ablated everywhere, and the loss of the
answers' tokens that belong to its kind (for what is read in the text: that repeat it) is compared with that of ablating other features as often active.
A feature gets a kind's name only if both hold; of several kinds the one it tells best apart. Names are found on one set of rows and
every number is measured on another.
"""
import json
import os
import re
import sys

import bpe
import checkpoint
import torch
from dequantized import dequantized
from torch.nn import functional as F

import sae_data
import sae_files
from sae_labels import Labels, auc, topic_of

STRENGTHS = (1, 2, 4, 8)
LEAST_AUC, LEAST_RATIO, LEAST_RISE = .8, 1.25, .005
DIGIT = re.compile(r"\s?[0-9]$")


def kinds_of(encoder, row):
    """For each kind the positions of a row at which its feature should be active."""
    texts = [encoder.decode([i]) if i >= 16 else "" for i in row.ids]
    found = {"digit is read": [i for i, t in enumerate(texts) if DIGIT.match(t)],
             "digit comes next": [i - 1 for i, t in enumerate(texts) if DIGIT.match(t) and i > row.prompt],
             "number begins": [i - 1 for i, t in enumerate(texts) if DIGIT.match(t) and i > row.prompt and not DIGIT.match(texts[i - 1])],
             "answer begins": [row.prompt - 1],
             "answer ends": [len(row.ids) - 2],
             "quote is read in the answer": [i for i in range(row.prompt, len(row.ids)) if texts[i].startswith('"')]}
    if row.example.task == "a_entities":
        for what, kinds in (("name", ("person", "place", "organisation")), ("person", ("person",)), ("date", ("date",))):
            names = [name for kind in kinds for name in _entities(row.example.answer, kind)]
            found["%s in the text" % what] = sorted({p for name in names for p in _places(texts, row.prompt, name)})
            found["%s in the answer" % what] = sorted({p for name in names for p in _places(texts, len(texts), name, row.prompt)})
    return {kind: [p for p in places if 0 <= p < len(row.ids) - 1] for kind, places in found.items()}


def _entities(answer, kind):
    return [next(v for v in e.values() if v != kind) for e in json.loads(answer) if kind in e.values() and len(set(e.values())) > 1]


def _places(texts, end, name, start=0):
    """Positions of the tokens that spell a name."""
    joined, at = "".join(texts[start:end]), []
    begin = joined.find(name)
    if begin < 0:
        return at
    length = 0
    for i in range(start, end):
        if begin <= length < begin + len(name) or length < begin < length + len(texts[i]):
            at.append(i)
        length += len(texts[i])
    return at


class Streams:
    """Features at every token of some rows."""

    @torch.no_grad()
    def __init__(self, model, encoder, sae, rows):
        self.rows, self.features, self.tokens, self.of = rows, [], [], {}
        self.kinds, offset = {}, 0
        for group, ids in sae_data.batches(rows):
            _, streams = sae_data.forward(model, ids)
            for i, row in enumerate(group):
                self.features.append(sae.encode(streams[sae.layer][i, :len(row.ids)]))
                self.tokens += row.ids
                for kind, places in kinds_of(encoder, row).items():
                    self.kinds.setdefault(kind, []).extend(offset + p for p in places)
                offset += len(row.ids)
        self.features = torch.cat(self.features)

    def mask(self, kind):
        on = torch.zeros(len(self.features), dtype=torch.bool)
        on[self.kinds[kind]] = True
        return on


@torch.no_grad()
def loss_without(model, sae, rows, encoder, kind, features):
    """Mean loss of the tokens that follow the places of a kind, with features ablated everywhere (their share taken out of the stream)."""
    def edit(x):
        f = sae.encode(x)
        return x - f[..., features] @ sae.W_dec[features]
    total = count = 0
    for group, ids in sae_data.batches(rows):
        at = [(i, p) for i, r in enumerate(group) for p in kinds_of(encoder, r)[kind] if p >= r.prompt - 1]
        if at:
            i, p = torch.tensor(at).T
            states, _ = sae_data.forward(model, ids, edit if features else None, sae.layer)
            total += F.cross_entropy(model.logits(states[i, p]), ids[i, p + 1], reduction="sum").item()
            count += len(at)
    return total / count if count else None


def name_kinds(model, encoder, sae, train, test):
    """The best feature of each kind, by the difference of means relative to its largest activation; measured on other rows."""
    named, largest = {}, train.features.max(0)[0].clamp(min=1e-6)
    print("| feature | name | mean there | mean elsewhere | active there | active elsewhere | AUC | loss there | ablated | other features ablated |")
    print("|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for kind in sorted(train.kinds):
        on = train.mask(kind)
        if on.sum() < 20:
            continue
        difference = (train.features[on].mean(0) - train.features[~on].mean(0)) / largest
        best = int(difference.argmax())
        on = test.mask(kind)
        f = test.features[:, best]
        effect = kind.replace("in the text", "in the answer")
        rows = [r for r in test.rows if kinds_of(encoder, r).get(effect)][:60]
        usual = (test.features > 0).float().mean(0)
        peers = [int(i) for i in (usual - usual[best]).abs().argsort()[1:6]]
        losses = [loss_without(model, sae, rows, encoder, effect, features) for features in ([], [best])]
        other = [loss_without(model, sae, rows, encoder, effect, [p]) for p in peers] if losses[0] is not None else []
        shown = ["%.3f" % v if v is not None else "-" for v in (*losses, sum(other) / len(other) if other else None)]
        print("| %d | %s | %.2f | %.2f | %.2f | %.3f | %.3f | %s |" % (
            best, kind, f[on].mean(), f[~on].mean(), (f[on] > 0).float().mean(), (f[~on] > 0).float().mean(), auc(f[on], f[~on]), " | ".join(shown)), flush=True)
        apart = auc(f[on], f[~on])
        usual_loss = sum(other) / len(other) if other else float("inf")
        if losses[1] is not None and apart > max(LEAST_AUC, named.get(best, (0, ""))[0]) and losses[1] > max(LEAST_RATIO * usual_loss, usual_loss + LEAST_RISE):
            named[best] = (apart, kind)
    return {best: kind for best, (_, kind) in named.items()}


@torch.no_grad()
def label_accuracy(labels, sae, topic, feature):
    """Accuracy on a label's own messages, as it is and with its feature ablated."""
    right = {None: 0, feature: 0}
    count = 0
    for group, ids in labels.groups:
        i, at = torch.arange(len(group)), torch.tensor([r.prompt - 1 for r in group])
        own = [j for j, r in enumerate(group) if topic_of(r.example.answer) == topic]
        if not own:
            continue
        _, streams = sae_data.forward(labels.model, ids)
        for ablated in right:
            x = streams[sae.layer].clone()
            if ablated is not None:
                x[i, at] -= sae.encode(x[i, at])[:, [ablated]] * sae.W_dec[ablated]
            final, _ = sae_data.forward(labels.model, ids, first=sae.layer + 1, start=x)
            logits = labels.model.logits(final[i, at])
            right[ablated] += sum(max(group[j].example.labels, key=lambda l: logits[j, labels.first[l]].item()) == group[j].example.answer for j in own)
        count += len(own)
    return right[None] / count, right[feature] / count


def name_labels(model, encoder, sae):
    """The feature of each classification topic: chosen on training rows, measured on validation rows."""
    train = Labels(model, encoder, sae_data.rows(encoder, "train", 1500, 11, ("c_labels",)))
    test = Labels(model, encoder, sae_data.rows(encoder, "valid", 300, 12, ("c_labels",)))
    chosen, wins = train.choose(sae, 1, sae.layer), {s: {} for s in STRENGTHS}
    totals = {s: test.clamped(sae, 1, sae.layer, chosen, s, wins[s]) for s in STRENGTHS}
    x, _, topics = test.streams(sae.layer)
    with torch.no_grad():
        f = sae.encode(x)
    print("\n| feature | label | mean there | mean at other labels | AUC | attribution | %s | right | right, ablated |" % " | ".join("wins at %g×" % s for s in STRENGTHS))
    print("|---:|---|---:|---:|---:|---:|%s" % ("---:|" * (len(STRENGTHS) + 2)))
    named = {}
    for topic, choice in chosen.items():
        on = torch.tensor([t == topic for t in topics])
        if on.sum() == 0 or topic not in wins[1]:
            continue
        before, after = label_accuracy(test, sae, topic, choice.feature)
        g = f[:, choice.feature]
        print("| %d | %s | %.1f | %.1f | %.2f | %.1f | %s | %.2f | %.2f |" % (
            choice.feature, topic, g[on].mean(), g[~on].mean(), auc(g[on], g[~on]), choice.attribution,
            " | ".join("%.2f" % (wins[s][topic][0] / wins[s][topic][1]) for s in STRENGTHS), before, after), flush=True)
        named[choice.feature] = (named[choice.feature] + ", " if choice.feature in named else "label: ") + topic
    print("\nAll labels: " + ", ".join("%.3f at %g×" % (totals[s], s) for s in STRENGTHS) + "; the feature's largest activation on its label times the strength")
    return named, {c.feature: c.largest for c in chosen.values()}


def catalogue(encoder, test, named, label_largest):
    """Every feature's largest activation, frequency and strongest tokens."""
    tokens, found = torch.tensor(test.tokens), []
    for index in range(test.features.shape[1]):
        f = test.features[:, index]
        strongest, seen = f.argsort(descending=True)[:200], []
        for t in tokens[strongest[f[strongest] > 0]].tolist():
            text = encoder.decode([t]) if t >= 16 else bpe.SPECIAL[t]
            if text not in seen and len(seen) < 4:
                seen.append(text)
        largest = max(f.max().item(), label_largest.get(index, 0))
        entry = {"index": index, "largest": round(largest, 2), "frequency": round((f > 0).float().mean().item(), 5), "tokens": seen}
        if index in named:
            entry["name"] = named[index]
        found.append(entry)
    return found


def main(weights, folder, sae_folder):
    torch.set_num_threads(1)
    model, encoder = dequantized(checkpoint.load(weights)), bpe.load(folder + "/tokenizer.json")
    sae = sae_files.Saved(sae_folder)
    train, test = (Streams(model, encoder, sae, sae_data.rows(encoder, split, 300, 10)) for split in ("train", "valid"))
    named = name_kinds(model, encoder, sae, train, test)
    labels, largest = name_labels(model, encoder, sae)
    named.update(labels)
    with open(os.path.join(sae_folder, "features.json"), "w", encoding="utf-8") as f:
        f.write('{"features":[\n' + ",\n".join(json.dumps(e, ensure_ascii=False, separators=(",", ":")) for e in catalogue(encoder, test, named, largest)) + "\n]}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
