// What models use of torchaudio, for where the package is not there to be read: transforms of waves and spectrograms, with the
// lengths, the buffers and the refusals of its documentation. What is not here is unknown.
import type { NativeModule } from "../../eval/native.ts";
import { absentName } from "../../eval/resolver.ts";

const transformsSource = `
import math
import torch
from torch import nn
from torchaudio import functional as F
from convlens.configuration import unknown

class Spectrogram(nn.Module):
    def __init__(self, n_fft=400, win_length=None, hop_length=None, pad=0, window_fn=torch.hann_window, power=2.0, normalized=False, wkwargs=None, center=True, pad_mode="reflect", onesided=True, return_complex=None):
        super().__init__()
        self.n_fft = n_fft
        self.win_length = win_length if win_length is not None else n_fft
        self.hop_length = hop_length if hop_length is not None else self.win_length // 2
        self.register_buffer("window", window_fn(self.win_length, **(wkwargs or {})))
        self.pad, self.power, self.normalized = pad, power, normalized
        self.center, self.pad_mode, self.onesided = center, pad_mode, onesided

    def forward(self, waveform):
        return F.spectrogram(waveform, self.pad, self.window, self.n_fft, self.hop_length, self.win_length, self.power, self.normalized, self.center, self.pad_mode, self.onesided)

class MelScale(nn.Module):
    def __init__(self, n_mels=128, sample_rate=16000, f_min=0.0, f_max=None, n_stft=201, norm=None, mel_scale="htk"):
        super().__init__()
        self.n_mels, self.sample_rate, self.f_min = n_mels, sample_rate, f_min
        self.f_max = f_max if f_max is not None else float(sample_rate // 2)
        self.norm, self.mel_scale = norm, mel_scale
        if f_min > self.f_max:
            raise ValueError("Require f_min: {} <= f_max: {}".format(f_min, self.f_max))
        self.register_buffer("fb", torch.empty(n_stft, n_mels))

    def forward(self, specgram):
        return torch.matmul(specgram.transpose(-1, -2), self.fb).transpose(-1, -2)

class InverseMelScale(nn.Module):
    def __init__(self, n_stft, n_mels=128, sample_rate=16000, f_min=0.0, f_max=None, norm=None, mel_scale="htk", driver="gels", **options):
        super().__init__()
        self.n_mels = n_mels
        self.register_buffer("fb", torch.empty(n_stft, n_mels))

    def forward(self, melspec):
        return torch.matmul(melspec.transpose(-1, -2), self.fb.transpose(0, 1)).transpose(-1, -2)

class MelSpectrogram(nn.Module):
    def __init__(self, sample_rate=16000, n_fft=400, win_length=None, hop_length=None, f_min=0.0, f_max=None, pad=0, n_mels=128, window_fn=torch.hann_window, power=2.0, normalized=False, wkwargs=None, center=True, pad_mode="reflect", onesided=None, norm=None, mel_scale="htk"):
        super().__init__()
        self.sample_rate, self.n_fft, self.n_mels = sample_rate, n_fft, n_mels
        self.win_length = win_length if win_length is not None else n_fft
        self.hop_length = hop_length if hop_length is not None else self.win_length // 2
        self.spectrogram = Spectrogram(n_fft, self.win_length, self.hop_length, pad, window_fn, power, normalized, wkwargs, center, pad_mode, True)
        self.mel_scale = MelScale(n_mels, sample_rate, f_min, f_max, n_fft // 2 + 1, norm, mel_scale)

    def forward(self, waveform):
        return self.mel_scale(self.spectrogram(waveform))

class AmplitudeToDB(nn.Module):
    def __init__(self, stype="power", top_db=None):
        super().__init__()
        self.stype = stype
        if top_db is not None and top_db < 0:
            raise ValueError("top_db must be positive value")
        self.top_db = top_db
        self.multiplier = 10.0 if stype == "power" else 20.0

    def forward(self, x):
        return F.amplitude_to_DB(x, self.multiplier, 1e-10, 0.0, self.top_db)

class MFCC(nn.Module):
    def __init__(self, sample_rate=16000, n_mfcc=40, dct_type=2, norm="ortho", log_mels=False, melkwargs=None):
        super().__init__()
        if dct_type != 2:
            raise ValueError("DCT type not supported: {}".format(dct_type))
        self.n_mfcc, self.log_mels, self.top_db = n_mfcc, log_mels, 80.0
        self.amplitude_to_DB = AmplitudeToDB("power", self.top_db)
        self.MelSpectrogram = MelSpectrogram(sample_rate=sample_rate, **(melkwargs or {}))
        if n_mfcc > self.MelSpectrogram.n_mels:
            raise ValueError("Cannot select more MFCC coefficients than # mel bins")
        self.register_buffer("dct_mat", torch.empty(self.MelSpectrogram.n_mels, n_mfcc))

    def forward(self, waveform):
        mel = self.MelSpectrogram(waveform)
        mel = torch.log(mel + 1e-6) if self.log_mels else self.amplitude_to_DB(mel)
        return torch.matmul(mel.transpose(-1, -2), self.dct_mat).transpose(-1, -2)

class LFCC(nn.Module):
    def __init__(self, sample_rate=16000, n_filter=128, f_min=0.0, f_max=None, n_lfcc=40, dct_type=2, norm="ortho", log_lf=False, speckwargs=None):
        super().__init__()
        self.log_lf = log_lf
        self.amplitude_to_DB = AmplitudeToDB("power", 80.0)
        self.Spectrogram = Spectrogram(**(speckwargs or {}))
        if n_lfcc > self.Spectrogram.n_fft:
            raise ValueError("Cannot select more LFCC coefficients than # fft bins")
        self.register_buffer("filter_mat", torch.empty(self.Spectrogram.n_fft // 2 + 1, n_filter))
        self.register_buffer("dct_mat", torch.empty(n_filter, n_lfcc))

    def forward(self, waveform):
        x = torch.matmul(self.Spectrogram(waveform).transpose(-1, -2), self.filter_mat)
        x = torch.log(x + 1e-6) if self.log_lf else self.amplitude_to_DB(x)
        return torch.matmul(x, self.dct_mat).transpose(-1, -2)

class Resample(nn.Module):
    def __init__(self, orig_freq=16000, new_freq=16000, resampling_method="sinc_interp_hann", lowpass_filter_width=6, rolloff=0.99, beta=None, *, dtype=None):
        super().__init__()
        self.orig_freq, self.new_freq = orig_freq, new_freq
        self.gcd = math.gcd(int(orig_freq), int(new_freq))
        if orig_freq != new_freq:
            orig, new = int(orig_freq) // self.gcd, int(new_freq) // self.gcd
            self.width = math.ceil(lowpass_filter_width * orig / (min(orig, new) * rolloff))
            self.register_buffer("kernel", torch.empty(new, 1, 2 * self.width + orig), persistent=True)

    def forward(self, waveform):
        return F.resample(waveform, self.orig_freq, self.new_freq)

class GriffinLim(nn.Module):
    def __init__(self, n_fft=400, n_iter=32, win_length=None, hop_length=None, window_fn=torch.hann_window, power=2.0, wkwargs=None, momentum=0.99, length=None, rand_init=True):
        super().__init__()
        self.n_fft, self.length = n_fft, length
        self.win_length = win_length if win_length is not None else n_fft
        self.hop_length = hop_length if hop_length is not None else self.win_length // 2
        self.register_buffer("window", window_fn(self.win_length, **(wkwargs or {})))

    def forward(self, specgram):
        length = self.length if self.length is not None else self.hop_length * (specgram.shape[-1] - 1)
        return specgram.new_zeros(tuple(specgram.shape[:-2]) + (length,))

class _Same(nn.Module):
    def __init__(self, *arguments, **options):
        super().__init__()

    def forward(self, x, *others):
        return x.clone()

class FrequencyMasking(_Same): pass
class TimeMasking(_Same): pass
class SpecAugment(_Same): pass
class Fade(_Same): pass
class Vol(_Same): pass
class ComputeDeltas(_Same): pass
class SlidingWindowCmn(_Same): pass
class Preemphasis(_Same): pass
class Deemphasis(_Same): pass

class MuLawEncoding(nn.Module):
    def __init__(self, quantization_channels=256):
        super().__init__()
        self.quantization_channels = quantization_channels

    def forward(self, x):
        return F.mu_law_encoding(x, self.quantization_channels)

class MuLawDecoding(nn.Module):
    def __init__(self, quantization_channels=256):
        super().__init__()
        self.quantization_channels = quantization_channels

    def forward(self, x_mu):
        return F.mu_law_decoding(x_mu, self.quantization_channels)

def __getattr__(name):
    return unknown("torchaudio.transforms." + name)
`;

const functionalSource = `
import math
import torch
from convlens.configuration import unknown

def spectrogram(waveform, pad, window, n_fft, hop_length, win_length, power, normalized, center=True, pad_mode="reflect", onesided=True, return_complex=None):
    if pad > 0:
        waveform = torch.nn.functional.pad(waveform, (pad, pad), "constant")
    shape = waveform.size()
    waveform = waveform.reshape(-1, shape[-1])
    spec = torch.stft(waveform, n_fft, hop_length, win_length, window, center, pad_mode, False, onesided, return_complex=True)
    spec = spec.reshape(tuple(shape[:-1]) + tuple(spec.shape[-2:]))
    if power is None:
        return spec
    return spec.abs() if power == 1.0 else spec.abs().pow(power)

def amplitude_to_DB(x, multiplier, amin, db_multiplier, top_db=None):
    return multiplier * torch.log10(torch.clamp(x, min=amin)) - multiplier * db_multiplier

def DB_to_amplitude(x, ref, power):
    return ref * torch.pow(torch.pow(10.0, 0.1 * x), power)

def resample(waveform, orig_freq, new_freq, *arguments, **options):
    if not (orig_freq > 0.0 and new_freq > 0.0):
        raise ValueError("Original frequency and desired frequency should be positive")
    if orig_freq == new_freq:
        return waveform
    gcd = math.gcd(int(orig_freq), int(new_freq))
    orig, new = int(orig_freq) // gcd, int(new_freq) // gcd
    length = (waveform.shape[-1] * new + orig - 1) // orig
    return waveform.new_zeros(tuple(waveform.shape[:-1]) + (length,))

def melscale_fbanks(n_freqs, f_min, f_max, n_mels, sample_rate, norm=None, mel_scale="htk"):
    return torch.empty(n_freqs, n_mels)

def linear_fbanks(n_freqs, f_min, f_max, n_filter, sample_rate):
    return torch.empty(n_freqs, n_filter)

def create_dct(n_mfcc, n_mels, norm):
    return torch.empty(n_mels, n_mfcc)

def mu_law_encoding(x, quantization_channels):
    return torch.zeros_like(x, dtype=torch.int64)

def mu_law_decoding(x_mu, quantization_channels):
    return torch.zeros_like(x_mu, dtype=torch.float32)

def compute_deltas(specgram, win_length=5, mode="replicate"):
    return torch.empty_like(specgram)

def __getattr__(name):
    return unknown("torchaudio.functional." + name)
`;

const packageSource = `
import torchaudio.functional as functional
import torchaudio.transforms as transforms
from convlens.configuration import unknown

def __getattr__(name):
    return unknown("torchaudio." + name)
`;

const text = (name: string, source: string): NativeModule => ({
  name: absentName(name),
  attributes: {},
  python: { text: source },
});

export const torchaudioModules: readonly NativeModule[] = [
  text("torchaudio", packageSource),
  text("torchaudio.functional", functionalSource),
  text("torchaudio.transforms", transformsSource),
];
