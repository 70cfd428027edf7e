// Matomo: its list takes calls before and after its script has come.
() => {
    let isTold = false;
    return (open) => {
        const say = (name) => (window._paq = window._paq || []).push([name]);
        if (!isTold) say("requireConsent");
        if (open & 4) say("setConsentGiven");
        else if (isTold) say("forgetConsentGiven");
        isTold = true;
    };
};
