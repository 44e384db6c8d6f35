// torch.nn.AdaptiveLogSoftmaxWithLoss (Grave et al. 2017): frequent classes in the head, rarer ones in clusters of falling
// width. How many samples fall into a cluster depends on the targets.
export const adaptiveNames = ["AdaptiveLogSoftmaxWithLoss"];

export const adaptiveSource = `
from collections import namedtuple
import torch
from torch import nn
from torch.nn import functional as F

_ASMoutput = namedtuple("_ASMoutput", ["output", "loss"])

class AdaptiveLogSoftmaxWithLoss(nn.Module):
    def __init__(self, in_features, n_classes, cutoffs, div_value=4.0, head_bias=False, device=None, dtype=None):
        super().__init__()
        cutoffs = list(cutoffs)
        if len(cutoffs) == 0:
            raise ValueError("cutoffs should be a sequence of length larger than 0")
        if (
            cutoffs != sorted(cutoffs)
            or min(cutoffs) <= 0
            or max(cutoffs) > n_classes - 1
            or len(set(cutoffs)) != len(cutoffs)
            or any(int(c) != c for c in cutoffs)
        ):
            raise ValueError(
                "cutoffs should be a sequence of unique, positive integers sorted in an increasing order, "
                "where each value is between 1 and n_classes-1"
            )
        self.in_features = in_features
        self.n_classes = n_classes
        self.cutoffs = cutoffs + [n_classes]
        self.div_value = div_value
        self.head_bias = head_bias
        self.shortlist_size = self.cutoffs[0]
        self.n_clusters = len(self.cutoffs) - 1
        self.head_size = self.shortlist_size + self.n_clusters
        self.head = nn.Linear(in_features, self.head_size, bias=head_bias)
        self.tail = nn.ModuleList()
        for index in range(self.n_clusters):
            width = int(in_features // (div_value ** (index + 1)))
            size = self.cutoffs[index + 1] - self.cutoffs[index]
            self.tail.append(
                nn.Sequential(nn.Linear(in_features, width, bias=False), nn.Linear(width, size, bias=False))
            )

    def reset_parameters(self):
        pass

    def forward(self, input_, target_):
        if target_.dim() > 1:
            raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
        if input_.dim() != target_.dim() + 1:
            raise RuntimeError(
                f"{target_.dim()}D target tensor expects {target_.dim() + 1}D input tensors, "
                f"but found inputs with size {tuple(input_.shape)}"
            )
        if target_.dim() == 1 and input_.size(0) != target_.size(0):
            raise RuntimeError("Input and target should have the same size in the batch dimension.")
        batched = target_.dim() == 1
        input = input_ if batched else input_.unsqueeze(0)
        target = target_ if batched else target_.unsqueeze(0)
        for index in range(self.n_clusters):
            of_cluster = (target >= self.cutoffs[index]) & (target < self.cutoffs[index + 1])
            self.tail[index](input[of_cluster])
        scores = F.log_softmax(self.head(input), dim=1)
        output = scores.gather(1, target.clamp(max=self.head_size - 1).unsqueeze(1)).squeeze(1)
        if not batched:
            output = output.squeeze(0)
        return _ASMoutput(output, (-output).mean())

    def log_prob(self, input):
        head = F.log_softmax(self.head(input), dim=1)
        parts = [head[:, : self.shortlist_size]]
        for index, cluster in enumerate(self.tail):
            scores = F.log_softmax(cluster(input), dim=1)
            parts.append(scores + head[:, self.shortlist_size + index].unsqueeze(1))
        return torch.cat(parts, dim=1)

    def predict(self, input):
        return torch.argmax(self.log_prob(input), dim=1)
`;
