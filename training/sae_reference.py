"""Small autoencoders in every format and architecture, with features and reconstructions computed by PyTorch.

The C# tests load each of them and compare. The equations are written out here once more, straight from the formats' own
libraries and in double precision, so that a mistake would have to be made twice.

    training/run.sh sae_reference.py tests/Guided.Onnx.Tests/Steering/Fixtures
"""
import json
import os
import sys

import numpy
import torch

from tensor_files import write_gguf, write_safetensors

INPUTS, FEATURES, OUTPUTS, ROWS, K = 12, 20, 8, 2, 4
EPSILON = 1e-5


def inputs(*layers):
    """With few digits, so that they are exact in the file."""
    return (torch.randn(ROWS, *layers, INPUTS) * 256).round().double() / 256


def tensors(architecture, outputs=INPUTS):
    found = {"W_enc": torch.randn(INPUTS, FEATURES) * .4, "W_dec": torch.randn(FEATURES, outputs) * .5, "b_dec": torch.randn(outputs) * .3}
    if architecture == "gated":
        for name in ("b_gate", "b_mag", "r_mag"):
            found[name] = torch.randn(FEATURES) * .3
    else:
        found["b_enc"] = torch.randn(FEATURES) * .3
    if "jumprelu" in architecture:
        found["threshold"] = torch.rand(FEATURES) * .8
    if "skip" in architecture:
        found["W_skip"] = torch.randn(outputs, INPUTS) * .2
    return found


def normalised(x, mode):
    """The input as the encoder sees it, and what brings an output back."""
    if mode == "constant_norm_rescale":
        c = INPUTS ** .5 / x.norm(dim=-1, keepdim=True)
        return x * c, lambda y: y / c
    if mode == "layer_norm":
        mean = x.mean(-1, keepdim=True)
        std = (x - mean).std(-1, keepdim=True)
        return (x - mean) / (std + EPSILON), lambda y: y * std + mean
    return x, lambda y: y


def top(p, k):
    values, at = p.topk(k, -1)
    return torch.zeros_like(p).scatter(-1, at, values.relu())


def saelens(cfg, t, x, scale=1.0):
    """SAELens' encode and decode (sae_lens/saes): features and output."""
    t, architecture = {n: v.double() for n, v in t.items()}, cfg.get("architecture", "standard")
    z, back = normalised(x * scale, cfg.get("normalize_activations", "none"))
    if cfg.get("apply_b_dec_to_input", True):
        z = z - t["b_dec"]
    norms = t["W_dec"].norm(dim=-1)
    if architecture == "gated":
        gate = z @ t["W_enc"] + t["b_gate"] > 0
        f = gate * (z @ (t["W_enc"] * t["r_mag"].exp()) + t["b_mag"]).relu()
    else:
        p = z @ t["W_enc"] + t["b_enc"]
        if cfg.get("rescale_acts_by_decoder_norm"):
            p = p * norms
        k = cfg["k"] if architecture == "topk" else cfg.get("activation_fn_kwargs", {}).get("k")
        limit = t["threshold"] if "threshold" in t else t["log_threshold"].exp() if "log_threshold" in t else t.get("topk_threshold")
        f = top(p, k) if k else p.relu() if limit is None else p.relu() * (p > limit)
    decoded = f / norms if cfg.get("rescale_acts_by_decoder_norm") else f
    y = (decoded * t.get("scaling_factor", torch.ones(FEATURES).double())) @ t["W_dec"] + t["b_dec"]
    if "transcoder" in architecture:
        return f, y + (x @ t["W_skip"].T if "W_skip" in t else 0)
    return f, back(y) / scale


def rounded(x):
    return [rounded(row) for row in x] if isinstance(x, list) else round(x, 8)


def write_expected(folder, x, f, y, **more):
    with open(os.path.join(folder, "expected.json"), "w", encoding="utf-8") as file:
        json.dump({"inputs": rounded(x.tolist()), "features": rounded(f.tolist()), "outputs": rounded(y.tolist()), **more}, file, separators=(",", ":"))


def made(root, name):
    folder = os.path.join(root, name)
    os.makedirs(folder, exist_ok=True)
    return folder


def write_saelens(root, name, architecture, cfg=None, change=None, old=False, outputs=INPUTS, dtype=torch.float32, scale=1.0):
    t = tensors(architecture, outputs)
    t = change(t) if change else t
    t = {n: v.to(dtype) for n, v in t.items()}
    full = {"d_in": INPUTS, "d_sae": FEATURES, "dtype": "float32", "device": "cpu", "apply_b_dec_to_input": "transcoder" not in architecture}
    if not old:
        full.update({"architecture": architecture, "normalize_activations": "none", "reshape_activations": "none",
                     "metadata": {"sae_lens_version": "6.18.0", "model_name": "toy", "hook_name": "blocks.2.hook_resid_post"}})
    if "transcoder" in architecture:
        full["d_out"] = outputs
        full["metadata"]["hook_name_out"] = "blocks.2.hook_mlp_out"
    full.update(cfg or {})
    folder, x = made(root, name), inputs() * 1.5 + .2
    with open(os.path.join(folder, "cfg.json"), "w", encoding="utf-8") as file:
        json.dump(full, file, indent=1)
    write_safetensors(os.path.join(folder, "sae_weights.safetensors"), t)
    forward = dict(full) if not (old and full.get("normalize_activations") is True) else {**full, "normalize_activations": "none"}
    f, y = saelens(forward, t, x, scale)
    write_expected(folder, x, f, y, **({"scale": scale} if scale != 1 else {}))


def swap(name, value=None, old="threshold"):
    """Replaces one tensor by another."""
    return lambda t: {**{n: v for n, v in t.items() if n != old}, name: value(t) if value else t[old]}


def write_all_saelens(root):
    write_saelens(root, "standard", "standard")
    write_saelens(root, "standard-no-input-bias", "standard", {"apply_b_dec_to_input": False})
    write_saelens(root, "standard-fp16", "standard", dtype=torch.float16)
    write_saelens(root, "gated", "gated")
    write_saelens(root, "gated-bf16", "gated", dtype=torch.bfloat16)
    write_saelens(root, "gated-layer-norm", "gated", {"normalize_activations": "layer_norm"})
    write_saelens(root, "jumprelu", "jumprelu")
    write_saelens(root, "jumprelu-no-input-bias-fp16", "jumprelu", {"apply_b_dec_to_input": False}, dtype=torch.float16)
    write_saelens(root, "jumprelu-log-threshold", "jumprelu", change=swap("log_threshold", lambda t: t["threshold"].log()))
    write_saelens(root, "topk", "topk", {"k": K, "rescale_acts_by_decoder_norm": False})
    write_saelens(root, "topk-rescaled", "topk", {"k": K, "rescale_acts_by_decoder_norm": True})
    write_saelens(root, "topk-layer-norm", "topk", {"k": K, "normalize_activations": "layer_norm"})
    write_saelens(root, "batchtopk-exported", "jumprelu", change=lambda t: {**t, "threshold": torch.full((FEATURES,), .37)})
    write_saelens(root, "batchtopk-training", "batchtopk", {"k": K, "rescale_acts_by_decoder_norm": True},
                  change=lambda t: {**t, "topk_threshold": torch.tensor(.37)})
    write_saelens(root, "constant-norm", "standard", {"normalize_activations": "constant_norm_rescale"})
    write_saelens(root, "layer-norm", "standard", {"normalize_activations": "layer_norm"})
    write_saelens(root, "expected-average", "standard", {"normalize_activations": "expected_average_only_in"}, scale=.62)
    write_saelens(root, "hook-z", "standard", {"reshape_activations": "hook_z", "metadata": {
        "sae_lens_version": "6.18.0", "model_name": "toy", "hook_name": "blocks.1.attn.hook_z"}})
    write_saelens(root, "scaling-factor", "standard", {"finetuning_scaling_factor": True},
                  change=lambda t: {**t, "scaling_factor": 1 + torch.rand(FEATURES) * .5})
    write_saelens(root, "scaling-factor-ones", "standard", change=lambda t: {**t, "scaling_factor": torch.ones(FEATURES)})
    for kind in ("transcoder", "skip_transcoder", "jumprelu_transcoder", "jumprelu_skip_transcoder"):
        write_saelens(root, kind.replace("_", "-"), kind, outputs=OUTPUTS)
    write_saelens(root, "old-standard", "standard", {"hook_point": "blocks.3.hook_resid_pre", "model_name": "toy"}, old=True)
    write_saelens(root, "old-topk", "topk", {"activation_fn_str": "topk", "activation_fn_kwargs": {"k": K}, "hook_name": "blocks.0.hook_mlp_out"}, old=True)
    write_saelens(root, "old-gated", "gated", {"architecture": "gated", "sae_lens_version": "5.10.1", "normalize_activations": "layer_norm"}, old=True)
    write_saelens(root, "old-scaled", "standard", {"normalize_activations": True, "hook_name": "blocks.1.attn.hook_z"}, old=True, scale=1.7)


def write_gemma_scope(root):
    """Gemma Scope: params.npz, JumpReLU, decoder bias not subtracted from the input."""
    for name, prefix, columns in (("gemma-scope", "W", False), ("gemma-scope-early", "w", True)):
        folder, x, t = made(root, name), inputs(), tensors("jumprelu")
        arrays = {prefix + n[1:] if n[0] == "W" else n: v.numpy() for n, v in t.items()}
        if columns:
            arrays = {n: numpy.asfortranarray(a) for n, a in arrays.items()}
        numpy.savez(os.path.join(folder, "params.npz"), **arrays)
        write_expected(folder, x, *saelens({"apply_b_dec_to_input": False}, t, x))


def write_sparsify(root):
    """EleutherAI's sparsify: relu, then the k largest; x - b_dec unless it is a transcoder; W_skip times x added."""
    for name, transcode in (("layers.2", False), ("h.1.mlp", True)):
        folder, x = made(os.path.join(root, "sparsify"), name), inputs()
        t = {"encoder.weight": torch.randn(FEATURES, INPUTS) * .4, "encoder.bias": torch.randn(FEATURES) * .3,
             "W_dec": torch.randn(FEATURES, INPUTS) * .5, "b_dec": torch.randn(INPUTS) * .3}
        if transcode:
            t["W_skip"] = torch.randn(INPUTS, INPUTS) * .2
        with open(os.path.join(folder, "cfg.json"), "w", encoding="utf-8") as file:
            json.dump({"activation": "topk", "expansion_factor": 32, "normalize_decoder": True, "num_latents": FEATURES if transcode else 0,
                       "k": K, "multi_topk": False, "skip_connection": transcode, "transcode": transcode, "d_in": INPUTS}, file, indent=1)
        write_safetensors(os.path.join(folder, "sae.safetensors"), t)
        d = {n: v.double() for n, v in t.items()}
        f = top(((x if transcode else x - d["b_dec"]) @ d["encoder.weight"].T + d["encoder.bias"]).relu(), K)
        y = f @ d["W_dec"] + d["b_dec"]
        write_expected(folder, x, f, y + x @ d["W_skip"].T if transcode else y)


def write_openai(root):
    """OpenAI's sparse_autoencoder: layer norm with TopK only; one bias subtracted before and added after."""
    for name, k in (("openai-topk", K), ("openai-relu", None)):
        folder, x = made(root, name), inputs()
        t = {"encoder.weight": torch.randn(FEATURES, INPUTS) * .4, "decoder.weight": torch.randn(INPUTS, FEATURES) * .5,
             "latent_bias": torch.randn(FEATURES) * .3, "pre_bias": torch.randn(INPUTS) * .3}
        write_safetensors(os.path.join(folder, "autoencoder.safetensors"), t, {"k": str(k)} if k else None)
        d = {n: v.double() for n, v in t.items()}
        z, back = normalised(x, "layer_norm" if k else "none")
        p = (z - d["pre_bias"]) @ d["encoder.weight"].T + d["latent_bias"]
        f = top(p, k) if k else p.relu()
        write_expected(folder, x, f, back(f @ d["decoder.weight"].T + d["pre_bias"]))


def write_crosscoders(root):
    """One set of features for three layers: relu of the sum over layers (Lindsey et al. 2024), a decoder a layer."""
    layers = 3
    t = {"W_enc": torch.randn(layers, INPUTS, FEATURES) * .3, "b_enc": torch.randn(FEATURES) * .3,
         "W_dec": torch.randn(FEATURES, layers, INPUTS) * .5, "b_dec": torch.randn(layers, INPUTS) * .3}
    other = {"encoder.weight": t["W_enc"], "encoder.bias": t["b_enc"], "decoder.weight": t["W_dec"].transpose(0, 1), "decoder.bias": t["b_dec"]}
    x, d = inputs(layers), {n: v.double() for n, v in t.items()}
    f = (torch.einsum("rli,lif->rf", x, d["W_enc"]) + d["b_enc"]).relu()
    y = torch.einsum("rf,fli->rli", f, d["W_dec"]) + d["b_dec"]
    for name, found in (("crosscoder", t), ("crosscoder-dictionary-learning", other)):
        folder = made(root, name)
        write_safetensors(os.path.join(folder, "crosscoder.safetensors"), found)
        write_expected(folder, x, f, y)


def write_control_vectors(root):
    folder = made(root, "control-vectors")
    t = {"direction.%d" % n: torch.randn(INPUTS) for n in (1, 2, 5)}
    keys = {"general.architecture": "controlvector", "controlvector.model_hint": "llama", "controlvector.layer_count": len(t)}
    write_gguf(os.path.join(folder, "vector.gguf"), keys, t)
    write_safetensors(os.path.join(folder, "vector.safetensors"), t)
    with open(os.path.join(folder, "expected.json"), "w", encoding="utf-8") as file:
        json.dump({n.split(".")[1]: v.tolist() for n, v in t.items()}, file)


def main(root):
    torch.manual_seed(20261121)
    for write in (write_all_saelens, write_gemma_scope, write_sparsify, write_openai, write_crosscoders, write_control_vectors):
        write(root)


if __name__ == "__main__":
    main(*sys.argv[1:])
