// What projects borrow of timm's model files: its vision transformer, which many extend, and helpers.
export const timmModelsSource = `
import torch
from torch import nn
from timm.layers import *
from timm.layers import Attention, Incomplete
from convlens.configuration import unknown

def register_model(fn):
    return fn

def named_apply(fn, module, name="", depth_first=True, include_root=False):
    for child_name, child in module.named_children():
        named_apply(fn, child, ".".join((name, child_name)) if name else child_name, depth_first, True)
    if include_root:
        fn(module=module, name=name)
    return module

def load_pretrained(model, *args, **kwargs): pass

def _cfg(url="", **kwargs):
    return {
        "url": url, "num_classes": 1000, "input_size": (3, 224, 224), "pool_size": None, "crop_pct": 0.9,
        "interpolation": "bicubic", "mean": (0.5, 0.5, 0.5), "std": (0.5, 0.5, 0.5), **kwargs,
    }

def build_model_with_cfg(
    model_cls, variant, pretrained=False, pretrained_cfg=None, pretrained_cfg_overlay=None, model_cfg=None, feature_cfg=None,
    pretrained_strict=True, pretrained_filter_fn=None, cache_dir=None, kwargs_filter=None, **kwargs,
):
    for name in ("pruned", "default_cfg", "pretrained_custom_load", "pretrained_filter_fn"):
        kwargs.pop(name, None)
    if kwargs.pop("features_only", False):
        return unknown("timm.models.features_only")
    return model_cls(**kwargs) if model_cfg is None else model_cls(cfg=model_cfg, **kwargs)

def checkpoint_seq(functions, x, **options):
    for function in functions:
        x = function(x)
    return x

class VisionTransformer(nn.Module, Incomplete):
    def __init__(self, img_size=224, patch_size=16, in_chans=3, num_classes=1000, global_pool="token", embed_dim=768, depth=12, num_heads=12, mlp_ratio=4.0, qkv_bias=True, qk_norm=False, init_values=None, class_token=True, no_embed_class=False, reg_tokens=0, pre_norm=False, fc_norm=None, drop_rate=0.0, pos_drop_rate=0.0, attn_drop_rate=0.0, drop_path_rate=0.0, embed_layer=PatchEmbed, norm_layer=None, act_layer=None, block_fn=Block, mlp_layer=Mlp, weight_init="", **options):
        super().__init__()
        assert global_pool in ("", "avg", "token")
        norm_layer = norm_layer or functools.partial(nn.LayerNorm, eps=1e-6)
        act_layer = act_layer or nn.GELU
        use_fc_norm = global_pool == "avg" if fc_norm is None else fc_norm
        self.num_classes, self.global_pool = num_classes, global_pool
        self.num_features = self.head_hidden_size = self.embed_dim = embed_dim
        self.num_prefix_tokens = int(class_token) + reg_tokens
        self.num_reg_tokens, self.has_class_token, self.no_embed_class = reg_tokens, class_token, no_embed_class
        self.grad_checkpointing = False
        self.patch_embed = embed_layer(img_size=img_size, patch_size=patch_size, in_chans=in_chans, embed_dim=embed_dim, bias=not pre_norm)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, embed_dim)) if class_token else None
        self.reg_token = nn.Parameter(torch.zeros(1, reg_tokens, embed_dim)) if reg_tokens else None
        length = self.patch_embed.num_patches + (0 if no_embed_class else self.num_prefix_tokens)
        self.pos_embed = nn.Parameter(torch.zeros(1, length, embed_dim))
        self.pos_drop = nn.Dropout(pos_drop_rate)
        self.norm_pre = norm_layer(embed_dim) if pre_norm else nn.Identity()
        rates = [drop_path_rate * index / max(depth - 1, 1) for index in range(depth)]
        self.blocks = nn.Sequential(*[
            block_fn(
                dim=embed_dim, num_heads=num_heads, mlp_ratio=mlp_ratio, qkv_bias=qkv_bias, qk_norm=qk_norm,
                init_values=init_values, attn_drop=attn_drop_rate, drop_path=rate, norm_layer=norm_layer,
                act_layer=act_layer, mlp_layer=mlp_layer,
            )
            for rate in rates
        ])
        self.norm = nn.Identity() if use_fc_norm else norm_layer(embed_dim)
        self.fc_norm = norm_layer(embed_dim) if use_fc_norm else nn.Identity()
        self.head_drop = nn.Dropout(drop_rate)
        self.head = nn.Linear(embed_dim, num_classes) if num_classes > 0 else nn.Identity()
    def init_weights(self, mode=""):
        pass
    def no_weight_decay(self):
        return {"pos_embed", "cls_token", "dist_token"}
    def get_classifier(self):
        return self.head
    def reset_classifier(self, num_classes, global_pool=None):
        self.num_classes = num_classes
        self.head = nn.Linear(self.embed_dim, num_classes) if num_classes > 0 else nn.Identity()
    def _pos_embed(self, x):
        prefix = [token.expand(x.shape[0], -1, -1) for token in (self.cls_token, self.reg_token) if token is not None]
        if self.no_embed_class:
            x = torch.cat([*prefix, x + self.pos_embed], dim=1)
        else:
            x = torch.cat([*prefix, x], dim=1) + self.pos_embed
        return self.pos_drop(x)
    def forward_features(self, x):
        return self.norm(self.blocks(self.norm_pre(self._pos_embed(self.patch_embed(x)))))
    def forward_head(self, x, pre_logits=False):
        if self.global_pool:
            x = x[:, self.num_prefix_tokens:].mean(dim=1) if self.global_pool == "avg" else x[:, 0]
        x = self.head_drop(self.fc_norm(x))
        return x if pre_logits else self.head(x)
    def forward(self, x):
        return self.forward_head(self.forward_features(x))
`;

export const timmDataSource = `
IMAGENET_DEFAULT_MEAN = (0.485, 0.456, 0.406)
IMAGENET_DEFAULT_STD = (0.229, 0.224, 0.225)
IMAGENET_INCEPTION_MEAN = IMAGENET_INCEPTION_STD = (0.5, 0.5, 0.5)
`;
