// What the gate, the second script and the third call the same; each gets its own copy.

// A need is a set of bits: 0 nothing, 2 preferences, 4 statistics, 8 advertising, 16 (unknown) everything asked.
const UNKNOWN = 16;
// A name that nobody knows: it passes, but the whole catalogue is asked.
const UNKNOWN_NAME = 64;
// Of a service that is refused: nothing meets it.
const REFUSED = 128;
// The bit of a state that says that the visitor has chosen.
const CHOSEN = 32;
const LABELS = { 2: "preferences", 4: "statistics", 8: "advertising", 16: "unknown" };
const COOKIE = 0,
    LOCAL = 1,
    SESSION = 2,
    DATABASE = 3,
    CACHE = 4,
    HOST = 5,
    PATH = 7;
// How an attribute names what it fetches: by an address, by several, as markup, or as where a page goes on to.
const ADDRESS = 1,
    LIST = 2,
    HTML = 3,
    REFRESH = 4;
// What a placeholder may stand for while it waits.
const EMBEDS = ":is(iframe,embed,object,video)[data-consent],video:has([data-consent])";
const PENDING = "samtycke.pending",
    RECEIPTS = "samtycke.receipts";
// The mark of a policy that nothing widens while the page stays: its server's (collector_server::gate) or the opener's.
const WALL = "[name=samtycke-wall]";
