"""Evidence for the choice of a layer: for each one a small TopK autoencoder and what clamping a label's feature does.

    training/run.sh sae_layers.py training/checkpoint/model.safetensors models/guided-tiny-moe
"""
import sys

import bpe
import checkpoint
import torch
from dequantized import dequantized

import sae_data
import sae_models
from sae_labels import Labels
from sae_metrics import downstream, reconstruction


def main(weights, folder, features=512, k=16, steps=800):
    torch.set_num_threads(1)
    torch.manual_seed(0)
    model, encoder = dequantized(checkpoint.load(weights)), bpe.load(folder + "/tokenizer.json")
    layers = range(len(model.layers))
    train = sae_data.collect(model, sae_data.training_rows(encoder, 500, 2500), list(layers))
    held = sae_data.rows(encoder, "valid", 150, 2)
    test = sae_data.collect(model, held, list(layers))
    labels = Labels(model, encoder, sae_data.rows(encoder, "valid", 700, 3, ("c_labels",)))
    clean = sae_data.answer_loss(model, held)
    print("answer loss %.4f; %d training tokens, %d held out" % (clean, len(train[0].x), len(test[0].x)))
    print("| layer | explained variance | loss, stream 0 | loss, reconstruction | recovered | label wins, clamped | best label feature's AUC |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    for layer in layers:
        scale = train[layer].scale()
        sae = sae_models.fit("topk", train[layer].scaled(scale), features, k, steps, 0)
        found = reconstruction(sae, test[layer].x * scale)
        zero = sae_data.answer_loss(model, held, layer, torch.zeros_like)
        loss, share = downstream(model, held, layer, lambda x: sae.reconstruct(x.flatten(0, 1) * scale).view_as(x) / scale, clean, zero)
        chosen = labels.choose(sae, scale, layer)
        wins = labels.clamped(sae, scale, layer, chosen)
        print("| %d | %.3f | %.3f | %.3f | %.3f | %.2f | %.2f |" % (
            layer, found["explained"], zero, loss, share, wins, sum(c.auc for c in chosen.values()) / len(chosen)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
