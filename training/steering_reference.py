"""What steering does to the shipped model, computed by PyTorch with forward hooks; the C# port is compared with it.

    training/run.sh steering_reference.py tests/Guided.Onnx.Tests/Steering/Fixtures/port_reference.json

Every operation and architecture is written out here from its definition, not from the port's way of computing it. The model
has the weights that the 8-bit export stands for. Vectors are fp32 in base64.
"""
import base64
import json
import os
import sys

import torch

import bpe
import checkpoint
from chat import prompt_ids
from dequantized import dequantized
from generate.example import Example

TOKENS, ROWS, LOGITS = 24, 3, 24
HERE = os.path.dirname(os.path.abspath(__file__))


def packed(tensor):
    return base64.b64encode(tensor.detach().float().numpy().tobytes()).decode()


class Feature:
    """One latent: its activation on rows of h, and its decoder row."""

    def __init__(self, name, architecture, width):
        self.name, self.architecture = name, architecture
        self.encoder, self.decoder = torch.randn(width) * .05, torch.randn(width) * .2
        self.bias = torch.randn(()) * .2
        self.threshold = torch.rand(()) * .3
        self.b_gate, self.r_mag = torch.randn(()) * .2, torch.randn(()) * .3

    def activation(self, h):
        p = h @ self.encoder
        if self.architecture == "standard":
            return torch.relu(p + self.bias)
        if self.architecture == "jumprelu":
            p = p + self.bias
            return torch.relu(p) * (p > self.threshold)
        if self.architecture == "gated":
            return ((p + self.b_gate) > 0) * torch.relu(p * self.r_mag.exp() + self.bias)
        return (h @ self.decoder) / self.decoder.pow(2).sum()  # direction: the multiple of the decoder in h

    def as_json(self):
        values = {"name": self.name, "architecture": self.architecture, "decoder": packed(self.decoder)}
        if self.architecture != "direction":
            values.update(encoder=packed(self.encoder), bias=self.bias.item())
        if self.architecture == "jumprelu":
            values["threshold"] = self.threshold.item()
        if self.architecture == "gated":
            values.update(bGate=self.b_gate.item(), rMag=self.r_mag.item())
        return values


def target(operation, value, a):
    return {"setTo": lambda: torch.full_like(a, value), "atLeast": lambda: torch.clamp(a, min=value), "atMost": lambda: torch.clamp(a, max=value),
            "scaleBy": lambda: value * a, "ablate": lambda: torch.zeros_like(a)}[operation]()


def change(h, edit):
    """What one edit adds to rows of h."""
    f, value = edit["feature"], edit["value"]
    if edit["operation"] == "add":
        strength = torch.full(h.shape[:-1], value)
    elif edit["operation"] == "addRelative":
        strength = value * h.norm(dim=-1) / f.decoder.norm()
    else:
        a = f.activation(h)
        strength = target(edit["operation"], value, a) - a
    condition = edit.get("condition")
    if condition:
        seen = condition["feature"]
        if condition["cosine"]:
            holds = torch.cosine_similarity(h, seen.encoder.expand_as(h), dim=-1) > condition["threshold"]
        else:
            holds = seen.activation(h) > condition["threshold"]
        strength = strength * holds
    return strength.unsqueeze(-1) * f.decoder


def run(model, ids, edits, renormalize=False):
    """Streams behind all layers, and logits, with the edits applied by hooks."""
    streams, handles = {}, []

    def hook(layer):
        def apply(_, __, h):
            mine = [e for e in edits if e["layer"] == layer]
            steered = h + sum(change(h, e) for e in mine) if mine else h
            if mine and renormalize:
                steered = steered * (h.norm(dim=-1, keepdim=True) / steered.norm(dim=-1, keepdim=True))
            streams[layer] = steered
            return steered
        return apply

    for i, layer in enumerate(model.layers):
        handles.append(layer.register_forward_hook(hook(i)))
    with torch.no_grad():
        logits = model.logits(model(torch.tensor([ids])))
    for handle in handles:
        handle.remove()
    return streams, logits


def cases(features):
    f = {x.name: x for x in features}

    def edit(operation, value=0.0, feature="standard", layer=2, **more):
        return {"operation": operation, "value": value, "feature": f[feature], "layer": layer, **more}

    yield "none", [], False
    yield "add", [edit("add", 3.0, "direction")], False
    yield "add relative", [edit("addRelative", .25, "direction")], False
    yield "add renormalised", [edit("add", 6.0, "direction")], True
    yield "project out", [edit("ablate", 0, "direction")], False
    yield "cap of the projection", [edit("atMost", -.2, "direction")], False
    for name in ("standard", "jumprelu", "gated"):
        yield "set, " + name, [edit("setTo", 2.5, name)], False
        yield "at least, " + name, [edit("atLeast", .6, name)], False
        yield "at most, " + name, [edit("atMost", .2, name)], False
        yield "scale, " + name, [edit("scaleBy", 4.0, name)], False
        yield "ablate, " + name, [edit("ablate", 0, name)], False
        yield "mean, " + name, [edit("setTo", .37, name)], False
    for name in ("standard", "jumprelu", "gated"):
        yield "where active, " + name, [edit("add", 2.0, "direction", condition={"feature": f[name], "threshold": .15, "cosine": False})], False
    yield "where the cosine is large", [edit("add", 2.0, "direction", condition={"feature": f["standard"], "threshold": .08, "cosine": True})], False
    yield "several features", [edit("setTo", 2.0, "standard"), edit("scaleBy", 3.0, "gated"), edit("add", 1.0, "direction")], False
    yield "several layers", [edit("setTo", 2.0, "standard", 0), edit("ablate", 0, "direction", 1), edit("scaleBy", 2.0, "gated", 3)], False


def as_json(edit):
    values = {"layer": edit["layer"], "operation": edit["operation"], "value": edit["value"], "feature": edit["feature"].name}
    if "condition" in edit:
        condition = edit["condition"]
        values["condition"] = {"feature": condition["feature"].name, "threshold": condition["threshold"], "cosine": condition["cosine"]}
    return values


def main(path):
    torch.manual_seed(20261121)
    torch.set_num_threads(1)
    model = dequantized(checkpoint.load(os.path.join(HERE, "checkpoint", "model.safetensors")))
    encoder = bpe.load(os.path.join(HERE, "..", "models", "guided-tiny-moe", "tokenizer.json"))
    example = Example("c_labels", "Classify this message.\nThe parcel is late and the driver lost it.", None, ["shipping", "weather", "refund"], "shipping")
    ids = prompt_ids(encoder, example)[:TOKENS]
    features = [Feature(name, name, model.config.hidden) for name in ("standard", "jumprelu", "gated", "direction")]
    chosen = sorted(torch.randperm(model.config.vocabulary)[:LOGITS].tolist())
    rows = []
    for name, edits, renormalize in cases(features):
        streams, logits = run(model, ids, edits, renormalize)
        layer = max((e["layer"] for e in edits), default=2)
        rows.append({"name": name, "renormalize": renormalize, "edits": [as_json(e) for e in edits], "layer": layer,
                     "stream": packed(streams[layer][0, -ROWS:]), "logits": packed(logits[0, -1, chosen])})
        print("%-28s change of the stream %.3f, of the logits %.3f" % (
            name, (streams[layer] - run(model, ids, [])[0][layer]).norm(), (logits - run(model, ids, [])[1])[0, -1].abs().max()))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        json.dump({"tokens": ids, "rows": ROWS, "logits": chosen, "features": [x.as_json() for x in features], "cases": rows}, f, indent=0)
        f.write("\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
