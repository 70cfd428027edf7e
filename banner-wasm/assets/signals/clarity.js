// Microsoft Clarity, consent v2. The queue is the one that its own snippet would make.
() => (open) => {
    const is = (bit) => (open & bit ? "granted" : "denied");
    const clarity = (window.clarity =
        window.clarity ||
        function () {
            (window.clarity.q = window.clarity.q || []).push(arguments);
        });
    clarity("consentv2", { ad_Storage: is(8), analytics_Storage: is(4) });
};
