"""The data of samples/Steering: pairs of prompts to learn directions from (training split), and records to steer (test split).

    python3 training/steering_data.py samples/Steering/data
"""
import json
import os
import random
import sys

from generate.example import user_text
from generate.labels import TOPICS
from generate.tasks import generate
from generate.types import schema

LABELS = ["weather", "sport", "politics", "travel", "health", "music", "refund", "praise"]
TARGET = "weather"
VALUE = "network"
PAIRS, RECORDS = 24, 60


def topic_of(label):
    key = next(k for k in TOPICS if label.lower().replace("_", " ") in k.split("|"))
    return key.split("|")


def label_prompts(rng):
    """Prompts whose topic is the target, and others, all with the same labels."""
    wanted, others = [], []
    while len(wanted) < PAIRS or len(others) < PAIRS:
        example = generate(rng, "train", "c_labels")
        text = "%s\nAnswer with one of: %s" % (example.prompt, ", ".join(LABELS))
        names = topic_of(example.answer)
        if TARGET in names:
            wanted.append(text)
        elif any(label in names for label in LABELS):
            others.append(text)
    return [{"positive": a, "negative": b} for a, b in zip(wanted[:PAIRS], others[:PAIRS])]


def tickets(rng, split):
    """Records with a category: prompt, schema, field name, answer up to the category's value, whole answer."""
    while True:
        example = generate(rng, split, "b_records")
        if example.type.kind != "object":
            continue
        answer = json.loads(example.answer)
        for field in example.type.items:
            if field.type.kind == "enum" and VALUE in field.type.items and not field.optional and len(answer) > 2:
                mark = json.dumps(field.name) + ":\""
                yield example, field.name, example.answer[:example.answer.index(mark) + len(mark)], answer[field.name]


def category_pairs(rng):
    wanted, others = [], []
    for example, _, prefix, value in tickets(rng, "train"):
        (wanted if value == VALUE else others).append((user_text(example), prefix))
        if len(wanted) >= PAIRS and len(others) >= PAIRS:
            break
    return [{"positive": a, "negative": b, "positiveAnswer": p, "negativeAnswer": n}
            for (a, p), (b, n) in zip(wanted[:PAIRS], others[:PAIRS])]


def records(rng):
    rows = []
    for example, name, _, value in tickets(rng, "test"):
        if len(rows) == RECORDS:
            return rows
        rows.append({"prompt": user_text(example), "schema": schema(example.type), "field": name, "answer": example.answer})


def write(path, rows):
    with open(path, "w") as f:
        for row in rows:
            f.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


def main(folder):
    os.makedirs(folder, exist_ok=True)
    write(os.path.join(folder, "weather_pairs.jsonl"), label_prompts(random.Random(61)))
    write(os.path.join(folder, "network_pairs.jsonl"), category_pairs(random.Random(62)))
    write(os.path.join(folder, "tickets.jsonl"), records(random.Random(63)))


if __name__ == "__main__":
    main(*sys.argv[1:])
