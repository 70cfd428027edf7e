// What a withdrawal leaves in the page: service workers are unregistered, the rest goes with the page.

// Whether something with these needs stays as long as this page.
async function stays(gone) {
    let left = present() & gone;
    try {
        for (const worker of await navigator.serviceWorker.getRegistrations()) {
            const { scriptURL } = worker.active || worker.waiting || worker.installing;
            // As when it was registered (gate/network.js): by the addresses that stand in its code.
            const code = await request(scriptURL).then((answer) => answer.text(), () => "");
            let need = listNeed(scriptURL);
            for (const [, address] of code.matchAll(/["'`]((?:\w+:)?(?:\\?\/){2}[^"'`\s]+)/g)) need |= listNeed(address);
            // The page that it serves keeps it.
            if (need & ~stateBits() && (await worker.unregister())) left = true;
        }
    } catch {
        // Not available in this context, so there are none.
    }
    return left;
}

// The needs of what stands in the document, for example from markup that was let through.
function present() {
    let need = 0;
    for (const element of query(doc, SELECTOR)) {
        for (const attribute in FETCHING[element.localName]) need |= listNeed(getAttr(element, attribute) || "");
    }
    return need;
}
