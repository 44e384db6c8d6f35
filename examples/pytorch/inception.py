"""An Inception block: four branches side by side, joined along the channels (Szegedy et al., 2014).

The branches see 1x1, 3x3, 5x5 and 3x3 pixels of the map before: the block's field is their union.
"""
# convlens: model=Inception(192,64,(96,128),(16,32),32) input=1x192x28x28
import torch
import torch.nn as nn


def conv(channels_in, channels_out, kernel_size, **options):
    return nn.Sequential(nn.Conv2d(channels_in, channels_out, kernel_size, **options), nn.ReLU(inplace=True))


class Inception(nn.Module):
    def __init__(self, channels, out_1x1, out_3x3, out_5x5, out_pool):
        super().__init__()
        self.branch1 = conv(channels, out_1x1, 1)
        self.branch2 = nn.Sequential(
            conv(channels, out_3x3[0], 1),
            conv(out_3x3[0], out_3x3[1], 3, padding=1),
        )
        self.branch3 = nn.Sequential(
            conv(channels, out_5x5[0], 1),
            conv(out_5x5[0], out_5x5[1], 5, padding=2),
        )
        self.branch4 = nn.Sequential(
            nn.MaxPool2d(3, stride=1, padding=1),
            conv(channels, out_pool, 1),
        )

    def forward(self, x):
        return torch.cat([self.branch1(x), self.branch2(x), self.branch3(x), self.branch4(x)], dim=1)
