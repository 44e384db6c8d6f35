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
        parts = re.match(
            r"(?:[-_.]?(alpha|a|beta|b|preview|pre|rc|c)[-_.]?(\\d*))?"
            r"(?:-(\\d+)|[-_.]?(?:post|rev|r)[-_.]?(\\d*))?"
            r"(?:[-_.]?dev[-_.]?(\\d*))?",
            rest.lower(),
        )
        early, number, patch, later, unfinished = parts.groups()
        spelled = {"alpha": "a", "beta": "b", "c": "rc", "pre": "rc", "preview": "rc"}
        self.pre = None if early is None else (spelled.get(early, early), int(number or 0))
        self.post = int(later or patch or 0) if later is not None or patch is not None else None
        self.dev = None if unfinished is None else int(unfinished or 0)
        self.is_devrelease = self.dev is not None
        self.is_postrelease = self.post is not None
        self.is_prerelease = self.is_devrelease or self.pre is not None

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
        # "1.0.dev1" is before "1.0a1", "1.0a1" before "1.0", and that before "1.0.post1"; of each its ".dev1" comes first.
        last = ("z", 0)
        early = self.pre or (("", 0) if self.dev is not None and self.post is None else last)
        later = -1 if self.post is None else self.post
        unfinished = (1, 0) if self.dev is None else (0, self.dev)
        return (self.epoch, tuple(release), early, later, unfinished)

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
