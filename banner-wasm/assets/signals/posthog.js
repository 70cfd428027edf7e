// PostHog: not loaded without consent, so only a change has to be told to one that runs.
() => {
    let isTold = false;
    return (open) => {
        const posthog = window.posthog;
        const name = open & 4 ? "opt_in_capturing" : "opt_out_capturing";
        if (isTold && posthog && typeof posthog[name] === "function") posthog[name]();
        isTold = true;
    };
};
