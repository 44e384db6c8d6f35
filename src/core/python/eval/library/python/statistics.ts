// Averages, as configurations compute them.
export const statisticsSource = `
class StatisticsError(ValueError): pass

def _filled(data):
    data = list(data)
    if not data:
        raise StatisticsError("no data points")
    return data

def fmean(data):
    data = _filled(data)
    return sum(data) / len(data)

def mean(data):
    value = fmean(data)
    return int(value) if value == int(value) and all(isinstance(x, int) for x in data) else value

def median(data):
    data = sorted(_filled(data))
    half = len(data) // 2
    return data[half] if len(data) % 2 else (data[half - 1] + data[half]) / 2

def mode(data):
    data = _filled(data)
    return max(data, key=data.count)

def pvariance(data, mu=None):
    data = _filled(data)
    middle = fmean(data) if mu is None else mu
    return sum((x - middle) ** 2 for x in data) / len(data)

def variance(data, xbar=None):
    data = _filled(data)
    return pvariance(data, xbar) * len(data) / (len(data) - 1)

def pstdev(data, mu=None): return pvariance(data, mu) ** 0.5
def stdev(data, xbar=None): return variance(data, xbar) ** 0.5
`;
