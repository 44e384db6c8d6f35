// For coverage: processes that tests start run bundles of many sources, which can't be mapped back line by line.
delete process.env.NODE_V8_COVERAGE;
