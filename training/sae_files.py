"""Autoencoders in SAELens' format: cfg.json and sae_weights.safetensors in a folder."""
import json
import os

import torch

from tensor_files import read_safetensors, write_safetensors

CONFIG, WEIGHTS = "cfg.json", "sae_weights.safetensors"
FORMAT_VERSION = "6.18.0"  # the version of SAELens whose format this is; below 6 a reader takes the keys for older ones


def save(folder, sae, scale, layer, half, notes):
    """Writes a trained autoencoder with the scale of its inputs folded in."""
    os.makedirs(folder, exist_ok=True)
    tensors = {name: tensor.to(torch.float16 if half else torch.float32) for name, tensor in sae.exported(scale).items()}
    write_safetensors(os.path.join(folder, WEIGHTS), tensors)
    features, width = tensors["W_dec"].shape
    config = {"architecture": sae.architecture, "d_in": width, "d_sae": features, "dtype": "float16" if half else "float32", "device": "cpu",
              "apply_b_dec_to_input": True, "normalize_activations": "none", "reshape_activations": "none", **sae.settings(),
              "metadata": {"sae_lens_version": FORMAT_VERSION, "model_name": "guided-tiny-moe",
                           "hook_name": "blocks.%d.hook_resid_post" % layer, "hook_head_index": None, "prepend_bos": True, **notes}}
    with open(os.path.join(folder, CONFIG), "w", encoding="utf-8") as f:
        json.dump(config, f, indent=1)
        f.write("\n")


class Saved:
    """An autoencoder read back, as other programs see it: inputs are not scaled."""

    def __init__(self, folder):
        self.name = os.path.basename(os.path.normpath(folder))
        with open(os.path.join(folder, CONFIG), encoding="utf-8") as f:
            self.config = json.load(f)
        for name, tensor in read_safetensors(os.path.join(folder, WEIGHTS)).items():
            setattr(self, name, tensor)
        self.layer = int(self.config["metadata"]["hook_name"].split(".")[1])

    def encode(self, x):
        p = (x - self.b_dec) @ self.W_enc
        kind = self.config["architecture"]
        if kind == "gated":
            return (p + self.b_gate > 0) * (p * self.r_mag.exp() + self.b_mag).relu()
        p = p + self.b_enc
        if kind == "topk":
            top, at = p.topk(self.config["k"], -1)
            return torch.zeros_like(p).scatter(-1, at, top.relu())
        return p.relu() * (p > self.threshold) if kind == "jumprelu" else p.relu()

    def decode(self, f):
        return f @ self.W_dec + self.b_dec

    def reconstruct(self, x):
        return self.decode(self.encode(x))
