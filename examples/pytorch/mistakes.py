"""The usual mistakes. Each is marked on the argument that is wrong; the light bulb writes the right number.

What follows an error is still analysed: mend them in any order.
"""
# convlens: input=1x3x64x64
import torch
import torch.nn as nn


class Mistakes(nn.Module):
    def __init__(self):
        super().__init__()
        # An image has 3 channels, this layer was written for 1.
        self.conv1 = nn.Conv2d(1, 32, 3, padding=1)
        # 32 channels arrive, not 64.
        self.conv2 = nn.Conv2d(64, 64, 3, padding=1)
        self.norm = nn.BatchNorm2d(64)
        # 64 channels can't be split into 5 groups.
        self.conv3 = nn.Conv2d(64, 64, 3, padding=1, groups=5)
        self.pool = nn.MaxPool2d(2)
        # 64 channels of 16x16 arrive after two poolings.
        self.fc1 = nn.Linear(64 * 8 * 8, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x):
        x = self.pool(torch.relu(self.conv1(x)))
        x = self.pool(torch.relu(self.norm(self.conv2(x))))
        x = x + self.conv3(x)
        x = torch.flatten(x, 1)
        return self.fc2(torch.relu(self.fc1(x)))
