// As its annotated configuration has it: three services in three purposes, all refused until they are accepted.
var klaroConfig = {
    version: 1,
    elementID: "klaro",
    storageMethod: "cookie",
    acceptAll: true,
    lang: "en",
    translations: {
        en: {
            privacyPolicyUrl: "/policy",
            purposes: { necessary: "Necessary", statistics: "Statistics", advertising: "Advertising" },
        },
    },
    services: [
        { name: "cart", title: "Cart", purposes: ["necessary"], required: true },
        { name: "statistics", title: "Statistics", purposes: ["statistics"], cookies: [/^_st_/] },
        { name: "advertising", title: "Advertising", purposes: ["advertising"], cookies: [/^_ad_/] },
    ],
};
