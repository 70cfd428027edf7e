// What is stored without consent is deleted, and writes that waited are made or dropped.

function makeWrites() {
    for (const [key, go] of writes) {
        if (shut(nameNeed(+key[0], key.slice(1)))) {
            if (!(stateBits() & CHOSEN)) continue;
        } else go();
        writes.delete(key);
    }
}

// Deletes what is there without consent; on withdrawal also what may only be there, on a path that the page cannot see.
// (On every page that would be dozens of writes.) Databases and caches answer later; resolves when they are gone.
// Before a choice, a cookie that came with an answer waits like one that a script writes; what it had besides its value no
// page can see, so it comes back for the session and the whole host.
function sweep(isWithdrawal) {
    sweepNow(isWithdrawal);
    return sweepLater();
}

// The same of what answers at once: an answer of the site's own may have brought cookies, which meet no hook.
function sweepNow(isWithdrawal) {
    const cookies = readCookies(doc).split("; ");
    if (isWithdrawal) cookies.push(...OWN.cookies);
    for (const cookie of cookies) {
        const [name] = cookie.split("=");
        if (!name || !isRefused(COOKIE, name)) continue;
        stateBits() & CHOSEN || writes.set(COOKIE + name, () => writeCookie(doc, cookie + "; Path=/"));
        expireCookie(name);
    }
    ["localStorage", "sessionStorage"].forEach((property, at) => {
        try {
            const storage = window[property];
            for (const name of Object.keys(storage)) if (isRefused(LOCAL + at, name)) storage.removeItem(name);
        } catch {
            // The visitor has turned storage off.
        }
    });
}

const isRefused = (kind, name) => nameNeed(kind, name) & ~stateBits();

// A cookie is found again only by its exact domain and path, and a page cannot see either: so every domain above the
// host and every path above the page's is tried (RFC 6265, section 5.3), and the jar of the cookies that are kept apart
// for each site above (`Partitioned`) is another one.
function expireCookie(name) {
    const path = location.pathname;
    const paths = [path];
    path.replace(/\//g, (_, at) => paths.push(path.slice(0, at), path.slice(0, at + 1)));
    let domain = "";
    // An address has no domains above it, nor has a name without a dot.
    for (let above = location.hostname; above; above = /\.(.*[a-z])$/i.exec(above)?.[1]) {
        for (const path of paths) {
            for (const jar of [/^__/.test(name) ? "; Secure" : "", "; Secure; Partitioned"])
                writeCookie(doc, name + "=; Max-Age=0; Path=" + path + domain + jar);
        }
        domain = "; Domain=" + above;
    }
}

async function sweepLater() {
    try {
        for (const { name } of await indexedDB.databases()) {
            if (isRefused(DATABASE, name)) indexedDB.deleteDatabase(name);
        }
        for (const name of await caches.keys()) if (isRefused(CACHE, name)) await caches.delete(name);
    } catch {
        // Not available in this context, so nothing can be in them.
    }
}
