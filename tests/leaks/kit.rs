//! What the pages' own scripts have at hand.

/// A script in the head, and the function of it that takes a name and an async function.
pub struct Kit {
    pub script: &'static str,
    pub call: &'static str,
}

/// For leaks: `leak.box()` is a place to put something; what is `late` waits for `leak.go()`; `leak.again()` does
/// everything once more with other addresses.
pub const LEAK: Kit = Kit {
    call: "leak.run",
    script: "
var leak = (function () {
    var lates = [], count = 0, made = {};
    function start(f) { try { Promise.resolve(f()).catch(function () {}); } catch (e) {} }
    return {
        run: function (id, f) { start(f); },
        late: function (id, f) { lates.push(f); },
        again: function () {
            return new Promise(function (done) {
                var s = document.createElement('script');
                s.onload = s.onerror = function () { done(true); };
                setTimeout(done, 5000);
                s.src = location.origin + '/again.js';
                document.head.appendChild(s);
            });
        },
        go: function () { setTimeout(function () { lates.forEach(start); }); return lates.length > 0; },
        box: function () { var b = document.createElement('div'); document.body.appendChild(b); return b; },
        unique: function (name) { return (made[name] = name + '-' + ++count); },
        last: function (name) { return made[name]; }
    };
})();",
};

/// For what is the site's own: `intact(id, f)` notes what `f` says, `intact.next(id, f)` the same when those before it
/// have said theirs. `intact.results` has what was said as text. Who has said nothing after 40 s has not run: a slow machine
/// that starts some thirty libraries at once needs more than ten.
pub const INTACT: Kit = Kit {
    call: "intact.next",
    script: "
var intact = (function () {
    var last = Promise.resolve(), count = 0, open = 0, natives = null;
    var loaded = new Promise(function (done) { addEventListener('load', function () { done(); }); });
    function wait(ms) { return new Promise(function (done) { setTimeout(done, ms); }); }
    function intact(id, f) {
        open++;
        var answer = Promise.resolve().then(f).then(function (value) { return JSON.stringify(value === undefined ? null : value); }, function (e) { return 'threw ' + e; });
        return Promise.race([answer, wait(40000).then(function () { return 'threw nothing, and said nothing'; })]).then(function (said) { intact.results[id] = said; open--; });
    }
    intact.results = {};
    intact.loaded = loaded;
    intact.wait = wait;
    intact.next = function (id, f) { open++; last = last.then(function () { open--; return intact(id, f); }); };
    intact.unique = function () { return ++count; };
    intact.done = function () { return open === 0 && document.readyState === 'complete'; };
    Object.defineProperty(intact, 'natives', { get: function () {
        if (natives) return natives;
        var f = document.createElement('iframe');
        document.documentElement.appendChild(f);
        natives = {};
        Object.getOwnPropertyNames(f.contentWindow).forEach(function (name) { natives[name] = 1; });
        f.remove();
        return natives;
    } });
    return intact;
})();",
};
