"""A VGG: blocks of 3x3 convolutions, each block ended by a pooling layer (Simonyan and Zisserman, 2014).

The numbers are output channels, "pool" halves the map. Change one and watch the hints.
"""
import torch
import torch.nn as nn

PLANS = {
    "11": [64, "pool", 128, "pool", 256, 256, "pool", 512, 512, "pool", 512, 512, "pool"],
    "16": [64, 64, "pool", 128, 128, "pool", 256, 256, 256, "pool", 512, 512, 512, "pool", 512, 512, 512, "pool"],
}


def make_features(plan, channels=3):
    layers = []
    for step in plan:
        if step == "pool":
            layers.append(nn.MaxPool2d(kernel_size=2, stride=2))
        else:
            layers += [nn.Conv2d(channels, step, kernel_size=3, padding=1), nn.ReLU(inplace=True)]
            channels = step
    return nn.Sequential(*layers)


class VGG(nn.Module):
    def __init__(self, plan, classes=1000):
        super().__init__()
        self.features = make_features(PLANS[plan])
        self.classifier = nn.Sequential(
            nn.Linear(512 * 7 * 7, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(inplace=True),
            nn.Dropout(),
            nn.Linear(4096, classes),
        )

    def forward(self, x):
        x = self.features(x)
        return self.classifier(torch.flatten(x, 1))


def vgg11():
    return VGG("11")


def vgg16():
    return VGG("16")
