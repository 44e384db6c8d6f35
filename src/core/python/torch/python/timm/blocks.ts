// timm's layers that are made of its others: gates, heads, attention and what goes into transformers.
export const timmBlocksSource = `
class SEModule(nn.Module, Incomplete):
    def __init__(self, channels, rd_ratio=1.0 / 16, rd_channels=None, rd_divisor=8, add_maxpool=False, bias=True, act_layer=nn.ReLU, norm_layer=None, gate_layer="sigmoid", **options):
        super().__init__()
        self.add_maxpool = add_maxpool
        if not rd_channels:
            rd_channels = make_divisible(channels * rd_ratio, rd_divisor, round_limit=0.0)
        self.fc1 = nn.Conv2d(channels, rd_channels, 1, bias=bias)
        self.bn = norm_layer(rd_channels) if norm_layer else nn.Identity()
        self.act = create_act_layer(act_layer, inplace=True)
        self.fc2 = nn.Conv2d(rd_channels, channels, 1, bias=bias)
        self.gate = create_act_layer(gate_layer)
    def forward(self, x):
        weight = x.mean((2, 3), keepdim=True)
        if self.add_maxpool:
            weight = 0.5 * weight + 0.5 * x.amax((2, 3), keepdim=True)
        return x * self.gate(self.fc2(self.act(self.bn(self.fc1(weight)))))

SqueezeExcite = SEModule

class EffectiveSEModule(nn.Module, Incomplete):
    def __init__(self, channels, add_maxpool=False, gate_layer="hard_sigmoid", **options):
        super().__init__()
        self.add_maxpool = add_maxpool
        self.fc = nn.Conv2d(channels, channels, 1)
        self.gate = create_act_layer(gate_layer)
    def forward(self, x):
        weight = x.mean((2, 3), keepdim=True)
        if self.add_maxpool:
            weight = 0.5 * weight + 0.5 * x.amax((2, 3), keepdim=True)
        return x * self.gate(self.fc(weight))

EffectiveSqueezeExcite = EffectiveSEModule

class EcaModule(nn.Module, Incomplete):
    def __init__(self, channels=None, kernel_size=3, gamma=2, beta=1, gate_layer="sigmoid", **options):
        super().__init__()
        if channels is not None:
            reach = int(abs(math.log(channels, 2) + beta) / gamma)
            kernel_size = max(reach | 1, 3)
        assert kernel_size % 2 == 1
        self.conv = nn.Conv1d(1, 1, kernel_size, padding=(kernel_size - 1) // 2, bias=False)
        self.gate = create_act_layer(gate_layer)
    def forward(self, x):
        weight = self.gate(self.conv(x.mean((2, 3)).view(x.shape[0], 1, -1)))
        return x * weight.view(x.shape[0], -1, 1, 1).expand_as(x)

EfficientChannelAttn = EcaModule

_attentions = dict(se=SEModule, ese=EffectiveSEModule, eca=EcaModule)

def get_attn(attn_type):
    if isinstance(attn_type, str):
        name = attn_type.lower()
        return _attentions[name] if name in _attentions else unknown("timm.layers.get_attn")
    return SEModule if attn_type is True else attn_type or None

def create_attn(attn_type, channels, **kwargs):
    layer = get_attn(attn_type)
    return None if layer is None else layer(channels, **kwargs)

def gen_relative_position_index(q_size, k_size=None, class_token=False, device=None):
    height, width = q_size
    rows = torch.arange(height * width) // width
    columns = torch.arange(height * width) % width
    index = (rows[:, None] - rows[None, :] + height - 1) * (2 * width - 1) + columns[:, None] - columns[None, :] + width - 1
    if class_token:
        count = (2 * height - 1) * (2 * width - 1)
        index = F.pad(index, [1, 0, 1, 0])
        index[0, 0:] = count
        index[0:, 0] = count + 1
        index[0, 0] = count + 2
    return index

class ConvNormAct(nn.Module, Incomplete):
    def __init__(self, in_channels, out_channels, kernel_size=1, stride=1, padding="", dilation=1, groups=1, bias=False, apply_norm=True, apply_act=True, norm_layer=nn.BatchNorm2d, act_layer=nn.ReLU, drop_layer=None, **options):
        super().__init__()
        self.conv = create_conv2d(in_channels, out_channels, kernel_size, stride=stride, padding=padding, dilation=dilation, groups=groups, bias=bias)
        if apply_norm:
            kinds = {nn.BatchNorm2d: BatchNormAct2d, nn.GroupNorm: GroupNormAct, GroupNorm: GroupNormAct}
            norm = kinds.get(norm_layer, norm_layer)
            self.bn = norm(out_channels, apply_act=apply_act, act_layer=act_layer, drop_layer=drop_layer)
        else:
            self.bn = nn.Sequential()
            if drop_layer:
                self.bn.add_module("drop", drop_layer())
            if apply_act and act_layer is not None:
                self.bn.add_module("act", create_act_layer(act_layer))
    def forward(self, x):
        return self.bn(self.conv(x))

ConvBnAct = ConvNormAct

class GluMlp(nn.Module, Incomplete):
    def __init__(self, in_features, hidden_features=None, out_features=None, act_layer=nn.Sigmoid, norm_layer=None, bias=True, drop=0.0, use_conv=False, gate_last=True, **options):
        super().__init__()
        out_features = out_features or in_features
        hidden_features = hidden_features or in_features
        bias, drop = to_2tuple(bias), to_2tuple(drop)
        linear = functools.partial(nn.Conv2d, kernel_size=1) if use_conv else nn.Linear
        self.chunk_dim, self.gate_last = 1 if use_conv else -1, gate_last
        self.fc1 = linear(in_features, hidden_features, bias=bias[0])
        self.act = act_layer()
        self.drop1 = nn.Dropout(drop[0])
        self.norm = nn.Identity() if norm_layer is None else norm_layer(hidden_features // 2)
        self.fc2 = linear(hidden_features // 2, out_features, bias=bias[1])
        self.drop2 = nn.Dropout(drop[1])
    def forward(self, x):
        first, second = self.fc1(x).chunk(2, dim=self.chunk_dim)
        x = first * self.act(second) if self.gate_last else self.act(first) * second
        return self.drop2(self.fc2(self.norm(self.drop1(x))))

SwiGLUPacked = functools.partial(GluMlp, act_layer=nn.SiLU, gate_last=False)

class SwiGLU(nn.Module, Incomplete):
    def __init__(self, in_features, hidden_features=None, out_features=None, act_layer=nn.SiLU, norm_layer=None, bias=True, drop=0.0, align_to=0, **options):
        super().__init__()
        out_features = out_features or in_features
        hidden_features = hidden_features or in_features
        bias, drop = to_2tuple(bias), to_2tuple(drop)
        if align_to:
            hidden_features += -hidden_features % align_to
        self.fc1_g = nn.Linear(in_features, hidden_features, bias=bias[0])
        self.fc1_x = nn.Linear(in_features, hidden_features, bias=bias[0])
        self.act = act_layer()
        self.drop1 = nn.Dropout(drop[0])
        self.norm = nn.Identity() if norm_layer is None else norm_layer(hidden_features)
        self.fc2 = nn.Linear(hidden_features, out_features, bias=bias[1])
        self.drop2 = nn.Dropout(drop[1])
    def forward(self, x):
        x = self.act(self.fc1_g(x)) * self.fc1_x(x)
        return self.drop2(self.fc2(self.norm(self.drop1(x))))

class ConvMlp(nn.Module, Incomplete):
    def __init__(self, in_features, hidden_features=None, out_features=None, act_layer=nn.ReLU, norm_layer=None, bias=True, drop=0.0, **options):
        super().__init__()
        out_features = out_features or in_features
        hidden_features = hidden_features or in_features
        bias = to_2tuple(bias)
        self.fc1 = nn.Conv2d(in_features, hidden_features, 1, bias=bias[0])
        self.norm = norm_layer(hidden_features) if norm_layer else nn.Identity()
        self.act = act_layer()
        self.drop = nn.Dropout(drop)
        self.fc2 = nn.Conv2d(hidden_features, out_features, 1, bias=bias[1])
    def forward(self, x):
        return self.fc2(self.drop(self.act(self.norm(self.fc1(x)))))

class SelectAdaptivePool2d(nn.Module, Incomplete):
    def __init__(self, output_size=1, pool_type="fast", flatten=False, input_fmt="NCHW", **options):
        super().__init__()
        self.pool_type, self.output_size = (pool_type or "").lower(), output_size
        self.is_fast = self.pool_type.startswith("fast") or input_fmt != "NCHW"
        self.axes, self.channel = ((1, 2), -1) if input_fmt == "NHWC" else ((2, 3), 1)
        self.keepdim = not flatten
        self.flatten = nn.Flatten(1) if flatten and not (self.pool_type and self.is_fast) else nn.Identity()
    def is_identity(self):
        return not self.pool_type
    def feat_mult(self):
        return 2 if self.pool_type.endswith("catavgmax") else 1
    def _average(self, x):
        return x.mean(self.axes, keepdim=self.keepdim) if self.is_fast else F.adaptive_avg_pool2d(x, self.output_size)
    def _largest(self, x):
        return x.amax(self.axes, keepdim=self.keepdim) if self.is_fast else F.adaptive_max_pool2d(x, self.output_size)
    def forward(self, x):
        kind = self.pool_type.removeprefix("fast")
        if not self.pool_type:
            pass
        elif kind == "catavgmax":
            x = torch.cat((self._average(x), self._largest(x)), self.channel)
        elif kind == "avgmax":
            x = 0.5 * (self._average(x) + self._largest(x))
        else:
            x = self._largest(x) if kind == "max" else self._average(x)
        return self.flatten(x)

def create_classifier(num_features, num_classes, pool_type="avg", use_conv=False, input_fmt="NCHW", drop_rate=None, **options):
    pool = SelectAdaptivePool2d(pool_type=pool_type, flatten=not use_conv, input_fmt=input_fmt)
    width = num_features * pool.feat_mult()
    if num_classes <= 0:
        head = nn.Identity()
    else:
        head = nn.Conv2d(width, num_classes, 1) if use_conv else nn.Linear(width, num_classes)
    return (pool, head) if drop_rate is None else (pool, nn.Dropout(drop_rate), head)

class ClassifierHead(nn.Module, Incomplete):
    def __init__(self, in_features, num_classes, pool_type="avg", drop_rate=0.0, use_conv=False, input_fmt="NCHW", **options):
        super().__init__()
        self.in_features, self.use_conv, self.input_fmt = in_features, use_conv, input_fmt
        self.global_pool, fc = create_classifier(in_features, num_classes, pool_type, use_conv, input_fmt)
        self.drop = nn.Dropout(drop_rate)
        self.fc = fc
        self.flatten = nn.Flatten(1) if use_conv and pool_type else nn.Identity()
    def forward(self, x, pre_logits=False):
        x = self.drop(self.global_pool(x))
        return self.flatten(x) if pre_logits else self.flatten(self.fc(x))

class Attention(nn.Module, Incomplete):
    def __init__(self, dim, num_heads=8, qkv_bias=False, qk_norm=False, proj_bias=True, attn_drop=0.0, proj_drop=0.0, norm_layer=nn.LayerNorm, **options):
        super().__init__()
        assert dim % num_heads == 0, "dim should be divisible by num_heads"
        self.num_heads, self.head_dim = num_heads, dim // num_heads
        self.scale = self.head_dim**-0.5
        self.qkv = nn.Linear(dim, dim * 3, bias=qkv_bias)
        self.q_norm = norm_layer(self.head_dim) if qk_norm is True else nn.Identity()
        self.k_norm = norm_layer(self.head_dim) if qk_norm is True else nn.Identity()
        self.attn_drop = nn.Dropout(attn_drop)
        self.proj = nn.Linear(dim, dim, bias=proj_bias)
        self.proj_drop = nn.Dropout(proj_drop)
    def forward(self, x, attn_mask=None):
        batch, count, dim = x.shape
        q, k, v = self.qkv(x).reshape(batch, count, 3, self.num_heads, self.head_dim).permute(2, 0, 3, 1, 4).unbind(0)
        x = F.scaled_dot_product_attention(self.q_norm(q), self.k_norm(k), v, attn_mask=attn_mask)
        return self.proj_drop(self.proj(x.transpose(1, 2).reshape(batch, count, dim)))

class Block(nn.Module, Incomplete):
    def __init__(self, dim, num_heads, mlp_ratio=4.0, qkv_bias=False, qk_norm=False, drop=0.0, attn_drop=0.0, init_values=None, drop_path=0.0, act_layer=nn.GELU, norm_layer=nn.LayerNorm, mlp_layer=Mlp, proj_bias=True, proj_drop=0.0, **options):
        super().__init__()
        drop = drop or proj_drop
        self.norm1 = norm_layer(dim)
        self.attn = Attention(dim, num_heads, qkv_bias, qk_norm, proj_bias, attn_drop, drop, norm_layer)
        self.ls1 = LayerScale(dim, init_values) if init_values else nn.Identity()
        self.drop_path1 = DropPath(drop_path) if drop_path > 0.0 else nn.Identity()
        self.norm2 = norm_layer(dim)
        self.mlp = mlp_layer(dim, int(dim * mlp_ratio), act_layer=act_layer, drop=drop)
        self.ls2 = LayerScale(dim, init_values) if init_values else nn.Identity()
        self.drop_path2 = DropPath(drop_path) if drop_path > 0.0 else nn.Identity()
    def forward(self, x):
        x = x + self.drop_path1(self.ls1(self.attn(self.norm1(x))))
        return x + self.drop_path2(self.ls2(self.mlp(self.norm2(x))))

def resample_abs_pos_embed(posemb, new_size, old_size=None, num_prefix_tokens=1, interpolation="bicubic", antialias=True, verbose=False):
    if posemb.shape[1] == new_size[0] * new_size[1] + num_prefix_tokens and new_size[0] == new_size[1]:
        return posemb
    prefix, grid = posemb[:, :num_prefix_tokens], posemb[:, num_prefix_tokens:]
    if old_size is None:
        side = int(math.sqrt(grid.shape[1]))
        old_size = side, side
    grid = grid.reshape(1, old_size[0], old_size[1], -1).permute(0, 3, 1, 2)
    grid = F.interpolate(grid, size=new_size, mode=interpolation, antialias=antialias)
    grid = grid.permute(0, 2, 3, 1).reshape(1, -1, grid.shape[1])
    return torch.cat([prefix, grid], dim=1) if num_prefix_tokens else grid

def use_fused_attn(experimental=False):
    return True

def is_scriptable(): return False
is_exportable = is_no_jit = is_scriptable

@contextlib.contextmanager
def set_layer_config(**options):
    yield

_assert = torch._assert
`;
