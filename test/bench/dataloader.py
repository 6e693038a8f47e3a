"""Epochs of PyTorch's DataLoader with two workers, on request. Arguments: a folder of images in folders of classes, the side.

Each line that is read asks for an epoch, and is answered by its seconds. Images are fitted as ConvScript's `fit=crop` does.
"""

import os
import sys
import time

import numpy
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset


class Folder(Dataset):
    def __init__(self, root, side):
        self.side = side
        self.items = [
            (os.path.join(root, name, file), label)
            for label, name in enumerate(sorted(os.listdir(root)))
            for file in sorted(os.listdir(os.path.join(root, name)))
        ]

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        path, label = self.items[index]
        with Image.open(path) as opened:
            image = opened.convert("RGB")
        side = min(image.size)
        left, top = (image.width - side) / 2, (image.height - side) / 2
        box = (left, top, left + side, top + side)
        fitted = image.resize((self.side, self.side), Image.Resampling.BILINEAR, box=box)
        return torch.from_numpy(numpy.array(fitted)).permute(2, 0, 1), label


def main():
    data = Folder(sys.argv[1], int(sys.argv[2]))
    loader = DataLoader(data, batch_size=64, shuffle=True, num_workers=2, persistent_workers=True)
    for _ in sys.stdin:
        start, seen = time.perf_counter(), 0
        for images, _ in loader:
            images.float().div_(255)
            seen += len(images)
        assert seen == len(data)
        print(time.perf_counter() - start, flush=True)


main()
