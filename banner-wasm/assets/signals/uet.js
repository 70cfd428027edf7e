// Microsoft Advertising (UET): its queue takes calls before and after its script has come.
() => {
    let isTold = false;
    return (open) => {
        const say = (verb, is) =>
            (window.uetq = window.uetq || []).push("consent", verb, { ad_storage: is ? "granted" : "denied" });
        if (!isTold) {
            isTold = true;
            say("default", false);
            if (!(open & 8)) return;
        }
        say("update", open & 8);
    };
};
