// packaging.version and distutils.version: programs ask which of two ways a library goes.
export const packagingVersionSource = `
import re

class InvalidVersion(ValueError):
    pass

class Version:
    """Release numbers, then what comes before a release; what is local ("+cu118") is not compared."""

    def __init__(self, version):
        text = str(version).strip()
        match = re.match(r"v?(?:(\\d+)!)?(\\d+(?:\\.\\d+)*)(.*)$", text)
        if match is None:
            raise InvalidVersion(f"Invalid version: {text!r}")
        self._text = text
        self.epoch = int(match.group(1) or 0)
        self.release = tuple(int(part) for part in match.group(2).split("."))
        rest = match.group(3)
        self.local = rest.split("+", 1)[1] if "+" in rest else None
        early = re.match(r"[-_.]?(dev|alpha|a|beta|b|preview|pre|rc|c)[-_.]?(\\d*)", rest)
        self.is_devrelease = early is not None and early.group(1) == "dev"
        self.is_prerelease = early is not None
        order = ["dev", "a", "alpha", "b", "beta", "c", "rc", "pre", "preview"]
        self._early = (len(order), 0) if early is None else (order.index(early.group(1)), int(early.group(2) or 0))

    def _part(self, index):
        return self.release[index] if len(self.release) > index else 0

    @property
    def major(self):
        return self._part(0)

    @property
    def minor(self):
        return self._part(1)

    @property
    def micro(self):
        return self._part(2)

    @property
    def base_version(self):
        return ".".join(str(part) for part in self.release)

    @property
    def public(self):
        return self._text.split("+", 1)[0]

    def _key(self):
        release = list(self.release)
        while release and release[-1] == 0:
            release.pop()
        return (self.epoch, tuple(release), self._early)

    def __str__(self):
        return self._text

    def __hash__(self):
        return hash(self._key())

    def __eq__(self, other):
        return self._key() == other._key()

    def __lt__(self, other):
        return self._key() < other._key()

    def __le__(self, other):
        return self._key() <= other._key()

    def __gt__(self, other):
        return self._key() > other._key()

    def __ge__(self, other):
        return self._key() >= other._key()

def parse(version):
    return Version(version)
`;

export const distutilsVersionSource = `
import re

class LooseVersion:
    """Numbers and words between dots, compared one after another."""

    def __init__(self, vstring=None):
        if vstring is not None:
            self.parse(vstring)

    def parse(self, vstring):
        self.vstring = vstring
        parts = [part for part in re.findall(r"\\d+|[a-z]+", vstring)]
        self.version = [int(part) if part.isdigit() else part for part in parts]

    def _of(self, other):
        return LooseVersion(other) if isinstance(other, str) else other

    def __str__(self):
        return self.vstring

    def __eq__(self, other):
        return self.version == self._of(other).version

    def __lt__(self, other):
        return self.version < self._of(other).version

    def __le__(self, other):
        return self.version <= self._of(other).version

    def __gt__(self, other):
        return self.version > self._of(other).version

    def __ge__(self, other):
        return self.version >= self._of(other).version

class StrictVersion(LooseVersion):
    pass
`;
