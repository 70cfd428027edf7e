// Meta Pixel: told before its first call. Its snippet does nothing where `fbq` is defined, so the property is watched
// instead: the first use of what the snippet has put there comes after ours.
() => {
    let value = window.fbq;
    let open = 0;
    let isDue = true;
    const say = () => value("consent", open & 8 ? "grant" : "revoke");
    Object.defineProperty(window, "fbq", {
        configurable: true,
        enumerable: true,
        get() {
            if (value && isDue) {
                isDue = false;
                try {
                    say();
                } catch {
                    // The snippet has not made its queue yet.
                    isDue = true;
                }
            }
            return value;
        },
        set(next) {
            value = next;
            isDue = true;
        },
    });
    return (bits) => {
        open = bits;
        if (value) say();
    };
};
