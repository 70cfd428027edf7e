// Pinterest tag: as the Meta Pixel, told before its `load`.
() => {
    let value = window.pintrk;
    let open = 0;
    let isDue = true;
    const say = () => value("setconsent", (open & 8) !== 0);
    Object.defineProperty(window, "pintrk", {
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
