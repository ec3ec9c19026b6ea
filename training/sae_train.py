"""Trains sparse autoencoders on a layer of the model and writes them in SAELens' format.

    training/run.sh sae_train.py training/checkpoint/model.safetensors models/guided-tiny-moe training/work/sae [--only gated]

Standard with L1, gated, TopK and JumpReLU (trained as BatchTopK), the same size, data and number of active features for all.
The streams are those of the 8-bit weights, which is what the shipped model computes.
"""
import argparse
import os
import time

import bpe
import checkpoint
import torch
from dequantized import dequantized

import sae_data
import sae_files
import sae_models

VARIANTS = ("standard", "gated", "topk", "jumprelu")


def main():
    p = argparse.ArgumentParser()
    p.add_argument("checkpoint")
    p.add_argument("model")
    p.add_argument("out")
    p.add_argument("--layer", type=int, default=1)
    p.add_argument("--features", type=int, default=768)
    p.add_argument("--active", type=int, default=24)
    p.add_argument("--steps", type=int, default=1500)
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--only", nargs="+", choices=VARIANTS, default=VARIANTS)
    args = p.parse_args()
    torch.set_num_threads(1)
    begun = time.time()
    model, encoder = dequantized(checkpoint.load(args.checkpoint)), bpe.load(os.path.join(args.model, "tokenizer.json"))
    torch.manual_seed(args.seed)
    sample = sae_data.collect(model, sae_data.training_rows(encoder, 800, 3000), [args.layer])[args.layer]
    scale = sample.scale()
    sample = sample.scaled(scale)
    print("%d tokens in %.0f s, inputs times %.4f" % (len(sample.x), time.time() - begun, scale), flush=True)
    for name in args.only:
        begun = time.time()
        sae = sae_models.fit(name, sample, args.features, args.active, args.steps, args.seed, report=250)
        notes = {"training_tokens": len(sample.x), "training_steps": args.steps, "training_seed": args.seed}
        sae_files.save(os.path.join(args.out, name), sae, scale, args.layer, True, notes)
        print("%s in %.0f s" % (name, time.time() - begun), flush=True)


if __name__ == "__main__":
    main()
