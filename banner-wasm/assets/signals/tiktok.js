// TikTok pixel: calls wait in its list until its script has come, then they are methods.
() => {
    let isTold = false;
    return (open) => {
        const say = (name) => {
            const ttq = (window.ttq = window.ttq || []);
            if (typeof ttq[name] === "function") ttq[name]();
            else ttq.push([name]);
        };
        if (!isTold) say("holdConsent");
        if (open & 8) say("grantConsent");
        else if (isTold) say("revokeConsent");
        isTold = true;
    };
};
