// Another product's stored choice, read. A module that the second script imports, and only where there is such a
// cookie and no choice of ours. It takes text and gives an answer, and makes that the visitor's choice.
//
// Nothing is granted that the cookie does not clearly grant: what is not named, is named as refused, or cannot be read
// is refused, and where nothing can be read there is no answer at all.
const OWN = "@@IMPORT@@";

const ADVERTISING = 8;
const decoded = (text) => decodeURIComponent(text.replace(/\+/g, " "));
const unixSeconds = (milliseconds) => Math.floor(milliseconds / 1000);

// An object of names, each true or false.
function byName(text) {
    const said = {};
    for (const [name, value] of Object.entries(JSON.parse(decoded(text)))) {
        if (typeof value === "boolean") said[name] = value;
    }
    return [said];
}

// By product: its cookies by name, as `[what it says by name, when it was said]`; nothing when they do not say. A time
// that is not told is left away.
const READERS = {
    // Version 3 of CookieConsent; version 2 calls the same things otherwise.
    cookieconsent({ cc_cookie }) {
        const kept = JSON.parse(decoded(cc_cookie));
        const said = {};
        for (const name of kept.categories || kept.level) {
            const services = (kept.services || {})[name] || [];
            // A category with services may be on for some of them.
            if (services.length) for (const service of services) said[service] = true;
            else said[name] = true;
        }
        return [said, unixSeconds(Date.parse(kept.lastConsentTimestamp || kept.consentTimestamp || kept.last_consent_update))];
    },
    klaro: ({ klaro }) => byName(klaro),
    orejime: ({ orejime }) => byName(orejime),
    // Cookiebot. What is implied by using the site is no consent.
    cookiebot({ CookieConsent }) {
        const text = decoded(CookieConsent);
        if (!/[{,]method:'explicit'[,}]/.test(text)) return;
        const said = {};
        for (const [, name, value] of text.matchAll(/[{,](\w+):(true|false)(?=[,}])/g)) said[name] = value === "true";
        const time = /[{,]utc:(\d+)[,}]/.exec(text);
        return [said, unixSeconds(time[1])];
    },
    // OneTrust. Groups are switched on by default in some countries: it counts once the banner was answered.
    onetrust({ OptanonConsent, OptanonAlertBoxClosed }) {
        const kept = new URLSearchParams(OptanonConsent);
        if (!(kept.get("interactionCount") > 0)) return;
        const said = {};
        for (const group of kept.get("groups").split(",")) {
            const [name, value] = group.split(":");
            said[name] = value === "1";
        }
        return [said, unixSeconds(Date.parse(decoded(OptanonAlertBoxClosed)))];
    },
    // Complianz: a cookie for each category. Elsewhere than in Europe they are set without a question.
    complianz(cookies) {
        if (cookies["cmplz_banner-status"] !== "dismissed" || cookies.cmplz_consenttype === "optout") return;
        const said = {};
        for (const name in cookies) {
            if (/^cmplz_(preferences|statistics|marketing)$/.test(name)) said[name.slice(6)] = cookies[name] === "allow";
        }
        return [said];
    },
    // c15t: flat pairs, of which those that are false are left out.
    c15t({ c15t }) {
        const said = {};
        let time;
        for (const pair of decoded(c15t).split(",")) {
            const [name, value] = pair.split(":");
            if (/^c\.\w+$/.test(name)) said[name.slice(2)] = value === "1";
            if (name === "i.t") time = unixSeconds(value);
        }
        return [said, time];
    },
};
// What goes when a choice has been taken over.
const COOKIES = {
    cookieconsent: /^cc_cookie$/,
    klaro: /^klaro$/,
    orejime: /^orejime$/,
    cookiebot: /^CookieConsent$/,
    onetrust: /^Optanon(Consent|AlertBoxClosed)$/,
    complianz: /^cmplz_/,
    c15t: /^c15t$/,
};

// What is always on, by the names that products have for it: where nothing else is named, all else was refused.
const ALWAYS = ["necessary", "functional", "C0001"];

// Whether what was said is about anything of this site's.
function isOurs(said) {
    const known = [...ALWAYS, ...OWN.always];
    for (const { whole, parts } of Object.values(OWN.table)) known.push(...whole, ...parts.flat());
    return known.some((name) => Object.hasOwn(said, name));
}

// Whether what was said grants a category: `whole` are names of it all, `parts` those of each thing in it.
function grants(said, { whole, parts }) {
    const all = [whole, ...parts];
    const is = (value) => (name) => Object.hasOwn(said, name) && said[name] === value;
    if (all.some((names) => names.some(is(false)))) return false;
    return whole.some(is(true)) || (parts.length > 0 && parts.every((names) => names.some(is(true))));
}

// The choice in `document.cookie`, if there is one that still counts at `now` (seconds since 1970; `validity` is in
// seconds): `{ granted, time, names }`. Of several products only what all of them grant counts, from the oldest time.
// `gpc`: the browser says Global Privacy Control, which is newer than what was kept.
export default function read(text, now, validity, gpc) {
    const cookies = {};
    for (const pair of text.split(/;\s*/)) {
        const at = pair.indexOf("=");
        if (at > 0) cookies[pair.slice(0, at)] ??= pair.slice(at + 1);
    }
    let found = null;
    for (const product of OWN.from) {
        let read;
        try {
            read = READERS[product](cookies);
        } catch {
            // Not there, or not what it is taken for.
        }
        if (!read || !isOurs(read[0])) continue;
        // One that does not say when is taken to be as old as its cookie can be.
        const time = read.length > 1 ? read[1] : now - OWN.lifetime;
        if (!(time > now - validity && time <= now)) continue;
        let granted = 0;
        for (const bit in OWN.table) if (grants(read[0], OWN.table[bit])) granted |= bit;
        if (gpc) granted &= ~ADVERTISING;
        const names = Object.keys(cookies).filter((name) => COOKIES[product].test(name));
        found = found
            ? { granted: found.granted & granted, time: Math.min(found.time, time), names: [...found.names, ...names] }
            : { granted, time, names };
    }
    return found;
}

// Makes that choice the visitor's, and takes the cookies away that kept it (`act/import.js` hands over the means).
export function take(text, now, validity, gpc, get, save, expireCookie) {
    const found = read(text, now, validity, gpc);
    // The visitor may have answered meanwhile.
    if (!found || get().chosen) return;
    save(found.granted, "imported", [], found.time);
    found.names.forEach(expireCookie);
}
