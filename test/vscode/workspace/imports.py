from torch import nn

from blocks import conv_block


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = conv_block(3, 24)
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        x = self.block(x)
        return self.pool(x)


if __name__ == "__main__":
    import torch

    Net()(torch.zeros(1, 3, 64, 64))
