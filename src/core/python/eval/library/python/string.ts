// Templates with named places.
export const stringSource = `
import re

class Template:
    def __init__(self, template):
        self.template = template
    def _fill(self, mapping, strict):
        def place(match):
            if match.group(0) == "$$":
                return "$"
            name = match.group(1) or match.group(2)
            return str(mapping[name]) if strict or name in mapping else match.group(0)
        return re.sub(r"\\$\\$|\\$(\\w+)|\\$\\{(\\w+)\\}", place, self.template)
    def substitute(self, mapping=None, /, **kwargs):
        return self._fill({**(mapping or {}), **kwargs}, True)
    def safe_substitute(self, mapping=None, /, **kwargs):
        return self._fill({**(mapping or {}), **kwargs}, False)
`;
