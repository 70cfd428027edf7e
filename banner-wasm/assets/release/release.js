// Releases what is held: in document order, each once, in slices that leave the main thread free.

const SLICE_MS = 12;
let releasing = false;
let again = false;
const pause = () => (window.scheduler && scheduler.yield ? scheduler.yield() : new Promise((done) => later(done)));

async function release() {
    const [gone, done] = leaving.splice(0);
    if (gone) stays(gone).then(done);
    if (releasing) {
        again = true;
        return;
    }
    releasing = true;
    do {
        again = false;
        await releaseOnce();
    } while (again);
    releasing = false;
}

// The parser leaves these until everything else has run.
const isDeferred = (element) => element.matches("script:is([data-type=module],[defer][data-src],[defer][data-held-src]):not([async])");

async function releaseOnce() {
    if (isLearned()) held().forEach(relabel);
    let started = performance.now();
    const breathe = async () => {
        if (performance.now() - started < SLICE_MS) return;
        await pause();
        started = performance.now();
    };
    // Who has come without our doing is not waited for.
    for (const [element, name] of missing) if (name in window) missing.delete(element);
    const going = [...held()].filter((element) => missing.has(element) || allowed(element));
    enter();
    for (const element of going.sort((a, b) => isDeferred(a) - isDeferred(b))) {
        // What ran meanwhile may have taken it back, or the visitor.
        const text = allowed(element);
        try {
            if (text) await put(element, text);
            else resume(element);
        } catch (reason) {
            console.error(reason);
        }
        await breathe();
    }
    // As at the end of a document; `load` waits for what is `async` too.
    scene.fire(2);
    ended();
    // In the order of the calls; what is refused has failed already.
    for (const call of queue.splice(0)) {
        if (shut(call.need)) {
            queue.push(call);
            continue;
        }
        try {
            call.go?.();
        } catch (reason) {
            console.error(reason);
        }
        await breathe();
    }
}
