// csv, as far as files of the project are read by it: fields in quotes, delimiters of the dialects that Python knows.
export const csvSource = `
QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE = range(4)

class Error(Exception):
    pass

class Dialect:
    delimiter = ","
    quotechar = '"'
    skipinitialspace = False

class excel(Dialect):
    pass

class excel_tab(excel):
    delimiter = "\\t"

class unix_dialect(Dialect):
    pass

_dialects = {"excel": excel, "excel-tab": excel_tab, "unix": unix_dialect}

class _Reader:
    def __init__(self, lines, dialect="excel", **options):
        kind = _dialects[dialect] if isinstance(dialect, str) else dialect
        self._lines = iter(lines)
        self._delimiter = options.get("delimiter", kind.delimiter)
        self._quote = options.get("quotechar", kind.quotechar)
        self._trims = options.get("skipinitialspace", kind.skipinitialspace)
        self._numbers = options.get("quoting", QUOTE_MINIMAL) == QUOTE_NONNUMERIC
        self.line_num = 0

    def __iter__(self):
        return self

    def __next__(self):
        line = next(self._lines)
        self.line_num += 1
        if self._quote is None or self._quote not in line:
            text = line.rstrip("\\r\\n")
            fields = text.split(self._delimiter) if text else []
            if self._trims:
                fields = [field.lstrip(" ") for field in fields]
            return [float(field) for field in fields] if self._numbers else fields
        return self._quoted(line)

    def _quoted(self, line):
        fields, field, inside, was_quoted = [], "", False, False
        while True:
            at = 0
            while at < len(line):
                letter = line[at]
                at += 1
                if inside:
                    if letter != self._quote:
                        field += letter
                    elif line[at:at + 1] == self._quote:
                        field += letter
                        at += 1
                    else:
                        inside = False
                elif letter == self._quote and field == "":
                    inside = was_quoted = True
                elif letter == self._delimiter:
                    fields.append(field if was_quoted or not self._numbers else float(field))
                    field, was_quoted = "", False
                elif letter not in "\\r\\n" and not (self._trims and letter == " " and field == ""):
                    field += letter
            if not inside:
                fields.append(field if was_quoted or not self._numbers else float(field))
                return fields
            line = next(self._lines, None)
            if line is None:
                fields.append(field)
                return fields
            self.line_num += 1

reader = _Reader

class DictReader:
    def __init__(self, f, fieldnames=None, restkey=None, restval=None, dialect="excel", **options):
        self.reader = reader(f, dialect, **options)
        self._fieldnames = fieldnames
        self.restkey, self.restval = restkey, restval

    @property
    def fieldnames(self):
        if self._fieldnames is None:
            self._fieldnames = next(self.reader, None)
        return self._fieldnames

    @property
    def line_num(self):
        return self.reader.line_num

    def __iter__(self):
        return self

    def __next__(self):
        names = self.fieldnames
        row = next(self.reader)
        while row == []:
            row = next(self.reader)
        made = dict(zip(names, row))
        if len(row) > len(names):
            made[self.restkey] = row[len(names):]
        for name in names[len(row):]:
            made[name] = self.restval
        return made

class writer:
    def __init__(self, csvfile, dialect="excel", **options):
        pass

    def writerow(self, row):
        pass

    def writerows(self, rows):
        pass

class DictWriter(writer):
    def __init__(self, f, fieldnames, *args, **options):
        self.fieldnames = fieldnames

    def writeheader(self):
        pass
`;
