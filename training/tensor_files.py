"""Writers of the tensor formats that autoencoders and control vectors come in: safetensors and GGUF."""
import json
import struct

import numpy
import torch

SAFETENSORS = {torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64"}
GGUF_TYPES = {torch.float32: 0, torch.float16: 1, torch.bfloat16: 30}
GGUF_UINT32, GGUF_STRING, GGUF_ALIGNMENT = 4, 8, 32


def raw(tensor):
    """Little-endian bytes; NumPy knows no bfloat16."""
    tensor = tensor.detach().contiguous()
    return (tensor.view(torch.int16) if tensor.dtype == torch.bfloat16 else tensor).numpy().tobytes()


def read_safetensors(path):
    """All tensors of a file of 16- and 32-bit floats, as fp32."""
    with open(path, "rb") as f:
        data = f.read()
    size = struct.unpack("<Q", data[:8])[0]
    header, found = json.loads(data[8:8 + size]), {}
    header.pop("__metadata__", None)
    for name, entry in header.items():
        begin, end = (8 + size + o for o in entry["data_offsets"])
        array = numpy.frombuffer(data[begin:end], {"F32": numpy.float32, "F16": numpy.float16}[entry["dtype"]])
        found[name] = torch.from_numpy(array.astype(numpy.float32)).view(entry["shape"])
    return found


def write_safetensors(path, tensors, metadata=None):
    header, blobs, offset = {}, [], 0
    if metadata:
        header["__metadata__"] = metadata
    for name, tensor in tensors.items():
        blob = raw(tensor)
        header[name] = {"dtype": SAFETENSORS[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [offset, offset + len(blob)]}
        offset += len(blob)
        blobs.append(blob)
    text = json.dumps(header).encode("utf-8")
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def write_gguf(path, values, tensors):
    """Keys with 32-bit numbers or texts, and tensors; version 3."""
    def text(s):
        return struct.pack("<Q", len(s.encode("utf-8"))) + s.encode("utf-8")

    def padded(b):
        return b + b"\0" * (-len(b) % GGUF_ALIGNMENT)

    out = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(values))
    for key, value in values.items():
        out += text(key) + (struct.pack("<II", GGUF_UINT32, value) if isinstance(value, int) else struct.pack("<I", GGUF_STRING) + text(value))
    offset, body = 0, b""
    for name, tensor in tensors.items():
        out += text(name) + struct.pack("<I", tensor.ndim) + b"".join(struct.pack("<Q", n) for n in reversed(tensor.shape))
        out += struct.pack("<IQ", GGUF_TYPES[tensor.dtype], offset)
        blob = padded(raw(tensor))
        body, offset = body + blob, offset + len(blob)
    with open(path, "wb") as f:
        f.write(padded(out) + body)
