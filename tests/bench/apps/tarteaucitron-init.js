// As its documentation has it, with two services of the site's own.
["statistics", "advertising"].forEach(function (key) {
    tarteaucitron.services[key] = {
        key: key,
        type: key === "statistics" ? "analytic" : "ads",
        name: key,
        needConsent: true,
        cookies: [key === "statistics" ? "_st_id" : "_ad_id"],
        readmoreLink: "/policy",
        js: function () {},
        fallback: function () {},
    };
    (tarteaucitron.job = tarteaucitron.job || []).push(key);
});
tarteaucitron.init({
    privacyUrl: "/policy",
    bodyPosition: "bottom",
    hashtag: "#tarteaucitron",
    cookieName: "tarteaucitron",
    orientation: "bottom",
    groupServices: false,
    serviceDefaultState: "wait",
    showAlertSmall: false,
    cookieslist: false,
    showIcon: true,
    iconPosition: "BottomRight",
    adblocker: false,
    DenyAllCta: true,
    AcceptAllCta: true,
    highPrivacy: true,
    handleBrowserDNTRequest: false,
    removeCredit: false,
    moreInfoLink: true,
    useExternalCss: false,
    useExternalJs: false,
    mandatory: true,
    googleConsentMode: true,
});
