"""What autoencoders do to the model: sparsity, reconstruction, dead features, shrinkage, downstream loss.

    training/run.sh sae_metrics.py training/checkpoint/model.safetensors models/guided-tiny-moe training/work/sae/*

Measured on rows of the validation split, all tasks alike, each token once. Shrinkage is Rajamanoharan et al.'s gamma: the factor that the
reconstruction (less the decoder bias) would best be divided by; below 1 the reconstruction is too small.
"""
import sys

import bpe
import checkpoint
import torch
from dequantized import dequantized

import sae_data
import sae_files


@torch.no_grad()
def reconstruction(sae, x):
    """L0, explained variance, share of features that never fire, shrinkage, and how often each feature fires, on rows of x."""
    active, fired, error, dots, squares = 0.0, 0, 0.0, 0.0, 0.0
    for part in x.split(8192):
        f = sae.encode(part)
        y = sae.decode(f)
        active += (f > 0).sum().item()
        fired = fired + (f > 0).sum(0)
        error += (part - y).pow(2).sum().item()
        dots += ((part - sae.b_dec) * (y - sae.b_dec)).sum().item()
        squares += (y - sae.b_dec).pow(2).sum().item()
    variance = (x - x.mean(0)).pow(2).sum().item()
    return {"l0": active / len(x), "explained": 1 - error / variance, "dead": (fired == 0).float().mean().item(),
            "gamma": squares / dots, "frequency": fired / len(x)}


def downstream(model, rows, layer, reconstruct, clean, zero):
    """Answer loss with the reconstruction in the stream's place, and the share of the loss recovered against a zero stream."""
    loss = sae_data.answer_loss(model, rows, layer, reconstruct)
    return loss, (zero - loss) / (zero - clean)


def main(weights, folder, *saes):
    torch.set_num_threads(1)
    model, encoder = dequantized(checkpoint.load(weights)), bpe.load(folder + "/tokenizer.json")
    saes = [sae_files.Saved(s) for s in saes]
    held = sae_data.rows(encoder, "valid", 400, 4)
    layer, = {s.layer for s in saes}
    x = sae_data.collect(model, held, [layer])[layer].x
    mean = x.mean(0)
    clean, zero, average = (sae_data.answer_loss(model, held, layer, edit) for edit in (None, torch.zeros_like, lambda s: mean.expand_as(s)))
    print("layer %d, %d tokens; answer loss %.4f, with a zero stream %.3f, with the mean stream %.3f\n" % (layer, len(x), clean, zero, average))
    print("| autoencoder | features | L0 | explained variance | shrinkage | dead | answer loss | recovered (zero) | recovered (mean) |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    for sae in saes:
        found = reconstruction(sae, x)
        loss, share = downstream(model, held, layer, sae.reconstruct, clean, zero)
        print("| %s | %d | %.1f | %.3f | %.3f | %.1f %% | %.4f | %.4f | %.4f |" % (
            sae.name, len(found["frequency"]), found["l0"], found["explained"], found["gamma"], 100 * found["dead"], loss, share,
            (average - loss) / (average - clean)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
