"""A Siamese network: one set of weights looks at two images (Bromley et al., 1993; Koch et al., 2015).

Shared layers count once; a hover shows both calls.
"""
# convlens: input=first:1x1x105x105 input=second:1x1x105x105
import torch
import torch.nn as nn


class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 64, 10),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(64, 128, 7),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(128, 128, 4),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(128, 256, 4),
            nn.ReLU(),
            nn.Flatten(),
        )
        self.embedding = nn.Linear(256 * 6 * 6, 4096)
        self.score = nn.Linear(4096, 1)

    def embed(self, image):
        return torch.sigmoid(self.embedding(self.features(image)))

    def forward(self, first, second):
        distance = torch.abs(self.embed(first) - self.embed(second))
        return torch.sigmoid(self.score(distance))
