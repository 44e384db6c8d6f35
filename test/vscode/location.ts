// mocha's browser build reads the page's query when it is loaded; an extension host has no page.
const scope = globalThis as { location?: { search: string } };
scope.location ??= { search: "" };
