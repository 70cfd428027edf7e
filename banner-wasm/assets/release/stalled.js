// Inline code of the site that could not begin, because a held script would have brought what it begins with.

// Such code → the name that was missing.
const missing = new Map();

// What starts with a missing name has thrown before anything of it ran.
function noteMissing(script) {
    const found = script && /^(?:\s|\/\/.*|\/\*[^]*?\*\/)*(?:window\.)?([\w$]+)/.exec(script.text);
    if (found && !hasAttr(script, "src") && !(found[1] in window)) missing.set(script, found[1]);
}

// The second script has collected who failed so far; from now on each is looked at when it fails.
stalled.forEach(noteMissing);
stalled.add = noteMissing;
